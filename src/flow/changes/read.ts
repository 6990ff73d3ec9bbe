import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { entriesBelow, foldersIn, kindOf, lastModified, readerOfCheckout, type Repository } from '#host';
import {
  ARCHIVE,
  CHANGES,
  LARGEST_SPEC_BYTES,
  METADATA,
  PLAIN_PROJECT,
  projectOf,
  specFile,
  SPECS,
  WORKFLOWS,
  type ChangeFiles,
  type ChangeProject,
  type FileText,
  type SpecLookup,
} from '#spec';

/** The changes of a checkout that are open, and what they are read against. */
export type OpenChanges = {
  readonly root: string;
  readonly project: ChangeProject;
  /** By name, in its order. */
  readonly changes: ReadonlyMap<string, ChangeFiles>;
  readonly specs: SpecLookup;
  /** Reads one file of the checkout; undefined where there is none. */
  readonly textOf: (path: string) => FileText | undefined;
};

/** A byte order mark stays: OpenSpec writes a spec back with the bytes it had. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const NOT_ASKED: FileText = { unread: null };

/** Tells which folder on the way to a path is a link, asking the system once for each: thousands of files share the same ones. */
const linksOf = (root: string): ((folder: string) => string | null) => {
  const known = new Map<string, string | null>();
  const linkOn = (folder: string): string | null => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const end = folder.lastIndexOf('/');
    const above = end === -1 ? null : linkOn(folder.slice(0, end));
    const found = above ?? (kindOf(`${root}/${folder}`) === 'link' ? folder : null);
    known.set(folder, found);
    return found;
  };
  return linkOn;
};

/** A reader of files of the checkout. No link is followed: what it leads to is not what the repository holds. */
export const readerOfChanges = (repository: Pick<Repository, 'root'>): OpenChanges['textOf'] => {
  const bytesOf = readerOfCheckout(repository, LARGEST_SPEC_BYTES);
  const linkOn = linksOf(repository.root);
  return (path) => {
    const end = path.lastIndexOf('/');
    const link = end === -1 ? null : linkOn(path.slice(0, end));
    if (link !== null) return { unread: `it lies behind the link ${link}, which is not followed` };
    const bytes = bytesOf(path);
    if (bytes === 'too large') return { unread: `it is larger than ${LARGEST_SPEC_BYTES / 1024 / 1024} MB` };
    if (bytes === null) {
      const kind = kindOf(join(repository.root, path));
      return kind === null ? undefined : { unread: `it is ${kind === 'link' ? 'a link, which is not followed' : 'no file'}` };
    }
    try {
      return decoder.decode(bytes);
    } catch {
      return { unread: 'it is not UTF-8' };
    }
  };
}; // prettier-ignore

/** Which files of a change are read: for its tasks alone, or for all that is judged. */
export type Depth = 'tasks' | 'all';

const isWanted = (path: string, depth: Depth, isPlain: boolean): boolean => {
  // Where there is one workflow alone, tasks are in the same file whatever a change says of itself.
  if (path === METADATA) return depth === 'all' || !isPlain;
  if (path === 'tasks.md') return true;
  if (!path.toLowerCase().endsWith('.md')) return false;
  return depth === 'all' || (!isPlain && !path.startsWith('specs/'));
};

const readProject = (root: string, textOf: OpenChanges['textOf']): ChangeProject => {
  const own = foldersIn(join(root, WORKFLOWS)).flatMap((name) => {
    const text = textOf(`${WORKFLOWS}/${name}/schema.yaml`);
    return text === undefined ? [] : [[name, text] as const];
  });
  return projectOf(own, textOf('openspec/config.yaml') ?? textOf('openspec/config.yml'));
};

/** Folders that a change or a spec must not be reached through: a link leads out of what the repository holds. */
const linkIn = (root: string): string | null =>
  ['openspec', CHANGES, ARCHIVE, SPECS, WORKFLOWS].find((path) => kindOf(join(root, path)) === 'link') ?? null;

/**
 * Reads the open changes of a checkout, all or one. Fails with `usage.unknown` where there is no such change, and with
 * `input.unreadable` where the folder is a link.
 *
 * @param depth `tasks`: only what says how far each is
 */
export const readChanges = (repository: Repository, depth: Depth, only?: string): Result<OpenChanges> => {
  const { root } = repository;
  const link = linkIn(root);
  if (link !== null) return fail('input.unreadable', `${link} is a link, which is not followed`);
  const textOf = readerOfChanges(repository);
  const project = readProject(root, textOf);
  const isPlain = project.workflows.size === PLAIN_PROJECT.workflows.size;
  const names = foldersIn(join(root, CHANGES)).filter((name) => name !== 'archive' && !name.startsWith('.'));
  if (only !== undefined && !names.includes(only)) {
    const others = names.length === 0 ? 'none is open' : `open are ${names.toSorted().slice(0, 8).join(', ')}`;
    return fail('usage.unknown', `there is no open change “${only}”; ${others}`, { remedy: 'writ change list' });
  }
  const read = (name: string): readonly [string, ChangeFiles] => {
    const folder = `${CHANGES}/${name}`;
    const files = entriesBelow(join(root, folder)).map(({ path, kind }): readonly [string, FileText] => {
      if (kind === 'link') return [path, { unread: 'it is a link, which is not followed' }];
      const text = isWanted(path, depth, isPlain) ? textOf(`${folder}/${path}`) : NOT_ASKED;
      return [path, text ?? NOT_ASKED];
    });
    return [name, { name, folder, files: new Map(files) }];
  };
  const changes = new Map((only === undefined ? names.toSorted() : [only]).map(read));
  const known = new Map<string, FileText | undefined>();
  const specs: SpecLookup = (capability) => {
    if (!known.has(capability)) known.set(capability, textOf(specFile(capability)));
    return known.get(capability);
  };
  return ok({ root, project, changes, specs, textOf });
};

/** When a change was last touched, as ISO 8601. */
export const touchedAt = ({ root }: OpenChanges, { folder, files }: ChangeFiles): string =>
  new Date(lastModified(`${root}/${folder}`, [...files.keys()])).toISOString();

/** The capabilities that have a spec, in order. */
export const capabilitiesIn = ({ root }: OpenChanges): readonly string[] =>
  entriesBelow(join(root, SPECS))
    .flatMap(({ path }) => {
      const capability = /^(.+)\/spec\.md$/u.exec(path)?.[1];
      return capability === undefined || /(?:^|\/)\./u.test(capability) ? [] : [capability];
    })
    .toSorted();
