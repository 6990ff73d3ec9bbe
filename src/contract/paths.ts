import picomatch from 'picomatch';
import { plainPathProblem } from '#spec';
import { isProtected } from './path-kinds.ts';

/** Wildcards a glob may hold: in one name, and in all. More would let a short glob take minutes to decide. */
const STARS_IN_NAME = 2;
const STARS = 6;
const DOUBLE_STARS = 2;

/**
 * Says what keeps an entry of `paths` from being a path or glob of a contract, as the end of a sentence, or null.
 * Writ's globs know `*`, `?` and a whole `**` between slashes; everything else stands for itself, so that
 * `app/[id]/(group)/page.tsx` is a file. What looks like more than that is refused instead of silently matching nothing.
 */
export const globProblem = (glob: string): string | null => {
  const plain = plainPathProblem(glob);
  if (plain !== null) return plain;
  const names = glob.split('/');
  if (glob.startsWith('!')) return 'begins with “!”; put it under `deny`';
  if (/\{[^}]*(,|\.\.)[^}]*\}|[@+*?!]\([^)]*\)/.test(glob)) return 'holds alternatives; write one entry for each';
  if (/\[[!^]|\[[^\]]-[^\]]/.test(glob)) return 'holds a character class; write one entry for each';
  if (names.some((name) => name.includes('**') && name !== '**'))
    return 'has “**” beside other characters; it stands alone between slashes';
  const stars = names.map((name) => name.match(/\*+/g)?.length ?? 0);
  const many =
    names.filter((name) => name === '**').length > DOUBLE_STARS || stars.some((count) => count > STARS_IN_NAME);
  return many || stars.reduce((sum, count) => sum + count, 0) > STARS ? 'holds too many wildcards' : null;
};

type Matcher = (path: string) => boolean;

/** Matches an entry whose `globProblem` is null. `**` needs something to stand for: `src/**` is not `src` itself. */
export const globMatcher = (glob: string): Matcher => {
  // Everything but the wildcards is escaped, so that no syntax of the library's own reaches a contract.
  const matches = picomatch(glob.replace(/[^\p{L}\p{N}/*? _.,-]/gu, '\\$&'), {
    dot: true,
    nonegate: true,
    noextglob: true,
    nobrace: true,
    strictSlashes: true,
  });
  return (path) => path === glob || matches(path);
};

/** Where a path stands under a contract. Only `allowed` may be changed. */
export type Scope = 'allowed' | 'denied' | 'outside' | 'protected';

/** The same with the entry of `paths` that decides; null where none does, because the path is protected, not plain, or nobody allowed it. */
export type ScopeRule = { readonly scope: Scope; readonly entry: string | null };

type Paths = { readonly allow: readonly string[]; readonly deny: readonly string[] };

/**
 * Decides for each path of a result whether the contract lets it be changed, and says by which entry. Case-sensitive;
 * `deny` wins; a protected path needs an entry that is the path itself; a path that is not plain is `outside`, whatever
 * the globs say. An entry that is no valid glob allows nothing under `allow` and denies everything under `deny`.
 */
export const scopeRuleOf = (paths: Paths): ((path: string) => ScopeRule) => {
  const matchers = (entries: readonly string[]) => entries.map((entry) => ({ entry, matches: globMatcher(entry) }));
  const allows = matchers(paths.allow.filter((entry) => globProblem(entry) === null));
  const denies = paths.deny.map((entry) => ({
    entry,
    matches: globProblem(entry) === null ? globMatcher(entry) : (): boolean => true,
  }));
  return (path) => {
    if (plainPathProblem(path) !== null) return { scope: 'outside', entry: null };
    const denied = denies.find(({ matches }) => matches(path));
    if (denied !== undefined) return { scope: 'denied', entry: denied.entry };
    if (isProtected(path)) {
      const named = allows.find(({ entry }) => entry === path);
      return named === undefined ? { scope: 'protected', entry: null } : { scope: 'allowed', entry: path };
    }
    const allowed = allows.find(({ matches }) => matches(path));
    return allowed === undefined ? { scope: 'outside', entry: null } : { scope: 'allowed', entry: allowed.entry };
  };
};

/** The same without the entry: what the gate asks. */
export const scopeOf = (paths: Paths): ((path: string) => Scope) => {
  const ruleOf = scopeRuleOf(paths);
  return (path) => ruleOf(path).scope;
};
