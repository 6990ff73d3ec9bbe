/** The frozen, hashed part of a task: everything that limits or proves the work (PRODUCT: Contract, S3-D17). */
import type { TimeLimits } from '#spec';

export const STRICTNESS = ['light', 'standard', 'strict'] as const;
export type Strictness = (typeof STRICTNESS)[number];

export const TIERS = ['LOW', 'MEDIUM', 'HIGH'] as const;
export type Tier = (typeof TIERS)[number];

export const TASK_TYPES = ['feature', 'debug', 'refactor', 'hygiene', 'docs', 'research'] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/** The modes an agent works in (S2-R19 to R26, S3-R40 to R55). None of them ever signs. */
export const ROLES = [
  'architect',
  'decomposer',
  'orchestrator',
  'implementer',
  'validator',
  'reviewer',
  'researcher',
  'prototyper',
] as const;
export type RoleId = (typeof ROLES)[number];

export const REPORT_KINDS = [
  'node-test',
  'vitest',
  'jest',
  'mocha',
  'pytest',
  'go-test',
  'cargo-test',
  'junit',
  'exit-code',
] as const;
/** How the outcome of a check is read. */
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What is forbidden in every contract, whatever it says (S1-R18). */
export const ALWAYS_FORBIDDEN = ['push', 'merge', 'deploy', 'publish', 'credentials', 'infrastructure'] as const;
/** What a contract may forbid beyond that. */
export const FORBIDDABLE = ['dependency-change', 'test-change', 'ci-change', 'schema-change'] as const;
export type ForbiddenAction = (typeof ALWAYS_FORBIDDEN)[number] | (typeof FORBIDDABLE)[number];

/** A program that a check needs beside it, such as a database: started before it in the same jail, and ended with it. */
export type Service = {
  readonly id: string;
  readonly run: readonly [string, ...string[]];
  /** When it counts as ready: a port of the jail's own loopback answers, or a command ends with 0. */
  readonly ready:
    | { readonly kind: 'tcp'; readonly port: number }
    | { readonly kind: 'run'; readonly run: readonly [string, ...string[]] };
  /** How long it may take to become ready. */
  readonly timeoutMs: number;
};

/** A command the harness executes for evidence. `run` is an argv, never a shell line. */
export type Check = {
  readonly id: string;
  readonly run: readonly [string, ...string[]];
  readonly reports: ReportKind;
  readonly timeoutMs: number;
  /** In the order in which they are started; absent, never empty, where there is none. */
  readonly services?: readonly [Service, ...Service[]];
  /** The requests and responses it leaves behind; absent where nobody asks for any. */
  readonly exchanges?: ExchangeTerms;
};

/**
 * The file in which a check leaves the requests it made and what came back, relative to the root. They are held to the
 * API descriptions that the contract cites, as they stand at the base; each cited operation to the limits of time as well.
 */
export type ExchangeTerms = {
  readonly file: string;
} & TimeLimits;

/**
 * A command that the agent may have executed while it works, with more arguments after those of `run`. An argv, never a
 * shell line.
 */
export type Tool = {
  readonly id: string;
  readonly run: readonly [string, ...string[]];
  readonly timeoutMs: number;
  readonly outputBytes: number;
};

/** What proves a done-item: a test of a check (`test: null` = the whole check), or a person's eyes at the decision. */
export type Proof =
  | { readonly kind: 'test'; readonly check: string; readonly test: string | null }
  | { readonly kind: 'manual'; readonly how: string };

export type DoneItem = { readonly says: string; readonly cites: readonly string[]; readonly proof: Proof };

/** What is cited and left for later, with the reason why: a person signs that, too. */
export type Deferral = { readonly cites: readonly string[]; readonly because: string };

/** What research is to find out, and the document that will say it. */
export type Question = { readonly asks: string; readonly findings: string };

/** The risk tier with its reason and the floor computed from estimate and paths (X-D7). All of it is signed. */
export type RiskTier = {
  readonly tier: Tier;
  readonly because: string;
  readonly floor: { readonly tier: Tier; readonly because: readonly string[] };
};

export type Contract = {
  readonly writ: 1;
  readonly id: string;
  /** 1 for the first, 2 for `-v2`, … */
  readonly version: number;
  readonly name: string;
  readonly strictness: Strictness;
  readonly type: TaskType;
  /** In which mode the agent works, and so where it may write at most. Absent where nobody named one. */
  readonly role?: RoleId;
  /** Research has one, and nothing else does. */
  readonly question?: Question;
  /** The branch the work starts from and lands on, without `refs/heads/`. */
  readonly baseBranch: string;
  readonly cites: readonly string[];
  /** Globs relative to the root of the repository; `deny` wins over `allow`. */
  readonly paths: { readonly allow: readonly string[]; readonly deny: readonly string[] };
  readonly forbid: readonly ForbiddenAction[];
  readonly checks: readonly Check[];
  /** Absent, never empty, where there is none. */
  readonly tools?: readonly [Tool, ...Tool[]];
  readonly done: readonly DoneItem[];
  /** What of the cited texts is not done here. Absent, never empty, where there is none. */
  readonly defers?: readonly [Deferral, ...Deferral[]];
  /** The reason why there is no test, or null. */
  readonly noTests: string | null;
  readonly riskTier: RiskTier;
  readonly attempts: number;
  readonly limits: {
    readonly timeMs: number;
    readonly processes: number;
    readonly diskBytes: number;
    readonly outputBytes: number;
    readonly memoryBytes: number;
  };
  readonly rollback: string;
  readonly what: string;
  readonly why: string;
  readonly outOfScope: string;
};
