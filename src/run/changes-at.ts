import { ok, type Result } from '#failure';
import { blobsOf, filesOfTree, type HarnessStore } from '#host';
import { judgeChangesIn, LARGEST_SPEC_BYTES, type FileText, type JudgedChanges } from '#spec';

const ROOT = 'openspec/';
const TEXTS: readonly string[] = ['100644', '100755'];
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What the bytes of a file of `openspec/` say. */
export const textOf = (bytes: Uint8Array | undefined): FileText => {
  if (bytes === undefined) return { unread: 'it is not there' };
  if (bytes.length > LARGEST_SPEC_BYTES) return { unread: 'it is too large to be read' };
  try {
    return decoder.decode(bytes);
  } catch {
    return { unread: 'it is not UTF-8' };
  }
};

const isWanted = (path: string): boolean =>
  /\.(?:md|ya?ml)$/iu.test(path) && !path.startsWith(`${ROOT}changes/archive/`);

/** Judges the changes of OpenSpec in a tree that work touched or cites; a tree without any is not read. */
export const changesAt = async (
  store: HarnessStore,
  tree: string,
  touched: readonly string[],
): Promise<Result<JudgedChanges>> => {
  const own = touched.filter((path) => path.startsWith(ROOT));
  if (own.length === 0) return ok({ judged: [], faults: [] });
  const listed = await filesOfTree(store, tree);
  if (!listed.ok) return listed;
  const below = listed.value.filter(({ path }) => path.startsWith(ROOT));
  const read = below.filter(({ path, mode }) => TEXTS.includes(mode) && isWanted(path));
  const blobs = await blobsOf(store, read.map(({ blob }) => blob)); // prettier-ignore
  if (!blobs.ok) return blobs;
  const texts = new Set(read);
  const files = below.map((file): readonly [string, FileText] => {
    if (texts.has(file)) return [file.path, textOf(blobs.value.get(file.blob))];
    return [file.path, { unread: TEXTS.includes(file.mode) ? null : 'it is a link, which is not followed' }];
  });
  return ok(judgeChangesIn(new Map(files), own));
};
