import { z } from 'zod';
import { canonicalJson, parseDigest, type Digest } from '#contract';
import { readEvidence, type BackendRecord, type SealedFiles } from '#evidence';
import type { Repository } from '#host';
import type { RunRow } from '#ledger';
import type { Trust } from '#signoff';
import type { Backend } from './backends/backend.ts';
import { readSealed, runFolder } from './run-folder.ts';

/** A session of the last sealed attempt, with the digest that it sealed of its agent's home. */
export type KeptSession = { readonly run: string; readonly session: string; readonly digest: Digest };
/** It, or why the next attempt begins with a new one. */
export type Earlier = KeptSession | { readonly because: string };

/** What the next attempt is made from. */
export type NextAttempt = {
  readonly contract: Digest;
  readonly backend: Backend;
  readonly record: BackendRecord;
  readonly repository: Repository;
  readonly trust: Trust;
};

const keptSchema = z.looseObject({
  type: z.literal('home.kept'),
  provenance: z.literal('witnessed'),
  session: z.string().min(1),
  model: z.string().nullable(),
  digest: z.string(),
});
const droppedSchema = z.looseObject({
  type: z.literal('home.dropped'),
  provenance: z.literal('witnessed'),
  because: z.string(),
});

/** The last thing that the events of a run say of its agent's home; null where they say nothing. */
const saidOfHome = (files: SealedFiles): unknown => {
  const lines = new TextDecoder().decode(files.get('events.normalized.jsonl')).split('\n');
  // Of a long session it is one line at the end.
  const line = lines.findLast((one) => one.includes('"home.kept"') || one.includes('"home.dropped"'));
  return line === undefined ? null : JSON.parse(line);
};

const isSameBackend = (one: BackendRecord, other: BackendRecord): boolean =>
  one.id === other.id &&
  one.version === other.version &&
  one.programDigest.before === other.programDigest.before &&
  canonicalJson(one.argv) === canonicalJson(other.argv);

/**
 * Finds the session that an attempt can go on with: that of the last sealed one, by what its sealed evidence says, under
 * the same contract and with the same backend and model. Its home is looked at later, when it is copied.
 *
 * @returns null where the backend is none that loads a session
 */
export const earlierSession = (row: RunRow, next: NextAttempt): Earlier | null => {
  const { speech } = next.backend;
  if (speech.kind !== 'acp') return null;
  const no = (because: string): Earlier => ({ because: `run ${row.run} ${because}` });
  if (row.contract !== next.contract) return no('was under another version of the contract');
  const files = readSealed(runFolder(next.repository, row.run));
  if (!files.ok) return no('has no evidence here');
  const { seal, backend } = readEvidence(files.value, { at: row.at, trust: next.trust });
  if (seal === undefined || seal.manifest !== row.manifest || seal.failures.length > 0)
    return no('has evidence that is not what was sealed');
  if (backend === undefined || !isSameBackend(backend, next.record)) return no('was by another backend');
  const said = saidOfHome(files.value);
  const kept = keptSchema.safeParse(said);
  if (!kept.success) {
    const dropped = droppedSchema.safeParse(said);
    return no(`left no session${dropped.success ? `: ${dropped.data.because}` : ''}`);
  }
  const { session, model } = kept.data;
  const digest = parseDigest(kept.data.digest);
  if (!digest.ok) return no('says nothing of its home that can be compared');
  return model === speech.agent.model ? { run: row.run, session, digest: digest.value } : no('was with another model');
};
