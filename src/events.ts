/**
 * Everything that can happen, in the order in which it does: one closed union. The ledger records these and nothing
 * else; every state that Writ shows is computed from them. Types only, no behaviour.
 */
import type { Digest, Strictness, Tier } from '#contract';

/** The steps of a run, in order. Each is written down before it is begun and after it has ended. */
export const STEPS = ['workspace', 'backend', 'capture', 'checks', 'proof', 'seal', 'judge'] as const;
export type Step = (typeof STEPS)[number];

/** A process of the harness, by id and start time. */
export type Holder = { readonly pid: number; readonly startedAt: string };

export type WritEvent =
  | {
      readonly kind: 'repository.admitted';
      readonly admission: Digest;
      readonly branch: string;
      readonly riskClass: Tier;
      readonly until: string;
      readonly signer: string;
      readonly nonce: string;
    }
  | {
      /** Which backend works where none is named: the last word about each counts. */
      readonly kind: 'backend.switched';
      readonly backend: string;
      readonly active: boolean;
      readonly statement: Digest;
      readonly until: string;
      readonly signer: string;
      readonly nonce: string;
    }
  | {
      readonly kind: 'contract.recorded';
      readonly task: string;
      readonly version: number;
      readonly contract: Digest;
      readonly name: string;
      readonly strictness: Strictness;
      readonly tier: Tier;
      readonly dependsOn: readonly string[];
      /** The digest of the task file's bytes, which are kept, so that an old version can be laid beside a new one. */
      readonly text: Digest;
    }
  | {
      readonly kind: 'contract.approved';
      readonly task: string;
      readonly version: number;
      readonly contract: Digest;
      readonly approval: Digest;
      readonly base: string;
      readonly attempts: number;
      readonly until: string;
      readonly signer: string;
      readonly nonce: string;
      /** The contract whose place it takes, and why; null and empty for the first version. */
      readonly supersedes: Digest | null;
      readonly because: string;
      /** The signers who still have to approve after this one, in order. */
      readonly awaits: readonly string[];
      /** How what it cites read then, by digest; absent where it cites nothing. */
      readonly cites?: readonly { readonly cite: string; readonly digest: Digest | null }[];
    }
  | {
      /** An approval was used for what it was not given for: the task stands still until somebody signs afresh. */
      readonly kind: 'approval.reused';
      readonly task: string;
      readonly version: number;
      readonly nonce: string;
    }
  | {
      /** What was tried so often that it is untenable stands still until somebody signs afresh; `blocker` is for finding out why. */
      readonly kind: 'task.stopped';
      readonly task: string;
      readonly version: number;
      readonly because: string;
      readonly blocker: string;
    }
  | {
      readonly kind: 'run.approved';
      readonly task: string;
      readonly version: number;
      readonly contract: Digest;
      readonly approval: Digest;
      readonly runApproval: Digest;
      readonly until: string;
      readonly signer: string;
      readonly nonce: string;
    }
  | {
      /** For runs of a contract that are to come. */
      readonly kind: 'gate.waived';
      readonly task: string;
      readonly version: number;
      readonly contract: Digest;
      readonly gate: string;
      readonly waiver: Digest;
      readonly because: string;
      readonly until: string;
      readonly signer: string;
      readonly nonce: string;
    }
  | {
      readonly kind: 'run.started';
      readonly task: string;
      readonly version: number;
      readonly run: string;
      readonly attempt: number;
      readonly approval: Digest;
      readonly backend: string;
      readonly base: string;
      readonly holder: Holder;
    }
  | {
      /** An orchestrator had a run begun by this process: the session is its own, and nobody else's to speak to. */
      readonly kind: 'session.spawned';
      readonly task: string;
      readonly orchestrator: string;
      readonly holder: Holder;
    }
  | { readonly kind: 'step.begun'; readonly task: string; readonly run: string; readonly step: Step }
  | {
      readonly kind: 'step.ended';
      readonly task: string;
      readonly run: string;
      readonly step: Step;
      readonly outcome: 'done' | 'failed';
      readonly detail: string;
    }
  | {
      readonly kind: 'run.sealed';
      readonly task: string;
      readonly run: string;
      readonly manifest: Digest;
      readonly tree: string;
    }
  | {
      readonly kind: 'run.judged';
      readonly task: string;
      readonly run: string;
      readonly verdict: Digest;
      readonly result: 'PASS' | 'FAIL';
      /** There where a PASS is NO-CHANGE. */
      readonly noChange?: true;
      /** There where nothing held the work, or nothing that anybody has tested. */
      readonly jail?: 'sandbox-runtime' | 'none';
    }
  | {
      /** For one verdict; it is judged again in the same moment. */
      readonly kind: 'run.waived';
      readonly task: string;
      readonly run: string;
      readonly gate: string;
      readonly waiver: Digest;
      /** The verdict the waiver is about, and the one that came of it. */
      readonly over: Digest;
      readonly verdict: Digest;
      readonly result: 'PASS' | 'FAIL';
      readonly noChange?: true;
      readonly because: string;
      readonly until: string;
      readonly signer: string;
      readonly nonce: string;
    }
  | { readonly kind: 'run.closed'; readonly task: string; readonly run: string; readonly because: string }
  | {
      readonly kind: 'run.decided';
      readonly task: string;
      readonly run: string;
      readonly decision: Digest;
      readonly outcome: 'accept' | 'reject';
      /** There where NO-CHANGE was accepted: the target holds the result already. */
      readonly noChange?: true;
      readonly because: string;
      readonly signer: string;
      readonly nonce: string;
      /** Who has to decide as well before it is accepted. */
      readonly awaits: readonly string[];
    }
  | {
      /** The target had moved, which everybody had allowed: the patch was put on it and judged there. */
      readonly kind: 'run.carried';
      readonly task: string;
      readonly run: string;
      readonly carried: Digest;
      readonly verdict: Digest;
      readonly result: 'PASS' | 'FAIL';
      readonly onto: string;
      readonly tree: string;
    }
  | {
      /** An accepted result could not land where the target stood: the next attempt is told why. */
      readonly kind: 'landing.refused';
      readonly task: string;
      readonly run: string;
      /** Where the target stood. */
      readonly onto: string;
      readonly because: readonly string[];
    }
  | {
      readonly kind: 'run.branched';
      readonly task: string;
      readonly run: string;
      readonly branching: Digest;
      readonly commit: string;
      readonly ref: string;
    }
  | {
      readonly kind: 'promotion.approved';
      readonly ref: string;
      readonly old: string;
      readonly commit: string;
      readonly approval: Digest;
      readonly signer: string;
      readonly nonce: string;
      readonly until: string;
      /** Who has to approve as well before it is moved. */
      readonly awaits: readonly string[];
    }
  | {
      readonly kind: 'branch.promoted';
      readonly ref: string;
      readonly old: string;
      readonly commit: string;
      readonly promotion: Digest;
      readonly healthy: boolean;
    }
  | {
      readonly kind: 'run.landed';
      readonly task: string;
      readonly run: string;
      readonly landing: Digest;
      /** The accepted commit, and the one the branch stands at since; they differ where a commit merges it. */
      readonly commit: string;
      readonly tip: string;
      readonly ref: string;
    };

export type EventKind = WritEvent['kind'];
