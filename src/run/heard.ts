import type { ActionRecord, SecretFinding } from '#evidence';
import type { JailEnd } from '#host';
import type { Work } from './backend-jail.ts';
import type { AbortWatch } from './live.ts';

/** A backend at work that somebody may abort. */
export type HeardWork = Work & { readonly abort: AbortWatch };

/** What came of a backend's work, without secrets: all that follows is made from this. */
export type Heard = {
  readonly end: JailEnd;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly failure: string | null;
  readonly actions: readonly ActionRecord[];
  readonly findings: readonly SecretFinding[];
  readonly turn?: { readonly stopReason: string | null };
  readonly substituted?: string;
};
