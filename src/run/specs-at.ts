import { ok, type Result } from '#failure';
import { blobsOf, filesOfTree, type HarnessStore } from '#host';
import { isSpecFile, readingOf, specTextOf, type Specs, type SpecText } from '#spec';

const TEXTS: readonly string[] = ['100644', '100755'];

/**
 * The documents of a commit or a tree that hold anchors, and those that they name, read from git's own objects and never
 * from what was remembered. What cannot be read has none.
 *
 * @param isWanted which of them to read, by path; all where it is left out
 */
export const specsAt = async (
  store: HarnessStore,
  tree: string,
  isWanted: (path: string) => boolean = isSpecFile,
): Promise<Result<Specs>> => {
  const listed = await filesOfTree(store, tree);
  if (!listed.ok) return listed;
  const files = new Map(listed.value.filter(({ mode }) => TEXTS.includes(mode)).map(({ path, blob }) => [path, blob]));
  const specs = new Map<string, SpecText>();
  const read = async (paths: readonly string[]): Promise<Result<null>> => {
    const known = paths.flatMap((path) => {
      const blob = files.get(path);
      return blob === undefined ? [] : [[path, blob] as const];
    });
    const blobs = await blobsOf(store, known.map(([, blob]) => blob)); // prettier-ignore
    if (!blobs.ok) return blobs;
    for (const [path, blob] of known) {
      const text = specTextOf(path, blobs.value.get(blob) ?? new Uint8Array());
      if ('text' in text) specs.set(path, text);
    }
    return ok(null);
  };
  const reading = readingOf(specs);
  const asked = new Set<string>();
  let missing: readonly string[] = [...files.keys()].filter(isWanted);
  while (missing.length > 0) {
    const more = await read(missing);
    if (!more.ok) return more;
    for (const path of missing) asked.add(path);
    missing = [...new Set(reading.wanted())].filter((path) => files.has(path) && !asked.has(path));
  }
  return ok(reading.open());
};
