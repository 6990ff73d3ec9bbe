import type { Contract, Digest, EvidenceEdition, ReportKind, Tier } from '#contract';
import type { RuleSubject, RuleWaiver } from '#rules';
import type { Trust } from '#signoff';
import type { Failure } from '#failure';
import type { DependencyRecord } from './dependency-record.ts';
import type { Freshness } from './freshness.ts';
import type { ProofRecord, ProofRun } from './proof-record.ts';
import type { Reviewed } from './review-record.ts';
import type { SessionRecord } from './session-record.ts';
import type { SpecRecord } from './spec-record.ts';

/** One path that differs between base and result (`git diff-tree -r --raw`, never renames). */
export type ChangedPath = {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'type-changed';
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldBlob: string;
  readonly newBlob: string;
};

/** Something in the workspace that cannot be taken safely, found by a scan of our own. */
export type HygieneFinding = {
  readonly path: string;
  readonly kind:
    | 'fifo'
    | 'socket'
    | 'device'
    | 'hard-link'
    | 'symlink-outside'
    | 'nested-repository'
    | 'bare-repository'
    | 'too-large'
    | 'gitlink'
    | 'name'
    | 'collision'
    | 'unreadable'
    | 'harmful-object';
  readonly says: string;
};

/** The difference between the approved base and the result, measured by the harness. */
export type Changes = {
  readonly writ: 1;
  readonly base: string;
  readonly tree: string;
  readonly paths: readonly ChangedPath[];
  readonly hygiene: readonly HygieneFinding[];
  /** What git itself found of every object that the result adds. Since the third edition of evidence. */
  readonly objects?: 'sound' | 'refused';
};

/** A secret that was seen. Never the secret itself: what found it, how long it is, and where it stood. */
export type SecretFinding = {
  /** In a file of the result, in its name, or in what was put out. */
  readonly at: 'result' | 'name' | 'output';
  /** The path, or the file of the bundle; a name that holds the secret has a marker in its place. */
  readonly place: string;
  readonly line: number;
  readonly rule: string;
  readonly length: number;
  /** By its looks, or because it is the very value of a key that Writ hands to the backend. */
  readonly source: 'pattern' | 'key';
  /** `base` where the same file held the same already at the base. */
  readonly standing: 'new' | 'base';
};

/** What was searched for secrets, and what was found. */
export type SecretScan = {
  readonly writ: 1;
  /** The tree of the result; files that held a secret are not taken into it. */
  readonly tree: string;
  /** How many files of the result were searched, in full. */
  readonly files: number;
  /** The files of the bundle that were searched before they were written. */
  readonly outputs: readonly string[];
  readonly findings: readonly SecretFinding[];
};

/** One place of the result that breaks a rule. The line itself is in the patch. */
export type RuleFinding = {
  readonly rule: string;
  readonly waiver: RuleWaiver;
  /** Which gate holds it. */
  readonly about: RuleSubject;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly says: string;
};

/** What the rules of the base found to be new in the result. Since the fourth edition of evidence. */
export type RuleScan = {
  readonly writ: 1;
  readonly base: string;
  readonly tree: string;
  /** The digest of the rulebook; null where none holds: in light, without a word from the repository. */
  readonly rulebook: Digest | null;
  /** The rules that were on, and at how many files each looked. */
  readonly rules: readonly (Pick<RuleFinding, 'rule' | 'waiver' | 'about'> & { readonly files: number })[];
  /** The messages of commits that were held to rules: for a run, that of the commit it would land as; null where nothing says how they read. */
  readonly messages: readonly string[] | null;
  /** How many changed files there were to look at. */
  readonly files: number;
  /** Those of them that were not, because they are no text, or too large for one. */
  readonly skipped: readonly { readonly path: string; readonly says: string; readonly source: boolean }[];
  readonly findings: readonly RuleFinding[];
  /** How many were there at the base already. */
  readonly known: number;
  /** Rules that could not run. */
  readonly errors: readonly { readonly rule: string; readonly says: string }[];
};

/** `acp`: an agent that spoke the Agent Client Protocol while it worked. Since the fourth edition of evidence. */
export type BackendKind = 'command' | 'scripted' | 'acp';

/** What was to execute, and what did. */
export type BackendRecord = {
  readonly writ: 1;
  readonly id: string;
  readonly kind: BackendKind;
  readonly argv: readonly string[];
  readonly program: string;
  /** SHA-256 of the program's file before the run and after it. */
  readonly programDigest: { readonly before: Digest; readonly after: Digest | null };
  readonly version: string;
  /** The origins the jail let it reach, and how many requests went there. */
  readonly endpoints: readonly { readonly origin: string; readonly requests: number }[];
  /** Names of environment variables it was given, never values. */
  readonly environment: readonly string[];
  /** Log-ins of which it was handed a copy, by their places below the home; absent where there were none. */
  readonly logins?: readonly string[];
  /** The tiers it may serve. */
  readonly tiers: readonly Tier[];
  /** Whether it could speak to a session of its own. Since the fourth edition of evidence. */
  readonly session?: 'served' | 'none';
  /** Null before it has ended. */
  readonly end: BackendEnd | null;
};

export type BackendEnd = {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** The limit that ended it, or null. */
  readonly limit: 'processes' | 'disk' | 'output' | 'memory' | null;
  /** What the backend itself said of a failure (declared, not witnessed), or null. */
  readonly declaredFailure: string | null;
  /**
   * Of an agent that spoke while it worked: why its turn was over, as it says; null where it did not come to say it. The
   * harness ends its program then, so that an exit code says nothing.
   */
  readonly turn?: { readonly stopReason: string | null };
  /** How what ran is not what was ordered, by what it said of itself; absent where nothing contradicts. */
  readonly substituted?: string;
  /** Who aborted it, and why. */
  readonly aborted?: { readonly by: string; readonly because: string };
};

/** One action that was seen. `witnessed` by the harness, or only `declared` by the backend's own events. */
export type ActionRecord = {
  readonly action: string;
  readonly provenance: 'witnessed' | 'declared';
  readonly detail: string;
};

/** What a check that is run in another place sees in place of what checks usually see. */
export type OtherPlace = {
  /** Where the tree lies. */
  readonly folder: string;
  readonly home: string;
  readonly user: string;
  /** What the machine is called. */
  readonly host: string;
};

/** How a check was executed. Its report is read from the raw output beside it, every time it is judged. */
export type CheckRecord = {
  readonly writ: 1;
  readonly id: string;
  readonly argv: readonly string[];
  readonly program: string;
  readonly reports: ReportKind;
  /** The tree it ran on. */
  readonly tree: string;
  /** The secret from which the reporter's lines and the canary's name follow; null where the reader has no canary. */
  readonly canary: string | null;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly limit: BackendEnd['limit'];
  /** The service of it that did not become ready, so that the check itself was not run; absent otherwise. */
  readonly service?: { readonly id: string; readonly says: string };
  /** What came of the exchanges it left, where the contract asks for them. */
  readonly exchanges?: ExchangeRecord;
  /** The place it ran in, where that was another than the usual one. */
  readonly place?: OtherPlace;
};

/** What the exchanges of a check show of the operations that are cited. */
export type ExchangeRecord = {
  readonly file: string;
  /** The commit whose descriptions they were held to. */
  readonly base: string;
  /** SHA-256 of the file, null where there was none that could be read. */
  readonly digest: Digest | null;
  readonly count: number;
  /** What keeps them from being looked at: no file, a line that is none, a description that cannot be read. */
  readonly faults: readonly string[];
  readonly operations: readonly {
    readonly file: string;
    readonly pointer: string;
    readonly operation: string;
    /** What was not seen of it. */
    readonly lacks: readonly string[];
    /** Why it is too slow, or was measured too seldom; null: it is fast enough, or nobody asks. */
    readonly slow: string | null;
  }[];
  /** What they do that no description says; the first of them. */
  readonly mismatches: readonly { readonly line: number; readonly says: string }[];
};

/**
 * Why a test failed, as far as its runner tells. Only `assertion` proves that the test looks at a result: it compared,
 * and what it compared was wrong. `reference`: a name, a member or a type was not there. `load`: the file, or something
 * it needs, could not be loaded or compiled. `timeout`: it did not end. `error`: anything else that was thrown.
 */
export type FailureCause = 'assertion' | 'reference' | 'load' | 'timeout' | 'error';

/**
 * An assertion that failed within a test that passed, and that may have been caught on its way to that test. `at`: the
 * file in which it stands. `through`: the other files of the tree by which it was called; none where it was called from
 * no code of the tree, and not from its test either. `expected`: it held when it was tried again, or something around it
 * was waiting for an error.
 */
export type CaughtClaim = { readonly at: string; readonly through: readonly string[]; readonly expected: boolean };

/** One test as a report tells it. `name` joins nested names with ` > `; `file` is relative to the root, or null. */
export type TestOutcome = {
  readonly name: string;
  readonly file: string | null;
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'todo';
  /** Of a failed test whose runner tells; absent otherwise. */
  readonly cause?: FailureCause;
  /** Of a test that passed; absent where there were none, and where its runner does not tell. */
  readonly caught?: readonly CaughtClaim[];
};

/** What tests ran through in one file of the tree, as their runner counts it. */
export type RanThrough = {
  /** Which file, relative to the root; never one that tests begin in, but maybe one that lies beside those. */
  readonly of: string;
  readonly hit: readonly number[];
  readonly missed: readonly number[];
  /** Functions and the blocks in them by their places in the text: from, to, whether it ran, whether it is a function. */
  readonly blocks?: readonly (readonly [from: number, to: number, ran: 0 | 1, isFunction: 0 | 1])[];
  /** Groups of statements: which, how many, whether they ran. */
  readonly statements?: readonly (readonly [place: string, count: number, ran: 0 | 1])[];
};

/** A report as read from raw output. `problems` say why it cannot be what the runner wrote. */
export type TestReport = {
  readonly tests: readonly TestOutcome[];
  readonly canaries: readonly ('failed' | 'passed')[];
  readonly problems: readonly string[];
  /** The lines that each file of tests ran through: file of tests → file of the tree → line numbers, ascending. Where the runner tells. */
  readonly covered?: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;
  /** The same with what it did not run through; absent where nobody asked. */
  readonly ranThrough?: readonly RanThrough[];
};

/** What the ledger says of the approval's use, recorded in the same transaction that began the run. */
export type ApprovalUse = {
  readonly writ: 1;
  readonly run: string;
  readonly attempt: number;
  /** Digest of the contract approval's envelope. */
  readonly approval: Digest;
  /** Other uses of the approval's nonce for another purpose or subject; must be 0. */
  readonly foreignUses: number;
};

/** A waiver as it lies in a bundle. */
export type GivenWaiver = {
  /** What its file is called: for a sealed one the gate, for a later one its number. */
  readonly name: string;
  readonly envelope: Uint8Array;
  /** The digest of the verdict's envelope that a later one follows; null for one that was sealed with the run. */
  readonly over: Digest | null;
};

/** What verifying the sealed files found. */
export type Seal = {
  readonly manifest: Digest;
  /** The edition that the manifest names; the newest where it cannot be believed. */
  readonly edition: EvidenceEdition;
  readonly failures: readonly Failure[];
};

/** A run of a proof with what it left, read. */
export type ReadProofRun = ProofRun & { readonly record: CheckRecord; readonly report: TestReport };

/** A proof as gates look at it. */
export type ProofEvidence = { readonly record: ProofRecord; readonly runs: readonly ReadProofRun[] };

/**
 * Everything a gate may look at. A part that is not there is `undefined`, and the gate that needs it says
 * `missing`, which refuses. Approvals are the raw bytes of their envelopes: the gate verifies them.
 */
export type RunEvidence = {
  /** The moment of judging, ISO 8601. */
  readonly at: string;
  readonly trust: Trust;
  readonly contract?: { readonly value: Contract; readonly digest: Digest };
  readonly admission?: Uint8Array;
  readonly approval?: Uint8Array;
  /** Where several signers approve in order: the approvals before `approval`, the first one first. */
  readonly earlierApprovals?: readonly Uint8Array[];
  /** The version of the contract that this one takes the place of. */
  readonly superseded?: { readonly value: Contract; readonly digest: Digest };
  readonly runApproval?: Uint8Array;
  /** In order, the newest last; none where it is absent. */
  readonly waivers?: readonly GivenWaiver[];
  readonly use?: ApprovalUse;
  readonly freshness?: Freshness;
  readonly backend?: BackendRecord;
  readonly actions?: readonly ActionRecord[];
  readonly changes?: Changes;
  /** The patch between base and result as git printed it. */
  readonly patch?: Uint8Array;
  readonly checks?: readonly { readonly record: CheckRecord; readonly report: TestReport }[];
  readonly secrets?: SecretScan;
  /** Since the fourth edition of evidence. */
  readonly proof?: ProofEvidence;
  /** What was said in the session, where one was served. Since the fourth edition of evidence. */
  readonly session?: SessionRecord;
  /** Since the fourth edition of evidence, where somebody was to review. */
  readonly review?: Reviewed;
  readonly rules?: RuleScan;
  readonly dependencies?: DependencyRecord;
  readonly specs?: SpecRecord;
  readonly seal?: Seal;
};
