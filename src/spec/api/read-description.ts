import { ok, type Result } from '#failure';
import type { SpecFault } from '../anchor.ts';
import { beginsDescription, brokenReferences, filesReferredTo, readApiFile, type Description } from './description.ts';

/** The text of a file of some tree; null where there is none. */
export type ReadText = (path: string) => Promise<Result<string | null>>;

/** A description that can be relied on, or what is wrong with it; neither: the file begins none. */
export type ReadDescription = { readonly description: Description | null; readonly faults: readonly SpecFault[] };

const none: ReadDescription = { description: null, faults: [] };

/**
 * Reads the description that a file begins, with all files it refers to, each once. What is no YAML or JSON, and a
 * reference that leads nowhere, out of the tree or to the network, is a fault. Fails only as `read` does.
 */
export const readDescriptionBy = async (read: ReadText, file: string): Promise<Result<ReadDescription>> => {
  const text = await read(file);
  if (!text.ok) return text;
  if (text.value === null) return ok(none);
  const files = new Map<string, unknown>();
  const texts = new Map([[file, text.value]]);
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const data = readApiFile(next, texts.get(next) ?? '');
    if ('fault' in data) return ok({ description: null, faults: [data.fault] });
    files.set(next, data.value);
    for (const other of filesReferredTo(next, data.value).filter((one) => !texts.has(one))) {
      const found = await read(other);
      if (!found.ok) return found;
      if (found.value === null) continue;
      texts.set(other, found.value);
      waiting.push(other);
    }
  }
  const begun = beginsDescription(files.get(file));
  if (begun === null) return ok(none);
  const faults = brokenReferences({ files, texts });
  return ok(faults.length > 0 ? { description: null, faults } : { description: { file, ...begun, files, texts }, faults });
}; // prettier-ignore
