import { sha256 } from '#contract';

/** What starts something by itself when packages are installed: the one list of it. */

/** Scripts of a manifest that npm, pnpm and yarn run in the repository. */
const LIFECYCLE = /^(pre|post)?(install|prepare)$|^(pre|post)?prepublish$|^dependencies$|^pnpm:devPreinstall$/u;
/** Of these, the ones that are run of a package that is fetched. */
const OF_PACKAGES = /^(pre|post)?install$/u;
/** A file that has npm build what lies beside it, without any script. */
export const BINDING = 'binding.gyp';

/** A text of JSON; undefined where it is none. A byte order mark is left out, as installers do. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    return undefined;
  }
};

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The manifest of a folder and the binding beside it; null where there is none. A link is no text of a manifest. */
export type Starting = {
  readonly manifest: string | null;
  readonly binding: string | Uint8Array | null;
};

/** Each script by itself, as installers take them: what stands beside one does not hide it. */
const lifecycleOf = (manifest: unknown, runs: RegExp): readonly string[] => {
  const scripts = isFields(manifest) ? manifest['scripts'] : undefined;
  return Object.entries(isFields(scripts) ? scripts : {})
    .filter(([name]) => runs.test(name))
    .map(([name, command]) => `${name}: ${typeof command === 'string' ? command : JSON.stringify(command)}`);
};

/** A binding is another one with other bytes, as what it has built is said in it. */
const builtBy = (manifest: unknown, binding: Starting['binding']): readonly string[] => {
  if (binding === null) return [];
  const isAsleep = isFields(manifest) && manifest['gypfile'] === false;
  return [`${BINDING} of ${sha256(binding)}`, ...(isAsleep ? [] : [`${BINDING}: node-gyp rebuild`])];
};

/**
 * What runs when a folder is installed, a line each, as `name: command`. Of a manifest that cannot be read nobody can tell,
 * which is a line of its own for each such text and never an empty list.
 */
export const installScripts = ({ manifest, binding }: Starting): readonly string[] => {
  const parsed = manifest === null ? {} : parseJson(manifest);
  const unread = isFields(parsed) ? [] : [`nobody can tell what, as it is no manifest that npm reads (${sha256(manifest ?? '')})`];
  return [...unread, ...lifecycleOf(parsed, LIFECYCLE), ...builtBy(parsed, binding)];
}; // prettier-ignore

/** Whether a package that is fetched has something run when it is installed. */
export const startsWhenFetched = ({ manifest, binding }: Starting): boolean => {
  const parsed = manifest === null ? {} : parseJson(manifest);
  return !isFields(parsed) || binding !== null || lifecycleOf(parsed, OF_PACKAGES).length > 0;
};
