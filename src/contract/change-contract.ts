import { ALWAYS_FORBIDDEN, type Check, type Contract, type DoneItem, type Strictness, type TaskType, type Tier } from './contract.ts'; // prettier-ignore
import { canonicalJson } from './canonical.ts';
import { actionsInPath } from './path-actions.ts';
import { isGlob, isInstalled, isMachineCode, isProtected } from './path-kinds.ts';
import { globMatcher } from './paths.ts';
import { higherTier, stricter } from './policy.ts';
import { PRESERVING_TYPES } from './proof-terms.ts';
import { tierFloor } from './risk-floor.ts';
import { LIMITS } from './task-contract.ts';
import { isBelowProduct, isSurelyTest, isUnsure } from './test-paths.ts';

/** What whoever has a change judged, and the base it goes into, say of it. */
export type ChangeTerms = {
  /** Never laxer than this. */
  readonly strictness: Strictness;
  /** Never lower than this. */
  readonly tier: Tier;
  /** What kind of work it is; null: what its paths show. */
  readonly type: TaskType | null;
  readonly checks: readonly Check[];
  /** Files and globs of tests, and of what configures them, that may change. */
  readonly allow: readonly string[];
  /** Changed files that are called or lie like tests, and that the product loads: they are held as part of it. */
  readonly loaded: readonly string[];
};

const DOCUMENT =
  /(^|\/)(?!cmakelists\.)[^/]*\.(md|mdx|markdown|rst|adoc|txt)$|(^|\/)(licen[cs]e|notice|authors|copying)$/iu;

/**
 * What no test of the product can look at: tests themselves, dependencies, and what configures CI, agents or Writ. Code
 * brought in from elsewhere and machine code are protected as well, but the product runs them: they have to be proven
 * as its own.
 */
const isBeside = (path: string): boolean =>
  DOCUMENT.test(path) ||
  isSurelyTest(path) ||
  (isProtected(path) && !isInstalled(path) && !isMachineCode(path) && !isBelowProduct(path)) ||
  actionsInPath(path).includes('dependency-change');

/** Of the paths of a change those that look like tests and are held as part of the product, as nothing says which. */
export const heldAsProduct = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !DOCUMENT.test(path) && isUnsure(path));

/** Where nothing was changed that a test could look at, none can fail without the change. All else is to be proven. */
const typeByPaths = (paths: readonly string[], loaded: readonly string[]): TaskType => {
  if (paths.every((path) => DOCUMENT.test(path))) return 'docs';
  return paths.every((path) => isBeside(path) && !loaded.includes(path)) ? 'hygiene' : 'feature';
};

/** What signers have to do with a change. */
export type Signed = {
  /** The contracts they approved for it. */
  readonly contracts: readonly Contract[];
  /** Whether all of it, and nothing else, was accepted under them. Else they only add to what is demanded: a change chooses what it names. */
  readonly isAccepted: boolean;
};

/** Of several types, one that has to be proven counts for all of them. */
const typeOf = (
  { contracts, isAccepted }: Signed,
  { type, loaded }: ChangeTerms,
  paths: readonly string[],
): TaskType => {
  const types = contracts.map((one) => one.type);
  const proven = types.find((one) => !PRESERVING_TYPES.includes(one));
  return proven ?? (isAccepted ? types[0] : undefined) ?? type ?? typeByPaths(paths, loaded);
};

/** Checks that say what each test did prove the change as a whole; one that only ends shows that nothing else broke. */
const itemsFor = (checks: readonly Check[]): readonly DoneItem[] => {
  const telling = checks.filter(({ reports }) => reports !== 'exit-code');
  return (telling.length > 0 ? telling : checks).map(({ id }) => ({
    ...{ says: 'the change is tested', cites: [] },
    proof: { kind: 'test', check: id, test: null },
  }));
};

type Demand = Pick<Contract, 'checks' | 'done'>;

const isSame = (one: Check, other: Check): boolean =>
  canonicalJson({ ...one, id: '', timeoutMs: 0 }) === canonicalJson({ ...other, id: '', timeoutMs: 0 });

/** Adds what a contract demands. A check that is there already is not run twice; one of the same name is called otherwise. */
const withDemand = ({ checks, done }: Demand, contract: Contract): Demand => {
  const names = new Map<string, string>();
  const added: Check[] = [];
  for (const check of contract.checks) {
    const known = checks.find((one) => isSame(one, check));
    const id = known?.id ?? (checks.some((one) => one.id === check.id) ? `${contract.id}-${check.id}` : check.id);
    names.set(check.id, id);
    if (known === undefined) added.push({ ...check, id });
  }
  const items = contract.done.map(({ proof, ...item }): DoneItem => {
    if (proof.kind === 'manual') return { ...item, proof };
    return { ...item, proof: { ...proof, check: names.get(proof.check) ?? proof.check } };
  });
  return { checks: [...checks, ...added], done: [...done, ...items] };
};

/** The paths that a list of files and globs means, letter by letter. */
const named = (entries: readonly string[], paths: readonly string[]): readonly string[] =>
  entries.flatMap((entry) => (isGlob(entry) ? paths.filter(globMatcher(entry)) : [entry]));

const highest = (tiers: readonly Tier[]): Tier => tiers.reduce(higherTier, 'LOW');

/**
 * What a change between two commits is held to: what the base declares, and what signers approved for it beside that.
 * It is held to standard at least and to the risk of its paths, unless all of it was accepted already. Nobody signs
 * this; it is made anew for each judgement.
 *
 * @param paths what was changed
 */
export const changeContract = (paths: readonly string[], terms: ChangeTerms, signed: Signed): Contract => {
  const { contracts, isAccepted } = signed;
  const { checks, done } = contracts.reduce(withDemand, { checks: terms.checks, done: itemsFor(terms.checks) });
  const floor = tierFloor(null, paths);
  const tier = highest([terms.tier, ...(isAccepted ? [] : [floor.tier]), ...contracts.map((one) => one.riskTier.tier)]);
  const least = isAccepted ? ('light' as const) : ('standard' as const);
  return {
    ...{ writ: 1, id: contracts[0]?.id ?? 'WP-change', version: 1, name: 'a change', baseBranch: '', cites: [] },
    strictness: [least, ...contracts.map((one) => one.strictness)].reduce(stricter, terms.strictness),
    type: typeOf(signed, terms, paths),
    // What may change at all is for the contracts themselves to say; what is named here are tests that may.
    paths: {
      allow: isAccepted
        ? [...contracts.flatMap((one) => one.paths.allow), ...named(terms.allow, paths)]
        : ['**', ...named(terms.allow, paths)],
      deny: [],
    },
    forbid: [...new Set([...ALWAYS_FORBIDDEN, ...contracts.flatMap(({ forbid }) => forbid)])],
    ...{ checks, done, noTests: null, attempts: 1, limits: LIMITS },
    riskTier: { tier, because: floor.because.join('; '), floor },
    ...{ rollback: '', what: '', why: '', outOfScope: '' },
  };
};
