import type { Digest } from '#contract';
import { fail, ok, type Result } from '#failure';
import { readDecisions, readDocument } from '#ledger';
import type { Project } from './project.ts';

/** One decision about a run as the ledger has it. */
export type RecordedDecision = {
  readonly signer: string;
  readonly outcome: string;
  readonly digest: Digest;
  readonly envelope: Uint8Array;
};

/** The decisions about a run, in the order in which they were signed. */
export const decisionsAbout = async (
  { ledger }: Project,
  run: string,
): Promise<Result<readonly RecordedDecision[]>> => {
  const rows = await readDecisions(ledger, run);
  if (!rows.ok) return rows;
  const decisions: RecordedDecision[] = [];
  for (const { signer, outcome, decision: digest } of rows.value) {
    const envelope = await readDocument(ledger, digest);
    if (!envelope.ok) return envelope;
    if (envelope.value === null) return fail('ledger.broken', `the ledger has no bytes for a decision about ${run}`);
    decisions.push({ signer, outcome, digest, envelope: envelope.value });
  }
  return ok(decisions);
};
