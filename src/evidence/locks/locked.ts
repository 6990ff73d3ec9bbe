/** A package as a lockfile pins it. */
export type Locked = {
  readonly version: string;
  /**
   * Where it is fetched from: the origin of a registry (`https://host`), `registry` where the lockfile leaves that to
   * whoever installs, and in full whatever is no registry: `git+ssh://…`, `https://host/a.tgz`, `file:…`, `link:…`.
   * `inside` where it comes with the package around it.
   */
  readonly from: string;
  /** The digest of what is fetched, as the lockfile writes it; null where it has none that an installer reads as one. */
  readonly integrity: string | null;
  /** Whether the lockfile says that it runs a program when it is installed. */
  readonly script: boolean;
};

/** The packages of a lockfile by name; one may be there in several versions. */
export type LockedPackages = ReadonlyMap<string, readonly Locked[]>;

/** Collects packages; what is there twice in the same words is there once. */
export const gatherPackages = (entries: Iterable<readonly [name: string, locked: Locked]>): LockedPackages => {
  const packages = new Map<string, Map<string, Locked>>();
  for (const [name, locked] of entries) {
    const known = packages.get(name) ?? new Map<string, Locked>();
    const { version, from, integrity, script } = locked;
    const words = JSON.stringify([version, from, integrity, script]);
    if (!known.has(words)) packages.set(name, known.set(words, locked));
  }
  return new Map([...packages].map(([name, all]) => [name, [...all.values()]]));
};

/** Whether two entries pin the same. */
export const isSame = (one: Locked, other: Locked): boolean =>
  one.version === other.version &&
  one.from === other.from &&
  one.integrity === other.integrity &&
  one.script === other.script;

/** Whether a package is fetched from somewhere: it comes with no other one, and does not lie in the repository. */
export const isFetched = ({ from }: Locked): boolean =>
  from !== 'inside' && (!from.startsWith('link:') || /^link:(\/|.*\.\.)/.test(from));

const COMMIT = /#([0-9a-f]{40,64})$/;

/** A commit is itself the digest of what is fetched. */
const ofGit = (address: string): Pick<Locked, 'from' | 'integrity'> => {
  const commit = COMMIT.exec(address)?.[1];
  return { from: address.split('#', 1).join(''), integrity: commit === undefined ? null : `commit:${commit}` };
};

/**
 * Where an address leads. That of a registry names the package and its version; then only the host matters. Any other is
 * kept whole, so that one package's file cannot be put in place of another's.
 */
export const sourceOf = (
  { name, version }: { readonly name: string; readonly version: string },
  address: string,
  integrity: string | null,
): Pick<Locked, 'from' | 'integrity'> => {
  if (/^git[+:]|^[a-z]+:[^/]*\.git(#|$)|^(github|gitlab|bitbucket|gist):/.test(address)) return ofGit(address);
  if (!/^https?:\/\//.test(address)) return { from: address.includes(':') ? address : `file:${address}`, integrity };
  const url = URL.parse(address);
  if (url === null) return { from: address, integrity };
  const path = decodeURIComponentOr(url.pathname);
  const file = `/${name}/-/${name.split('/').at(-1) ?? name}-${version}.tgz`;
  const isRegistry = path.endsWith(file) || path.includes(`/download/${name}/${version}/`);
  return { from: isRegistry && url.username === '' ? url.origin : address, integrity };
};

const decodeURIComponentOr = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
