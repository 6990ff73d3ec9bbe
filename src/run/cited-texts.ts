import { ok, type Result } from '#failure';
import { blobsOf, filesOfTree, type HarnessStore } from '#host';
import {
  anchorAtPointer,
  indexSpecs,
  isSpecFile,
  parseCitation,
  resolveCitation,
  wantedBy,
  type SpecText,
} from '#spec';
import type { CitedText } from './brief.ts';

const TEXTS: readonly string[] = ['100644', '100755'];

/** The documents of a commit that hold anchors, and those that they name. What is no UTF-8 has none. */
const specsAt = async (store: HarnessStore, commit: string): Promise<Result<ReadonlyMap<string, SpecText>>> => {
  const listed = await filesOfTree(store, commit);
  if (!listed.ok) return listed;
  const files = new Map(listed.value.filter(({ mode }) => TEXTS.includes(mode)).map(({ path, blob }) => [path, blob]));
  const specs = new Map<string, SpecText>();
  const read = async (paths: readonly string[]): Promise<Result<null>> => {
    const wanted = paths.flatMap((path) => (specs.has(path) ? [] : [[path, files.get(path) ?? ''] as const]));
    const known = wanted.filter(([, blob]) => blob !== '');
    const blobs = await blobsOf(store, known.map(([, blob]) => blob)); // prettier-ignore
    if (!blobs.ok) return blobs;
    for (const [path, blob] of known) {
      const text = new TextDecoder().decode(blobs.value.get(blob));
      if (!text.includes('\uFFFD')) specs.set(path, { path, text });
    }
    return ok(null);
  };
  const first = await read([...files.keys()].filter(isSpecFile));
  if (!first.ok) return first;
  const more = await read([...specs.values()].flatMap(wantedBy));
  return more.ok ? ok(specs) : more;
};

/**
 * The texts that citations point at, as they stand at a commit. A citation that finds nothing, or more than one place,
 * is told as such: nobody guesses.
 */
export const citedTexts = async (
  store: HarnessStore,
  commit: string,
  cites: readonly string[],
): Promise<Result<readonly CitedText[]>> => {
  const specs = await specsAt(store, commit);
  if (!specs.ok) return specs;
  const index = indexSpecs(specs.value.values());
  const at = (file: string, pointer: string) => {
    const text = specs.value.get(file)?.text;
    return text === undefined ? null : anchorAtPointer(file, text, pointer);
  };
  return ok(
    cites.map((cite): CitedText => {
      const citation = parseCitation(cite);
      const found = citation.ok ? resolveCitation(citation.value, index, at) : null;
      if (found?.kind !== 'found' && found?.kind !== 'changed')
        return { cite, place: 'nowhere', text: 'At the base there is not one place that this means.' };
      const { file, line, lastLine } = found.anchor;
      const lines =
        specs.value
          .get(file)
          ?.text.split(/\r?\n/u)
          .slice(line - 1, lastLine) ?? [];
      return {
        cite,
        place: `${file}:${line}${found.kind === 'changed' ? `; ${found.says}` : ''}`,
        text: lines.join('\n'),
      };
    }),
  );
};
