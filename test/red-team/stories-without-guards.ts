/** What each refusal that is told is guarded by, and what happens where nothing guards. */
import type { Mechanism } from '../rig/switch-off.ts';

/** A gate that lets everything pass. */
const gate = (name: string): Mechanism => ({
  file: `src/gates/${name}.ts`,
  replace: 'judge: (',
  by: "judge: () => ({ outcome: 'pass', notices: [] }), switchedOff: (",
});

/** Where a check failed nothing was tried out, and that is missing. */
const provings = [gate('tests-kept'), gate('proof-f2p'), gate('proof-elsewhere')];

/** What alone makes an order into one that may run: it mints whatever it is given. */
const minting: Mechanism = {
  file: 'src/run/approved-contract.ts',
  replace: 'if (isApproved(order)) return',
  by: 'if (isApproved(order) || true) return',
};
/**
 * A contract is recorded together with its signed approval, so that without one there is nothing to run. Here it is
 * recorded all the same, with an approval that nobody signed.
 */
const recordedUnsigned: Mechanism = {
  file: 'src/flow/safe-exit.ts',
  replace: 'const row = await newestContract(project.ledger, task);',
  by: `{ const { task: { contract, dependsOn }, digest, bytes, text } = (await (await import('./propose.ts')).propose(project, task)).value;
  const at = new Date().toISOString();
  await (await import('#ledger')).recordApproval(project.ledger, {
    contract: { task, version: 1, contract: digest, name: contract.name, strictness: contract.strictness, tier: contract.riskTier.tier, dependsOn },
    approval: { base: project.repository.head, attempts: 3, until: at, nonce: '0'.repeat(32), signer: 'nobody', awaits: [], supersedes: null, because: '' },
    documents: { contract: bytes, text, envelope: new TextEncoder().encode('{}') },
    seen: null, at,
  }, () => false); }
  const row = await newestContract(project.ledger, task);`,
};
/** A run begins under the digest of its approval; without one that can be read there is nothing to begin it under. */
const approvalOfTheRun: Mechanism = {
  file: 'src/flow/run-task.ts',
  replace: 'approval: start.use.approval,',
  by: 'approval: start.use?.approval ?? row.approval,',
};
/** The checks of a backend that failed are not run, and then their results are missing. */
const noChecksAfterFailure: Mechanism = {
  file: 'src/run/execute.ts',
  replace: 'return end !== null && isDone && !isHindered(end) && end.declaredFailure === null;',
  by: 'return true;',
};

/** What a person would type on, after the command that was refused. */
const NOTHING: readonly string[] = [];
const DECIDE_AND_LAND = ['writ accept --yes', 'writ land'];

/** Where several mechanisms are switched off, each of them refuses by itself. */
export type StoryCase = {
  readonly without: string;
  readonly off: readonly Mechanism[];
  readonly afterwards: readonly string[];
  readonly it: 'starts' | 'lands';
};

export const CASES: readonly StoryCase[] = [
  { without: 'missing-approval', off: [recordedUnsigned, minting, approvalOfTheRun], afterwards: NOTHING, it: 'starts' },
  { without: 'missing-admission', off: [minting], afterwards: NOTHING, it: 'starts' },
  { without: 'dirty-start', off: [gate('tree-clean-start'), gate('tree-clean-end')], afterwards: DECIDE_AND_LAND, it: 'lands' },
  { without: 'disallowed-path', off: [gate('scope-paths'), gate('tests-kept')], afterwards: DECIDE_AND_LAND, it: 'lands' },
  { without: 'forbidden-action', off: [gate('actions-forbidden')], afterwards: DECIDE_AND_LAND, it: 'lands' },
  { without: 'failed-validation', off: [gate('checks-passed'), gate('done-proven'), ...provings], afterwards: DECIDE_AND_LAND, it: 'lands' },
  { without: 'provider-failure', off: [gate('backend-finished'), noChecksAfterFailure], afterwards: DECIDE_AND_LAND, it: 'lands' },
  { without: 'timeout', off: [gate('backend-finished'), noChecksAfterFailure], afterwards: DECIDE_AND_LAND, it: 'lands' },
  { without: 'dirty-end', off: [gate('tree-clean-end')], afterwards: DECIDE_AND_LAND, it: 'lands' },
  { without: 'missing-decision', off: [gate('decision-present'), gate('policy-met'), gate('target-unmoved')], afterwards: NOTHING, it: 'lands' },
]; // prettier-ignore
