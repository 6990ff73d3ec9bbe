import { parseContract, type Digest } from '#contract';
import type { GivenWaiver, RunEvidence } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { wrongSealedWaivers } from '#gates';
import {
  approvedBefore,
  contractWaivers,
  foreignUses,
  newestAdmission,
  readDocument,
  type ContractRow,
  type Ledger,
} from '#ledger';
import { parseEnvelope, parseStatement, type ContractApproval } from '#signoff';
import type { Project } from './project.ts';

/** What an approval says, read without believing it: the gates verify the envelope. */
export const approvalSays = (envelope: Uint8Array | null): ContractApproval | null => {
  const parsed = envelope === null ? null : parseEnvelope(envelope, 'the approval');
  const statement = parsed?.ok === true ? parseStatement('contract', parsed.value.payload) : null;
  return statement?.ok === true ? statement.value : null;
};

/**
 * The approvals before this one, the first one first, as each names the one before it. One that the ledger does not
 * have ends the list, and the gate refuses what names it.
 */
const earlierThan = async (ledger: Ledger, envelope: Uint8Array | null): Promise<Result<readonly Uint8Array[]>> => {
  const found: Uint8Array[] = [];
  for (let after = approvalSays(envelope)?.after; after !== undefined;) {
    const document = await readDocument(ledger, after);
    if (!document.ok) return document;
    if (document.value === null) break;
    found.unshift(document.value);
    after = approvalSays(document.value)?.after;
  }
  return ok(found);
};

/** The version of the contract this one takes the place of, or null. */
const supersededBy = async (
  ledger: Ledger,
  { task, version }: ContractRow,
): Promise<Result<RunEvidence['superseded'] | null>> => {
  const row = await approvedBefore(ledger, task, version);
  if (!row.ok || row.value === null) return row.ok ? ok(null) : row;
  const { contract: digest } = row.value;
  const bytes = await readDocument(ledger, digest);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return fail('ledger.broken', `the ledger has no bytes for version ${row.value.version}`);
  const value = parseContract(bytes.value);
  return value.ok ? ok({ value: value.value, digest }) : value;
};

/** What was signed for a run. What is not there stays absent, and its gate refuses. */
export type SignedFor = Pick<RunEvidence, 'admission' | 'approval' | 'earlierApprovals' | 'superseded' | 'runApproval'>;

/** Reads from the ledger everything that was signed for a run on a branch. */
export const signedFor = async (ledger: Ledger, row: ContractRow, branch: string): Promise<Result<SignedFor>> => {
  const newest = await newestAdmission(ledger, branch);
  if (!newest.ok) return newest;
  const read = (digest: Digest | null) => (digest === null ? ok(null) : readDocument(ledger, digest));
  const [admission, approval, runApproval] = [
    await read(newest.value),
    await read(row.approval),
    await read(row.runApproval),
  ];
  if (!admission.ok) return admission;
  if (!approval.ok) return approval;
  if (!runApproval.ok) return runApproval;
  const earlier = await earlierThan(ledger, approval.value);
  if (!earlier.ok) return earlier;
  const superseded = await supersededBy(ledger, row);
  if (!superseded.ok) return superseded;
  return ok({
    ...(admission.value && { admission: admission.value }),
    ...(approval.value && { approval: approval.value }),
    ...(earlier.value.length > 0 && { earlierApprovals: earlier.value }),
    ...(superseded.value && { superseded: superseded.value }),
    ...(runApproval.value && { runApproval: runApproval.value }),
  });
};

/** What the ledger says of an approval's use beside its attempts; null where there is no approval to speak of. */
export const useOf = async (
  ledger: Ledger,
  row: ContractRow,
  envelope: Uint8Array | undefined,
): Promise<Result<{ readonly approval: Digest; readonly foreignUses: number } | null>> => {
  const statement = approvalSays(envelope ?? null);
  const { approval } = row;
  if (approval === null || statement === null) return ok(null);
  const uses = await foreignUses(ledger, row, statement.nonce);
  return uses.ok ? ok({ approval, foreignUses: uses.value }) : uses;
};

/** The waivers for runs of a contract that hold now and that the settings here allow: only those are sealed. */
export const waiversFor = async (
  { ledger, settings }: Project,
  contract: Digest,
  start: RunEvidence,
): Promise<Result<readonly GivenWaiver[]>> => {
  const newest = await contractWaivers(ledger, contract);
  if (!newest.ok) return newest;
  const given: GivenWaiver[] = [];
  for (const [name, waiver] of newest.value) {
    const envelope = await readDocument(ledger, waiver);
    if (!envelope.ok) return envelope;
    const allowed = !settings.never_waive.includes(name);
    if (envelope.value !== null && allowed) given.push({ name, envelope: envelope.value, over: null });
  }
  return ok(given.filter((one) => wrongSealedWaivers({ ...start, waivers: [one] }).length === 0));
};
