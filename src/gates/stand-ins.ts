import { isSurelyTest, mayBeTest } from '#contract';
import { isSource } from '#rules';
import type { PatchFile } from './patch-lines.ts';

/** Ways to have something else stand in for a module while tests run, with what they name: by its path, or with dots. */
const BY_PATH =
  /\b(?:jest|vi|vitest)\.(?:mock|doMock|setMock|unstable_mockModule)\(\s*(?:import\(\s*)?['"`]([^'"`]+)|\bmock\.module\(\s*(?:import\.meta\.resolve\(\s*|new URL\(\s*)?['"`]([^'"`]+)/gu;
const BY_DOTS = /\b(?:patch|setattr|patch\.(?:dict|multiple))\(\s*['"]([A-Za-z_][\w.]*\.[\w.]+)/gu;

/** The same, of a whole module: by its path for stubs of JavaScript, by its name where Python keeps what it has loaded. */
const STUBBED = /\b(?:td\.replace(?:Esm)?|quibble(?:\.esm)?|mockery\.registerMock)\(\s*['"`](\.[^'"`]+)/gu;
const LOADED = /\bsys\.modules(?:\[\s*|\s*,\s*\{?\s*)['"]([A-Za-z_][\w.]*)['"]\s*(?:\]\s*=(?!=)|[,:])/gu;

/** Something of an object is replaced, which is named; a spy that only looks on replaces nothing. */
const BY_NAME: readonly RegExp[] = [
  /\b(?:vi|vitest|jest)\.(?:spyOn|replaceProperty)\(\s*([\w$]+)\s*(?:\.prototype\s*)?,.*\.(?:mock(?:Return|Resolved|Rejected)Value|mockImplementation|replaceValue|mockReturnThis)|\b(?:vi|vitest|jest)\.replaceProperty\(\s*([\w$]+)/gu,
  /\bmock\.(?:method|getter|setter)\(\s*([\w$]+)\s*(?:\.prototype\s*)?,[^,()]+,\s*\S/gu,
  /\b(?:sinon|\w*box|td)\.(?:stub|replace(?:Getter|Setter)?|createStubInstance)\(\s*([\w$]+)\s*[,.)]/gu,
  /\b(?:vi|jest)\.mocked\(\s*([\w$]+)[^)]*\)(?:\.\w+)*\.mock/gu,
  /\bpatch\.object\(\s*([\w.]+)\s*,|\bmonkeypatch\.(?:setattr|delattr)\(\s*([\w.]+)\s*,/gu,
  // Whatever else is assigned is mostly a field of a value that goes by the name of its module.
  /^\s*([\w$]+)(?:\.prototype)?\.[\w$]+\s*=\s*(?:async\s*)?(?:function\b|lambda\b|\([^)]*\)\s*=>|[\w$]+\s*=>|(?:vi|jest|sinon|td|mock)\.\w+\(|(?:mock\.)?\w*Mock\()/gu,
];

/** A path without its ending, as those who import it may write it. */
const bare = (path: string): string => path.replace(/\.[cm]?[jt]sx?$|\.py$/u, '').replace(/\/(?:index|__init__)$/u, '');

const foldersOf = (path: string): readonly string[] => path.split('/').slice(0, -1);

/** Where a path that begins with a dot leads, from a file. */
const resolved = (from: string, path: string): string => {
  const parts = [...foldersOf(from)];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return bare(parts.join('/'));
};

/** Whether a dotted name is of a module, or of something in it. */
const isOf = (dotted: string, module: string): boolean => {
  const names = bare(module).replaceAll('/', '.');
  return `.${dotted}.`.includes(`.${names}.`) || `${names}.`.endsWith(`.${dotted.split('.').slice(0, -1).join('.')}.`);
};

/** What a line of a test imports by which names, from where: a path, or a name with dots. */
const IMPORTS: readonly RegExp[] = [
  /\bimport\s+(?<names>[^'"`;]+?)\s+from\s*['"](?<from>\.[^'"]+)/u,
  /\b(?:const|let|var)\s+(?<names>[^=;]+?)\s*=\s*(?:await\s+import|require)\(\s*['"`](?<from>\.[^'"`]+)/u,
  /^\s*from\s+(?<from>[\w.]+)\s+import\s+(?<names>.+)/u,
  /^\s*import\s+(?<from>[\w.]+)(?:\s+as\s+(?<names>\w+))?\s*$/u,
];

/** The names by which a test knows the files of the change. */
type Known = ReadonlyMap<string, string>;

/** What one line binds: each name, with the files of the change that it may be of. */
const boundBy = (test: string, text: string, changed: readonly string[]): readonly (readonly [string, string])[] =>
  IMPORTS.flatMap((form) => {
    const { names, from } = form.exec(text)?.groups ?? {};
    if (from === undefined) return [];
    return (names ?? from).split(',').flatMap((entry) => {
      // `a as b`, `a: b`, `* as b`: the last one is what it is called here.
      const words = entry.match(/[\p{L}\p{N}_$.]+/gu) ?? [];
      const file = changed.find((one) =>
        from.includes('/')
          ? bare(one) === resolved(test, from)
          : isModule(from, one) || (names !== undefined && isModule(`${from}.${words[0] ?? ''}`, one)),
      );
      const name = words.at(-1);
      return file === undefined || name === undefined ? [] : [[name, file] as const];
    });
  });

/** An import that was there before is in no patch; then it mostly goes by the name of its file. */
const knownIn = (test: string, texts: readonly string[], changed: readonly string[]): Known =>
  new Map([
    ...changed.map((file) => [bare(file).split('/').at(-1) ?? '', file] as const),
    ...texts.flatMap((text) => boundBy(test, text, changed)),
  ]);

/** Whether a dotted name is that of a module, from wherever its folder is called from. */
const isModule = (dotted: string, module: string): boolean =>
  `.${bare(module).replaceAll('/', '.')}`.endsWith(`.${dotted.replace(/^\.+/u, '')}`);

/** The files of the change itself that a line of a test replaces. */
const replacedBy = (test: string, text: string, changed: readonly string[], known: Known): readonly string[] => [
  ...[...text.matchAll(STUBBED)].flatMap(([, path = '']) =>
    changed.filter((file) => bare(file) === resolved(test, path)),
  ),
  ...[...text.matchAll(LOADED)].flatMap(([, dotted = '']) => changed.filter((file) => isModule(dotted, file))),
  ...BY_NAME.flatMap((form) =>
    [...text.matchAll(form)].flatMap(([, one, other]) => known.get(one ?? other ?? '') ?? []),
  ),
  ...[...text.matchAll(BY_PATH)].flatMap(([, one, other]) => {
    const path = one ?? other ?? '';
    return path.startsWith('.') ? changed.filter((file) => bare(file) === resolved(test, path)) : [];
  }),
  ...[...text.matchAll(BY_DOTS)].flatMap(([, dotted = '']) => changed.filter((file) => isOf(dotted, file))),
];

/** A file that jest gives to tests in the place of a package, without being asked. */
const standingBy = ({ path, isNew }: PatchFile): readonly string[] => {
  const module = /(?:^|\/)__mocks__\/(.+?)\.[cm]?[jt]sx?$/u.exec(path)?.[1];
  return isNew && module !== undefined ? [`${path} stands in for a module while tests run: ${module}`] : [];
};

/**
 * What stands in for the very code that is to be tested: a test that replaces a file which the change itself makes or
 * changes says nothing of it. Whatever else a test replaces is how tests are written.
 */
export const standInsIn = (files: readonly PatchFile[]): readonly string[] => {
  const changed = files.flatMap(({ path, isGone }) => (isSource(path) && !isSurelyTest(path) && !isGone ? [path] : []));
  return files.flatMap((file) => {
    const lines = mayBeTest(file.path) ? file.hunks.flatMap(({ added }) => added) : [];
    const texts = lines.map(({ text }) => text);
    const known = knownIn(file.path, texts, changed);
    return [
      ...standingBy(file),
      ...lines.flatMap(({ at, text }) =>
        [...new Set(replacedBy(file.path, text, changed, known))].map((path) => `${file.path}:${at} puts something else in the place of ${path}, which this change is about`),
      ),
    ];
  });
}; // prettier-ignore
