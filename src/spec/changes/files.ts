/** What a file says; or why it was not read: null where nobody asked for its text. */
export type FileText = string | { readonly unread: string | null };

/** A folder of openspec/changes with its files, by their paths within it. */
export type ChangeFiles = {
  readonly name: string;
  /** Relative to the root of the repository, without a slash at the end. */
  readonly folder: string;
  readonly files: ReadonlyMap<string, FileText>;
};

/** Where changes lie. */
export const CHANGES = 'openspec/changes';
/** Where specs lie. */
export const SPECS = 'openspec/specs';
/** Where changes lie that are done. */
export const ARCHIVE = `${CHANGES}/archive`;
/** Where a project keeps workflows of its own. */
export const WORKFLOWS = 'openspec/schemas';
/** What a change says of itself. */
export const METADATA = '.openspec.yaml';

/** The open change that a file of the repository belongs to, or null. */
export const changeTouchedBy = (path: string): string | null => {
  const name = /^openspec\/changes\/([^/]+)\/./u.exec(path)?.[1];
  return name === undefined || name === 'archive' || name.startsWith('.') ? null : name;
};

/**
 * Whether a path, or a pattern of paths, lies among what is only proposed: the files of one open change, workflows, and
 * what OpenSpec is set to. Specs that hold, and the archive, do not.
 */
export const isProposal = (path: string): boolean => {
  const name = changeTouchedBy(path);
  return name === null ? /^openspec\/(?:schemas\/.|[^/*?[\]{}()!\\]+$)/u.test(path) : !/[*?[\]{}()!\\]/u.test(name);
};

/**
 * The open changes that work on these paths is about. What only brings or mends documents is work on none of them, for
 * nobody can approve what is not there; nor is what an archive of another change writes into one.
 */
export const changesWorkedOn = (paths: readonly string[]): readonly string[] =>
  paths.every(isProposal)
    ? []
    : [...new Set(paths.flatMap((path) => (path.endsWith(`/${METADATA}`) ? [] : (changeTouchedBy(path) ?? []))))];

/** The spec of a capability. */
export const specFile = (capability: string): string => `${SPECS}/${capability}/spec.md`;

/** The text of a file, or null where it is none that was read. */
export const textAt = (files: ReadonlyMap<string, FileText>, path: string): string | null => {
  const found = files.get(path);
  return typeof found === 'string' ? found : null;
};

/** The documents of a change that were asked for and could not be read, each with the reason; in their order. */
export const unreadIn = ({ folder, files }: ChangeFiles): readonly { readonly file: string; readonly says: string }[] =>
  [...files]
    .flatMap(([path, text]) =>
      typeof text === 'string' || text.unread === null || !path.toLowerCase().endsWith('.md')
        ? []
        : [{ file: `${folder}/${path}`, says: text.unread }],
    )
    .toSorted((one, other) => (one.file < other.file ? -1 : 1));

const isHidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('.'));

/** The capability whose delta a file of a change is, or null: a `spec.md` in a folder of its own under specs/. */
export const capabilityOf = (path: string): string | null => {
  const inside = /^specs\/(.+)\/spec\.md$/u.exec(path)?.[1];
  return inside === undefined || isHidden(inside) ? null : inside;
};

/** Files under specs/ that count: hidden ones do not. */
export const specPaths = (files: ReadonlyMap<string, FileText>): readonly string[] =>
  [...files.keys()].filter((path) => path.startsWith('specs/') && !isHidden(path));

/** The deltas of a change, in the order of their capabilities. */
export const deltaFiles = ({ files }: ChangeFiles): readonly { readonly capability: string; readonly path: string }[] =>
  [...files.keys()]
    .flatMap((path) => {
      const capability = capabilityOf(path);
      return capability === null ? [] : [{ capability, path }];
    })
    .toSorted((one, other) => (one.capability < other.capability ? -1 : 1)); // prettier-ignore

/** Whether this names a change, as OpenSpec has it: small letters, digits and single hyphens. */
export const isChangeName = (name: string): boolean => /^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(name) && name.length <= 200;
