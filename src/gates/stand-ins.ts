import { isSurelyTest, mayBeTest } from '#contract';
import { isSource } from '#rules';
import type { PatchFile } from './patch-lines.ts';

/** Ways to have something else stand in for a module while tests run, with what they name: by its path, or with dots. */
const BY_PATH =
  /\b(?:jest|vi|vitest)\.(?:mock|doMock|setMock|unstable_mockModule)\(\s*(?:import\(\s*)?['"`]([^'"`]+)|\bmock\.module\(\s*(?:import\.meta\.resolve\(\s*|new URL\(\s*)?['"`]([^'"`]+)/gu;
const BY_DOTS = /\b(?:patch|setattr|patch\.(?:dict|multiple))\(\s*['"]([A-Za-z_][\w.]*\.[\w.]+)/gu;

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

/** The files of the change itself that a line of a test replaces. */
const replacedBy = (test: string, text: string, changed: readonly string[]): readonly string[] => [
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
    return [
      ...standingBy(file),
      ...lines.flatMap(({ at, text }) =>
        replacedBy(file.path, text, changed).map((path) => `${file.path}:${at} puts something else in the place of ${path}, which this change is about`),
      ),
    ];
  });
}; // prettier-ignore
