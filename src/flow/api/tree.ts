import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import {
  blobsOf,
  filesOfCheckout,
  filesOfTree,
  parseSettingsText,
  readerOfCheckout,
  readIfThere,
  SETTINGS_LIMIT_BYTES,
  type Repository,
} from '#host';
import { API_SETTINGS_FILE, apiSettingsSchema, LARGEST_SPEC_BYTES, spotsOf, specTextOf, type ApiSettings } from '#spec';

/** One state of a repository: the paths of its files, and what is in one; null where none is. */
export type Tree = {
  /** The name of the commit; null for the checkout. */
  readonly name: string | null;
  readonly paths: ReadonlySet<string>;
  readonly read: (path: string) => Promise<Result<string | null>>;
};

const textIn = (path: string, bytes: Uint8Array | 'too large' | null): Result<string | null> => {
  if (bytes === null) return ok(null);
  const text = bytes === 'too large' ? { unread: 'it is too large to be read' } : specTextOf(path, bytes);
  return 'text' in text
    ? ok(text.text)
    : fail('spec.invalid', text.unread, { where: { file: path, line: 1, column: 1 } });
};

/** The checkout: what git lists or does not ignore, and no links. */
export const treeOfCheckout = async (repository: Repository): Promise<Result<Tree>> => {
  const listed = await filesOfCheckout(repository);
  if (!listed.ok) return listed;
  const paths = new Set(listed.value);
  const bytesOf = readerOfCheckout(repository, LARGEST_SPEC_BYTES);
  return ok({ name: null, paths, read: async (path) => textIn(path, paths.has(path) ? bytesOf(path) : null) });
};

const TEXTS: readonly string[] = ['100644', '100755'];

/** A commit, or any tree. */
export const treeOfCommit = async (repository: Repository, commit: string): Promise<Result<Tree>> => {
  const store = { gitDir: repository.commonDir, objects: repository.objects };
  const listed = await filesOfTree(store, commit);
  if (!listed.ok) return listed;
  const blobs = new Map(listed.value.filter(({ mode }) => TEXTS.includes(mode)).map(({ path, blob }) => [path, blob]));
  const read: Tree['read'] = async (path) => {
    const blob = blobs.get(path);
    if (blob === undefined) return ok(null);
    const bytes = await blobsOf(store, [blob]);
    if (!bytes.ok) return bytes;
    const found = bytes.value.get(blob) ?? null;
    return textIn(path, found !== null && found.length > LARGEST_SPEC_BYTES ? 'too large' : found);
  };
  return ok({ name: commit.slice(0, 12), paths: new Set(blobs.keys()), read });
};

const settingsText = ({ root }: Repository): Result<string | null> => {
  const bytes = readIfThere(join(root, API_SETTINGS_FILE), SETTINGS_LIMIT_BYTES);
  if (!bytes.ok || bytes.value === null) return bytes.ok ? ok(null) : bytes;
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value));
  } catch {
    return fail('config.invalid', `${API_SETTINGS_FILE} is not UTF-8 text`);
  }
};

/** What the checkout says of its descriptions in `.writ/api.yaml`; fails with `config.invalid`. */
export const apiSettingsOf = (repository: Repository): Result<ApiSettings> => {
  const text = settingsText(repository);
  if (!text.ok) return text;
  return text.value === null ? ok({}) : parseSettingsText(API_SETTINGS_FILE, text.value, apiSettingsSchema);
};

/** A rule in `.writ/api.yaml` that nobody knows, with its place. */
export const unknownRule = (repository: Repository, rule: string, says: string): Result<never> => {
  const text = settingsText(repository);
  if (!text.ok) return text;
  const [spot] = spotsOf(API_SETTINGS_FILE, text.value ?? '', [`/rules/${rule}`]);
  return fail('config.invalid', says, spot === undefined ? {} : { where: { file: API_SETTINGS_FILE, ...spot } });
};
