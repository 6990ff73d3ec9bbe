import { ok, type Result } from '#failure';
import type { HarnessStore } from '#host';
import type { CitedText } from './brief.ts';
import { specsAt } from './specs-at.ts';

/**
 * The texts that citations point at, as they stand at a commit. A citation that finds nothing, or more than one place,
 * is told as such: nobody guesses.
 */
export const citedTexts = async (
  store: HarnessStore,
  commit: string,
  cites: readonly string[],
): Promise<Result<readonly CitedText[]>> => {
  const read = await specsAt(store, commit);
  if (!read.ok) return read;
  const specs = read.value;
  return ok(
    cites.map((cite): CitedText => {
      const resolved = specs.resolve(cite);
      const found = resolved.ok ? resolved.value : null;
      if (found?.kind !== 'found' && found?.kind !== 'changed')
        return { cite, place: 'nowhere', text: 'At the base there is not one place that this means.' };
      const { file, line } = found.anchor;
      const place = `${file}:${line}${found.kind === 'changed' ? `; ${found.says}` : ''}`;
      return { cite, place, text: specs.linesOf(found.anchor).join('\n') };
    }),
  );
};
