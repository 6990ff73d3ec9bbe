import { ok, type Result } from '#failure';
import { blobsOf, filesOfTree, type HarnessStore } from '#host';
import { isSpecFile, readSpecTexts, specTextOf, wantedBy, type SpecText } from '#spec';
import type { CitedText } from './brief.ts';

const TEXTS: readonly string[] = ['100644', '100755'];

/** The documents of a commit that hold anchors, and those that they name. What cannot be read has none. */
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
      const text = specTextOf(path, blobs.value.get(blob) ?? new Uint8Array());
      if ('text' in text) specs.set(path, text);
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
  const texts = await specsAt(store, commit);
  if (!texts.ok) return texts;
  const specs = readSpecTexts(texts.value);
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
