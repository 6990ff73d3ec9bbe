import { posix } from 'node:path';
import {
  globMatcher,
  globProblem,
  isBelowProduct,
  isRecipeOf,
  mayBeRecipe,
  mayBeTest,
  mayConfigure,
  mayRunScripts,
  readsRecipe,
  type Check,
} from '#contract';
import type { ChangedPath, Reached } from '#evidence';
import { ok, type Result } from '#failure';
import { blobsOf, filesOfTree, type HarnessStore } from '#host';
import { isSource } from '#rules';

/** A text that says what is run or loaded, the folder that its paths begin at, and what it is called. */
type Text = { readonly text: string; readonly folder: string; readonly by: string };

const SHELL = /\.(sh|bash|zsh|fish|ps1|bat|cmd|mk)$/iu;
const DATA = /\.(json|jsonc|ya?ml|toml|ini|cfg|conf|rb|pl|lua|awk|sed)$/iu;
const TOOLS = /(^|[^a-z])(scripts?|tools?|tooling|ci|hack|build|config|bin|etc|dev|infra|e2e)([^a-z]|$)/iu;

/**
 * Whether a file may be a step on the way to the tests: neither one of them, nor the product that they look at. What a
 * source imports is the product unless its path says that it is a tool.
 */
const isStep = (path: string, by: string): boolean => {
  const isProgram = isSource(path) || SHELL.test(path) || DATA.test(path) || !posix.basename(path).includes('.');
  const isTool = !isSource(by) || TOOLS.test(path);
  return isProgram && isTool && !mayBeTest(path) && (SHELL.test(path) || !isBelowProduct(path));
};

const ENDINGS = '.js .mjs .cjs .ts .mts .cts .tsx .jsx .sh .py /index.js /index.mjs /index.ts /__init__.py'.split(' ');

/** Words of any language that may name a file, a script or a program. */
const wordsIn = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\s"'`;&|()<>{}[\],=@$!\\]+/u)
      .map((word) => word.replace(/^(\.\/)+|[.:]+$/gu, ''))
      .filter((word) => word.length > 0 && word.length <= 300),
  ),
];

/** Which paths a word may mean: as it stands, from the folder or from the root, without an ending, or as a module of Python. */
const meantBy = (word: string, folder: string): readonly string[] => {
  const asModule = /^\.*[\w.]+$/u.test(word) ? [`${word.replace(/^\.+/u, '').replaceAll('.', '/')}.py`] : [];
  const written = [word, ...asModule, ...(word.endsWith('.js') ? [word.replace(/\.js$/u, '.ts')] : [])];
  // A word alone is a program or a package.
  const whole = word.includes('/') ? [...written, ...ENDINGS.map((ending) => `${word}${ending}`)] : written;
  return whole.flatMap((path) => [posix.join(folder, path), posix.normalize(path)]);
};

/** What of a file of settings is about what runs tests: in some of them everything else is, too. */
const aboutTests = ({ by: path, text }: Text): string => {
  const name = posix.basename(path).toLowerCase();
  if (/^[tj]sconfig/u.test(name)) return '';
  // What it imports is looked at by tests.
  if (name.endsWith('.py')) return text.split('\n').filter((line) => line.includes('pytest_plugins')).join('\n'); // prettier-ignore
  if (name === 'package.json') {
    const keys = /^(jest|vitest|mocha|ava|nyc|c8|tap|babel)$/u;
    return JSON.stringify(Object.entries(outerOf(text)).filter(([key]) => keys.test(key)), null, 1); // prettier-ignore
  }
  if (!/^(pyproject\.toml|setup\.cfg)$/u.test(name)) return text;
  const sections = text.split(/^(?=\s*\[)/mu);
  return sections.filter((section) => section.slice(0, 200).includes('pytest')).join('\n');
};

/** Lines of settings that say what is loaded before, around or in the place of tests. */
const LOADS =
  /set-?up|environment|require|preset|sequencer|resolver|runner|transform|reporter|hook|loader|pytest_plugins|(^|[\s"'=])-[rp]\b/iu;

/** Such lines, with the two that follow where a list begins. */
const loadingLines = (text: string): string => {
  const lines = text.split('\n');
  const begins = (line = ''): boolean => LOADS.test(line) && /[[({:=]\s*$/u.test(line);
  return lines.filter((line, at) => LOADS.test(line) || begins(lines[at - 1]) || begins(lines[at - 2])).join('\n');
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The outer keys of a package.json; none of one that cannot be read, where the whole file counts as changed. */
const outerOf = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
};

const packageOf = ({ by, text }: Text): Package => {
  const { scripts } = outerOf(text);
  const all = isObject(scripts) ? Object.entries(scripts) : [];
  return { path: by, scripts: new Map(all.map(([name, script]) => [name, String(script)])) };
};

/** Whether a word means a script: by its name, by a glob of `run-s` and the like, or because it runs before or after. */
const meansScript = (word: string, name: string): boolean => {
  const meant = name.replace(/^(pre|post)/u, '');
  if (word === name || word === meant) return true;
  return (
    word.includes('*') &&
    globProblem(word) === null &&
    globMatcher(word.replaceAll(':', '/'))(name.replaceAll(':', '/'))
  );
};

type Package = { readonly path: string; readonly scripts: ReadonlyMap<string, string> };

/** What has been reached so far. */
class Reach {
  readonly found = new Map<string, Reached>();
  readonly #words = new Map<string, string>();
  readonly #files: ReadonlySet<string>;
  readonly #packages: readonly Package[];

  /** @param files every path of the base and of the change */
  constructor(files: ReadonlySet<string>, packages: readonly Package[]) {
    this.#files = files;
    this.#packages = packages;
  }

  /** Takes up what texts name, and the scripts that they run. Gives back the files that are to be read next. */
  follow(texts: readonly Text[]): readonly string[] {
    const files: string[] = [];
    for (let open = texts; open.length > 0; open = this.#scripts())
      files.push(...open.flatMap((text) => this.#named(text)));
    return [...files, ...this.#recipes()];
  }

  /** Takes up what settings have loaded, wherever it lies, unless it is a test. */
  load(settings: Text): readonly string[] {
    const words = wordsIn(loadingLines(aboutTests(settings)));
    const meant = words.flatMap((word) => meantBy(word, settings.folder));
    return this.#add(
      meant.filter((path) => !mayBeTest(path)),
      settings.by,
    );
  }

  #add(paths: readonly string[], by: string): readonly string[] {
    const fresh = [...new Set(paths)].filter((path) => this.#files.has(path) && !this.found.has(path));
    for (const path of fresh) this.found.set(path, { path, part: null, by });
    return fresh;
  }

  #named({ text, folder, by }: Text): readonly string[] {
    const words = wordsIn(text);
    for (const word of words) if (!this.#words.has(word)) this.#words.set(word, by);
    const globs = words.filter((word) => word.includes('*') && globProblem(word) === null).map(globMatcher);
    const matched = globs.length === 0 ? [] : [...this.#files].filter((path) => globs.some((matches) => matches(path)));
    const meant = [...words.flatMap((word) => meantBy(word, folder)), ...matched];
    return this.#add(
      meant.filter((path) => isStep(path, by)),
      by,
    );
  }

  #recipes(): readonly string[] {
    const programs = [...this.#words.keys()].filter(readsRecipe);
    if (programs.length === 0) return [];
    return this.#add([...this.#files].filter((path) => isRecipeOf(programs, path)), programs[0] ?? ''); // prettier-ignore
  }

  /** The scripts that a word means and that were not read yet, as texts. */
  #scripts(): readonly Text[] {
    const words = [...this.#words];
    if (!mayRunScripts(words.map(([word]) => word))) return [];
    return this.#packages.flatMap(({ path, scripts }) =>
      [...scripts].flatMap(([name, text]): readonly Text[] => {
        const part = `scripts.${name}`;
        const key = `${path}\0${part}`;
        const by = this.found.has(key) ? undefined : words.find(([word]) => meansScript(word, name))?.[1];
        if (by === undefined) return [];
        this.found.set(key, { path, part, by });
        return [{ text, folder: posix.dirname(path), by: `${path}: ${part}` }];
      }),
    );
  }
}

/** In bytes. A program that was made of many files is a few millions; of what is larger the beginning is read. */
const TEXT_MOST = 16_000_000;

const textsOf = async (
  store: HarnessStore,
  paths: readonly string[],
  blobs: ReadonlyMap<string, string>,
): Promise<Result<readonly Text[]>> => {
  const there = paths.flatMap((path) => (blobs.has(path) ? [{ path, blob: blobs.get(path) ?? '' }] : []));
  const bytes = await blobsOf(store, there.flatMap(({ blob }) => (/^0+$/u.test(blob) ? [] : [blob]))); // prettier-ignore
  if (!bytes.ok) return bytes;
  return ok(
    there.flatMap(({ path, blob }) => {
      const text = bytes.value.get(blob);
      if (text === undefined) return [];
      return [{ text: new TextDecoder().decode(text.subarray(0, TEXT_MOST)), folder: posix.dirname(path), by: path }];
    }),
  );
};

const isPackage = (path: string): boolean => posix.basename(path) === 'package.json' && !path.includes('node_modules/');
const isSettings = (path: string): boolean =>
  mayConfigure(path) || isPackage(path) || /(^|\/)(pyproject\.toml|setup\.cfg)$/iu.test(path);

/** Whether a changed file could be on the way from a check to its tests, so that it has to be looked whether it is. */
export const mayBeReached = (path: string): boolean => isPackage(path) || mayBeRecipe(path) || isStep(path, '');

/**
 * What of a change the checks come to by way of what the base holds: scripts of a package.json, recipes, and files that
 * those or the settings of runners name, one by way of the other. Whoever changes one of them changes what a check
 * does, as if he had changed its command. Texts are only read: a name that is put together when the program runs is
 * not seen.
 */
export const reachOf = async (
  store: HarnessStore,
  { from, paths }: { readonly from: string; readonly paths: readonly ChangedPath[] },
  checks: readonly Check[],
): Promise<Result<readonly Reached[]>> => {
  const base = await filesOfTree(store, from);
  if (!base.ok) return base;
  const before = new Map(base.value.map(({ path, blob }) => [path, blob]));
  const changed = new Map(paths.map(({ path, newBlob }) => [path, newBlob]));
  const read = (wanted: readonly string[], of: ReadonlyMap<string, string> = before) => textsOf(store, wanted, of);
  const settings = await read([...before.keys()].filter(isSettings));
  if (!settings.ok) return settings;
  // A package.json counts as it was; what is new in it may be meant all the same.
  const result = await read([...changed.keys()].filter(isPackage), changed);
  if (!result.ok) return result;
  const packages = [...settings.value.filter(({ by }) => isPackage(by)), ...result.value].map(packageOf);
  const reach = new Reach(new Set([...before.keys(), ...changed.keys()]), packages);
  const commands = checks.flatMap(({ id, run, services = [] }): readonly Text[] =>
    [run, ...services.map((service) => service.run)].map((words) => ({ text: words.join('\n'), folder: '.', by: `the check ${id}` })),
  ); // prettier-ignore
  let open = [...reach.follow(commands), ...settings.value.flatMap((one) => reach.load(one))];
  while (open.length > 0) {
    const texts = await read(open);
    if (!texts.ok) return texts;
    open = [...reach.follow(texts.value)];
  }
  const found = [...reach.found.values()].filter(({ path }) => changed.has(path));
  // What configures by its name is protected however it is reached, and of a package.json its parts are.
  return ok(found.filter(({ path, part }) => part !== null || !(mayConfigure(path) || isPackage(path))));
};
