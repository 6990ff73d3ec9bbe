import { ALWAYS_FORBIDDEN, type Check, type Contract, type DoneItem, type Strictness, type TaskType, type Tier } from './contract.ts'; // prettier-ignore
import { canonicalJson } from './canonical.ts';
import { actionsInPath, isTestPath } from './path-actions.ts';
import { globMatcher, isGlob, isProtected } from './paths.ts';
import { higherTier, stricter } from './policy.ts';
import { PRESERVING_TYPES } from './proof-terms.ts';
import { tierFloor } from './risk-floor.ts';
import { LIMITS } from './task-contract.ts';

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
};

const DOCUMENT = /\.(md|mdx|markdown|rst|adoc|txt)$|(^|\/)(licen[cs]e|notice|authors|copying)$/iu;

/** What no test of the product can look at: tests themselves, dependencies, and what configures CI, agents or Writ. */
const isBeside = (path: string): boolean =>
  DOCUMENT.test(path) || isTestPath(path) || isProtected(path) || actionsInPath(path).includes('dependency-change');

/** Where nothing was changed that a test could look at, none can fail without the change. All else is to be proven. */
const typeByPaths = (paths: readonly string[]): TaskType => {
  if (paths.every((path) => DOCUMENT.test(path))) return 'docs';
  return paths.every(isBeside) ? 'hygiene' : 'feature';
};

/** Of several types, one that has to be proven counts for all of them. */
const typeOf = (signed: readonly Contract[], { type }: ChangeTerms, paths: readonly string[]): TaskType => {
  const types = signed.map((one) => one.type);
  return types.find((one) => !PRESERVING_TYPES.includes(one)) ?? types[0] ?? type ?? typeByPaths(paths);
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
 * Without a contract anything may change, at least in standard, and the tier follows from what did. Nobody signs this;
 * it is made anew for each judgement.
 *
 * @param paths what was changed
 * @param signed the contracts that signers approved for this work
 */
export const changeContract = (paths: readonly string[], terms: ChangeTerms, signed: readonly Contract[]): Contract => {
  const { checks, done } = signed.reduce(withDemand, { checks: terms.checks, done: itemsFor(terms.checks) });
  const isFree = signed.length === 0;
  const floor = tierFloor(null, paths);
  const tier = highest([terms.tier, ...(isFree ? [floor.tier] : signed.map(({ riskTier }) => riskTier.tier))]);
  return {
    ...{ writ: 1, id: signed[0]?.id ?? 'WP-change', version: 1, name: 'a change', baseBranch: '', cites: [] },
    strictness: [isFree ? ('standard' as const) : ('light' as const), ...signed.map((one) => one.strictness)].reduce(
      stricter,
      terms.strictness,
    ),
    type: typeOf(signed, terms, paths),
    paths: {
      allow: [...(isFree ? ['**'] : []), ...signed.flatMap((one) => one.paths.allow), ...named(terms.allow, paths)],
      deny: [],
    },
    forbid: [...new Set([...ALWAYS_FORBIDDEN, ...signed.flatMap(({ forbid }) => forbid)])],
    ...{ checks, done, noTests: null, attempts: 1, limits: LIMITS },
    riskTier: { tier, because: floor.because.join('; '), floor },
    ...{ rollback: '', what: '', why: '', outOfScope: '' },
  };
};
