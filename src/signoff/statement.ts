import type { Digest, LandingPolicy, Tier } from '#contract';

/** What each kind of signature is about. The kind is its namespace too, so that one can never serve as another. */
export const STATEMENT_KINDS = [
  'admit',
  'change',
  'contract',
  'run',
  'waive',
  'decision',
  'promote',
  'known',
  'backend',
] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** The SSHSIG namespace of a kind, e.g. `writ.contract.v1`. */
export const namespaceOf = (kind: StatementKind): string => `writ.${kind}.v1`;
/** The DSSE payload type of a kind. */
export const payloadTypeOf = (kind: StatementKind): string => `application/vnd.writ.${kind}.v1+json`;

/** Which repository is meant, independently of where it lies: its root commits and where it came from. */
export type RepositoryIdentity = {
  /** Ids of the root commits of the target branch, sorted. */
  readonly roots: readonly string[];
  /** The URL of `origin` without credentials, or null. */
  readonly origin: string | null;
};

/** What every statement of a signer carries. Times are ISO 8601 in UTC with milliseconds. */
type Signed = {
  readonly writ: 1;
  /** Who signs, as named in the list of trusted signers. */
  readonly signer: string;
  readonly at: string;
  /** The statement means nothing after this moment. */
  readonly until: string;
  /** 128 random bits in hexadecimal, consumed once. */
  readonly nonce: string;
  /** The readable token: name and DDMMYYYYHHMM (S3-D1). For people; nothing is decided by it. */
  readonly token: string;
};

/** A repository may be a target: owned, noncritical, of this risk class, until then (S1-R5). */
export type Admission = Signed & {
  readonly kind: 'admit';
  readonly repository: RepositoryIdentity;
  readonly branch: string;
  readonly owned: true;
  readonly critical: false;
  readonly riskClass: Tier;
  /** Light work of this risk may be done without a jail where the machine can make none. Absent: no work at all. */
  readonly withoutJail?: 'LOW';
};

/** A change of the specs may be made: exactly these documents, with what a reviewer says of exactly them. */
export type ChangeApproval = Signed & {
  readonly kind: 'change';
  readonly repository: RepositoryIdentity;
  readonly change: string;
  /** The digest of its documents; ticking a task does not change it. */
  readonly documents: Digest;
  /** The digest of the reviewer's report; null where nobody has written one. */
  readonly review: Digest | null;
  /** Where several approve in order: the digest of the approval before this one; null for the first. */
  readonly after: Digest | null;
};

/** A citation, pinned to what it found. */
export type Pin = { readonly cite: string; readonly digest: Digest | null };

/** A contract may be carried out: this one, from this base, and sealed by this harness. */
export type ContractApproval = Signed & {
  readonly kind: 'contract';
  readonly contract: Digest;
  readonly task: string;
  readonly version: number;
  readonly repository: RepositoryIdentity;
  readonly base: string;
  /** A run may begin as well where the target stands by then, if that holds the base. Absent: at the base alone. */
  readonly ifMoved?: true;
  readonly targetRef: string;
  /** `run` is among them where one signature grants both. */
  readonly grants: readonly ('contract' | 'run')[];
  readonly attempts: number;
  /** The backend that may carry it out; null: any eligible one. */
  readonly backend: string | null;
  /** The public key (SPKI, DER, base64) that must have signed the evidence. */
  readonly harness: string;
  /**
   * Every citation of the contract with the digest of what it finds at the base; null where the work itself is to write
   * it. Absent, never empty, where the contract cites nothing, or was approved before citations were pinned.
   */
  readonly cites?: readonly [Pin, ...Pin[]];
  /** The version this one takes the place of, and why; absent where there is none. */
  readonly supersedes?: { readonly contract: Digest; readonly because: string };
  /** Where several signers approve in order: the digest of the approval before this one; absent in the first. */
  readonly after?: Digest;
};

/** A strict contract may now be run. */
export type RunApproval = Signed & {
  readonly kind: 'run';
  readonly contract: Digest;
  /** The digest of the contract approval's envelope. */
  readonly approval: Digest;
  readonly backend: string;
};

/** A verdict a waiver was signed about, by its bundle and by the digest of its envelope. */
export type WaivedVerdict = { readonly run: string; readonly manifest: Digest; readonly verdict: Digest };

/**
 * A signer excepts runs of one contract from one gate, for a reason, for a while. Signed after a verdict it is about
 * exactly that one, whose digest binds every finding; signed before (`over` is null), about runs that begin while it
 * holds.
 */
export type Waiver = Signed & {
  readonly kind: 'waive';
  readonly gate: string;
  readonly because: string;
  readonly task: string;
  readonly version: number;
  readonly contract: Digest;
  readonly repository: RepositoryIdentity;
  readonly over: WaivedVerdict | null;
};

/** A person's answer to a done-item that only a person can see. */
export type ManualAnswer = { readonly item: number; readonly says: string; readonly confirmed: boolean };

/** A signer accepts or rejects one verdict and its notices. */
export type Decision = Signed & {
  readonly kind: 'decision';
  readonly outcome: 'accept' | 'reject';
  readonly because: string;
  readonly run: string;
  readonly contract: Digest;
  readonly manifest: Digest;
  /** The digest of the verdict's envelope. */
  readonly verdict: Digest;
  readonly result: 'PASS' | 'FAIL';
  /** There where the verdict is NO-CHANGE: nothing is to land. */
  readonly noChange?: true;
  readonly notices: readonly string[];
  readonly manual: readonly ManualAnswer[];
  readonly tree: string;
  readonly base: string;
  readonly targetRef: string;
  /** Where the target stands, and must still stand when it lands. */
  readonly targetOld: string;
  /** There where it may land on a moved target as well: until then, the same patch, and all gates passing again. */
  readonly ifMoved?: { readonly until: string };
  /** The digest of the summary that was shown. */
  readonly summary: Digest;
  /** The policy of the target branch as it was when this was signed. */
  readonly policy?: LandingPolicy;
  /** Where several decide: the digest of the decision before this one. */
  readonly after?: Digest;
};

/** A branch may be moved forward to exactly this commit of another one, after a health check. */
export type PromoteApproval = Signed & {
  readonly kind: 'promote';
  readonly repository: RepositoryIdentity;
  /** The branch that is moved, where it stands, and the commit and tree it is moved to. */
  readonly ref: string;
  readonly old: string;
  readonly commit: string;
  readonly tree: string;
  /** The branch the commit is taken from. */
  readonly from: string;
  readonly policy: LandingPolicy;
  /** Commits on the way that no landing accounts for, and that the signer answers for by name. */
  readonly vouched: readonly string[];
  /** The public key (SPKI, DER, base64) that must have signed what became of it. */
  readonly harness: string;
  /** Where several approve: the digest of the approval before this one; null for the first. */
  readonly after: Digest | null;
};

/** Violations of the rulebook that a repository starts from: they are known, and only new ones are refused. */
export type KnownViolations = Signed & {
  readonly kind: 'known';
  readonly repository: RepositoryIdentity;
  /** The digest of the list, and how many it holds. */
  readonly violations: Digest;
  readonly count: number;
};

/** A backend is what carries work out here where none is named; or is that no longer (S1-R14). */
export type BackendSwitch = Signed & {
  readonly kind: 'backend';
  readonly repository: RepositoryIdentity;
  readonly backend: string;
  readonly active: boolean;
  /** What the name stood for: that, and nothing else of that name, is activated. Only where `active`. */
  readonly program?: BackendProgram;
};

/** What the name of a backend stands for. */
export type BackendProgram = {
  readonly path: string;
  readonly digest: Digest;
  readonly version: string;
  /** The origin that it reaches, or null. */
  readonly reaches: string | null;
  /** The log-ins of which it is handed a copy, by their places below the home; absent where there are none. */
  readonly logins?: readonly string[];
};

export type Statement =
  | Admission
  | ChangeApproval
  | ContractApproval
  | RunApproval
  | Waiver
  | Decision
  | PromoteApproval
  | KnownViolations
  | BackendSwitch;
export type StatementOf<K extends StatementKind> = Extract<Statement, { readonly kind: K }>;
