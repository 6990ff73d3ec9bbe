import type { BesideOther, ChangedPath } from '#evidence';
import { ok, type Result } from '#failure';
import { filesOfTree, type HarnessStore } from '#host';

/** Endings that are tried in turn where a module is named without one, or by that of what it is compiled to. */
const MODULE = /^(.*?)(?:\/(?:index|__init__))?(?:\.(?:[mc]?[jt]sx?|vue|svelte)|(\.pyi?))$/u;
/** What has to be named with its ending, or is read by compilers alone. */
const NEVER_TRIED = /\.(?:d\.[mc]?ts|[a-z]+\.d\.ts|cjs|cts|pyi)$/u;

/** By what a file can be loaded without its ending; null where it cannot. */
const moduleOf = (path: string): string | null => {
  const [, module, python = ''] = NEVER_TRIED.test(path) ? [] : (MODULE.exec(path) ?? []);
  return module === undefined || module === '' ? null : `${module}${python}`;
};

/** Added files that go by the name of another file, as `month.mjs` does beside `month.ts`, each with one that it lies beside. */
export const besidesIn = (files: readonly string[], added: readonly string[]): readonly BesideOther[] => {
  const wanted = new Set(added.flatMap((path) => moduleOf(path) ?? []));
  const others = Map.groupBy(
    files.filter((path) => wanted.has(moduleOf(path) ?? '')),
    moduleOf,
  );
  const known = new Set(added);
  return added.flatMap((path) => {
    const same = (others.get(moduleOf(path)) ?? []).filter((one) => one !== path);
    const other = same.find((one) => !known.has(one)) ?? same[0];
    return moduleOf(path) === null || other === undefined ? [] : [{ path, other }];
  });
};

/**
 * Finds what a change puts beside a file that goes by the same name, where a module is named without its ending: which of
 * the two is loaded depends on who loads it, so that tests may see another one than the product's users do.
 */
export const besideOthers = async (
  store: HarnessStore,
  { to, paths }: { readonly to: string; readonly paths: readonly ChangedPath[] },
): Promise<Result<readonly BesideOther[]>> => {
  const added = paths.filter(({ status }) => status === 'added').map(({ path }) => path);
  if (added.every((path) => moduleOf(path) === null)) return ok([]);
  const listed = await filesOfTree(store, to);
  return listed.ok ? ok(besidesIn(listed.value.map(({ path }) => path), added)) : listed;
}; // prettier-ignore
