/**
 * The ten refusals of S1-R33 once more, each told up to its refusal by the very steps of its story. Then the command
 * that was refused is typed with the guarding mechanism switched off, and it goes wrong: the bad run starts, or the
 * bad patch is accepted and lands. So it is this mechanism that refuses, and the story is not refused by chance.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { makeScratch, removeScratch, runCommand, runStep, type Scratch } from '../rig/story-runner.ts';
import { parseStory } from '../rig/story.ts';
import { withoutMechanism, type Mechanism } from '../rig/switch-off.ts';

// Commands wait for git, ssh-keygen and the jail: two at a time keep two cores busy.
vi.setConfig({ maxConcurrency: 2 });

/** A gate that lets everything pass. */
const gate = (name: string): Mechanism => ({
  file: `src/gates/${name}.ts`,
  replace: 'judge: (',
  by: 'judge: () => failIf([]), switchedOff: (',
});

/** Where a check failed nothing was tried out, and that is missing. */
const provings = [gate('tests-kept'), gate('proof-f2p')];

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
  file: 'src/flow/run-task.ts',
  replace: 'const row = await newestContract(ledger, task);',
  by: `{ const { task: { contract, dependsOn }, digest, bytes, text } = (await (await import('./propose.ts')).propose(project, task)).value;
  const at = new Date().toISOString();
  await (await import('#ledger')).recordApproval(ledger, {
    contract: { task, version: 1, contract: digest, name: contract.name, strictness: contract.strictness, tier: contract.riskTier.tier, dependsOn },
    approval: { base: repository.head, attempts: 3, until: at, nonce: '0'.repeat(32), signer: 'nobody', awaits: [], supersedes: null, because: '' },
    documents: { contract: bytes, text, envelope: new TextEncoder().encode('{}') },
    seen: null, at,
  }, () => false); }
  const row = await newestContract(ledger, task);`,
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
type Case = {
  readonly without: string;
  readonly off: readonly Mechanism[];
  readonly afterwards: readonly string[];
  readonly it: 'starts' | 'lands';
};

const CASES: readonly Case[] = [
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

/** What is seen of a run that starts, and of a patch that lands. */
const WRONG = { starts: /^· the backend works in the jail$/mu, lands: /^(feat|fix): .*month/u };

/** Tells a story up to the command that is refused, and returns that one. */
const tellUntilRefusal = async (name: string, scratch: Scratch): Promise<string> => {
  const file = `test/stories/refuses-${name}.md`;
  const story = parseStory(readFileSync(join(import.meta.dirname, '../..', file), 'utf8'), file);
  for (const step of story.steps) {
    if (step.kind === 'command' && step.exitCode === 1) return step.command;
    expect((await runStep(step, file, scratch))?.text ?? '').toBe('');
  }
  throw new Error(`${file} refuses nothing`);
};

test('every refusal that is told has its line here', () => {
  const told = readdirSync(join(import.meta.dirname, '../stories')).flatMap(
    (name) => /^refuses-(.+)\.md$/u.exec(name)?.[1] ?? [],
  );
  expect(CASES.map(({ without }) => without).toSorted()).toEqual(told.toSorted());
});

test.concurrent.for(CASES)(
  'where nothing guards against $without, it $it',
  { timeout: 120_000 },
  async ({ without, off, afterwards, it }) => {
    const scratch = await makeScratch();
    const landed = async () => (await runCommand('git log --format=%s main', scratch)).output.trim().split('\n');
    try {
      const refused = await tellUntilRefusal(without, scratch);
      expect(await landed()).toEqual(['base']);
      const env = off.reduce((before, mechanism) => withoutMechanism(before, mechanism), scratch.env);
      const outputs: string[] = [];
      for (const command of [refused, ...afterwards])
        outputs.push((await runCommand(command, { ...scratch, env })).output);
      const seen = { starts: outputs[0], lands: (await landed())[0] };
      expect(seen[it], outputs.join('\n')).toMatch(WRONG[it]);
    } finally {
      await removeScratch(scratch);
    }
  },
);
