import { z } from 'zod';
import { canonicalJson } from './canonical.ts';
import type { Contract, TaskType } from './contract.ts';
import { globMatcher } from './paths.ts';

/** How a result reaches its branch: as the tip itself, or under a commit that merges it. Neither is ever forced. */
export const LANDING_WAYS = ['fast-forward', 'commit'] as const;
export type LandingWay = (typeof LANDING_WAYS)[number];

/**
 * What one source of settings says of the target branches that a pattern matches (X-D2, X-D10, S0-D2). What is not
 * said there is left to the other sources.
 */
export type LandingRule = {
  readonly pattern: string;
  /** One of these decides. */
  readonly any?: readonly string[];
  /** All of these decide, in this order. */
  readonly each?: readonly string[];
  readonly how?: LandingWay;
  readonly protected?: boolean;
  /** A command that must succeed on the exact tree before and after a promotion. */
  readonly health?: readonly [string, ...string[]];
  readonly branches?: Partial<Record<TaskType, string>>;
};

/** What holds for one target branch. It is part of decisions and landings, so that a verifier knows by what they were judged. */
export type LandingPolicy = {
  /** Without `refs/heads/`. */
  readonly branch: string;
  /** `any` null: every signer who is trusted to decide. `each` empty: one decision is enough. */
  readonly decide: { readonly any: readonly string[] | null; readonly each: readonly string[] };
  readonly how: LandingWay;
  /** Nothing lands there; it is only moved by `writ promote`. */
  readonly protected: boolean;
  readonly health: readonly (readonly [string, ...string[]])[];
};

/** The first parts of the names of branches that hold one result each (S0-R37, X-D10). */
export const BRANCH_PREFIXES = {
  short: { feature: 'feat/', debug: 'fix/', refactor: 'refactor/', hygiene: 'chore/', docs: 'docs/', research: 'research/' },
  long: { feature: 'feature/', debug: 'fix/', refactor: 'feature/', hygiene: 'fix/', docs: 'docs/', research: 'research/' },
} as const satisfies Record<string, Record<TaskType, string>>; // prettier-ignore

const signers = z
  .array(z.string().regex(/\S/))
  .refine((names) => new Set(names).size === names.length, 'name one twice');

/** The form in which a policy is part of what is signed. */
export const landingPolicySchema = z.strictObject({
  branch: z.string().regex(/\S/),
  decide: z.strictObject({ any: signers.nullable(), each: signers }),
  how: z.enum(LANDING_WAYS),
  protected: z.boolean(),
  health: z.array(z.tuple([z.string().min(1)], z.string())),
});

const intersection = (a: readonly string[] | null, b: readonly string[] | undefined): readonly string[] | null => {
  if (b === undefined) return a;
  return a === null ? b : a.filter((name) => b.includes(name));
};

/** Adds one rule to what holds already: the stricter of the two wins; where neither is stricter, the later one. */
const tightened = (policy: LandingPolicy, rule: LandingRule): LandingPolicy => {
  const { any, each } = policy.decide;
  const { health } = rule;
  const known = health !== undefined && policy.health.some((one) => canonicalJson(one) === canonicalJson(health));
  return {
    branch: policy.branch,
    decide: {
      any: intersection(any, rule.any),
      each: [...each, ...(rule.each ?? []).filter((name) => !each.includes(name))],
    },
    how: rule.how ?? policy.how,
    protected: policy.protected || rule.protected === true,
    health: health === undefined || known ? policy.health : [...policy.health, health],
  };
};

const rulesFor = (branch: string, rules: readonly LandingRule[]): readonly LandingRule[] =>
  rules.filter(({ pattern }) => globMatcher(pattern)(branch));

/**
 * The policy of a target branch under every rule that matches it, whichever source it is from: who may decide is
 * narrowed, who must decide is added up, and it is protected if one of them says so.
 *
 * @param rules in the order of their sources, the one nearest to the branch last
 */
export const landingPolicyOf = (branch: string, rules: readonly LandingRule[]): LandingPolicy =>
  rulesFor(branch, rules).reduce(tightened, {
    branch,
    decide: { any: null, each: [] },
    how: 'fast-forward',
    protected: false,
    health: [],
  });

/** The name of the branch of its own that a task's result is put on. */
export const ownBranchOf = ({ id, type, baseBranch }: Contract, rules: readonly LandingRule[]): string => {
  const prefix = rulesFor(baseBranch, rules).findLast(({ branches }) => branches?.[type] !== undefined)?.branches?.[
    type
  ];
  return `${prefix ?? BRANCH_PREFIXES.short[type]}${id}`;
};

/** Says why nobody could ever decide under a policy, or null. */
export const impossibleIn = ({ branch, decide: { any, each } }: LandingPolicy): string | null => {
  if (any?.length === 0) return `no signer is on every list of those who may decide for ${branch}`;
  const outside = each.filter((name) => any !== null && !any.includes(name));
  return outside.length === 0 ? null : `${outside.join(', ')} must decide for ${branch}, and may not`;
};

/**
 * Who has to decide next: one name, or a list of which one is enough (null: any trusted signer), or nobody.
 *
 * @param decided who has accepted, in order
 */
export type Awaited =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'one-of'; readonly names: readonly string[] | null };

export const awaitedBy = ({ decide: { any, each } }: LandingPolicy, decided: readonly string[]): Awaited => {
  const next = each.find((name) => !decided.includes(name));
  if (next !== undefined) return { kind: 'one-of', names: [next] };
  const enough = each.length > 0 || decided.some((name) => any === null || any.includes(name));
  return enough ? { kind: 'nobody' } : { kind: 'one-of', names: any };
};

/** Who has to decide beside these before it is enough, in order; of a list of which one is enough, nobody in particular. */
export const stillNeeded = ({ decide: { each } }: LandingPolicy, decided: readonly string[]): readonly string[] =>
  each.filter((name) => !decided.includes(name));

/** Whether a signer is one of those who have to decide next. */
export const isAwaited = (awaited: Awaited, signer: string): boolean =>
  awaited.kind === 'one-of' && (awaited.names === null || awaited.names.includes(signer));

/** Those who have to decide next, in words. */
export const awaitedWords = (awaited: Awaited): string =>
  awaited.kind === 'nobody' ? 'nobody' : (awaited.names?.join(' or ') ?? 'any trusted signer');

/**
 * Says what keeps these signers, in the order in which they accepted, from meeting a policy, or null: somebody is
 * missing, or they came in another order. Whoever decided without being asked for does no harm, and counts for nothing.
 */
export const unmetBy = (policy: LandingPolicy, accepted: readonly string[]): string | null => {
  const { branch, decide } = policy;
  const awaited = awaitedBy(policy, accepted);
  const others = accepted.filter(
    (name) => !(decide.each.length > 0 ? decide.each : (decide.any ?? [name])).includes(name),
  );
  if (awaited.kind === 'one-of')
    return `${branch} waits for the decision of ${awaitedWords(awaited)}${others.length === 0 ? '' : `; ${others.join(', ')} may not decide for it`}`;
  const inTurn = accepted.filter((name) => decide.each.includes(name));
  return canonicalJson(inTurn) === canonicalJson(decide.each)
    ? null
    : `${inTurn.join(', ')} decided in another order than ${branch} asks for: ${decide.each.join(', ')}`;
};
