/**
 * The ten refusals of S1-R33 once more, each told up to its refusal by the very steps of its story. Then the command
 * that was refused is typed with the guarding mechanism switched off, and it goes wrong: the bad run starts, or the
 * bad patch is accepted and lands. So it is this mechanism that refuses, and the story is not refused by chance.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeScratch, removeScratch, runCommand, runStep, type Scratch } from './rig/story-runner.ts';
import { parseStory, type StoryCommand } from './rig/story.ts';
import { withoutMechanism, type Mechanism } from './rig/switch-off.ts';

/** A gate that lets everything pass. */
const gate = (name: string): Mechanism => ({
  file: `src/gates/${name}.ts`,
  replace: 'judge: (',
  by: 'judge: () => failIf([]), switchedOff: (',
});

/** What alone makes an order into one that may run: it mints whatever it is given. */
const minting: Mechanism = {
  file: 'src/run/approved-contract.ts',
  replace: 'if (isApproved(order)) return',
  by: 'if (isApproved(order) || true) return',
};
/** A run begins under the digest of its approval; without one there is nothing to begin it under. */
const approvalOfTheRun: Mechanism = {
  file: 'src/flow/run-task.ts',
  replace: 'approval: start.use.approval,',
  by: "approval: start.use?.approval ?? '0'.repeat(64),",
};
/** The checks of a backend that failed are not run, and then their results are missing. */
const noChecksAfterFailure: Mechanism = {
  file: 'src/run/execute.ts',
  replace:
    'return end !== null && end.exitCode === 0 && !end.timedOut && end.limit === null && end.declaredFailure === null;',
  by: 'return true;',
};

/** Where two or more are switched off, each of them refuses alone. */
type Case = { readonly refuses: string; readonly off: readonly Mechanism[]; readonly then: 'it starts' | 'it lands' };

const CASES: readonly Case[] = [
  { refuses: 'missing-approval', off: [minting, approvalOfTheRun], then: 'it starts' },
  { refuses: 'missing-admission', off: [minting], then: 'it starts' },
  { refuses: 'dirty-start', off: [gate('tree-clean-start'), gate('tree-clean-end')], then: 'it lands' },
  { refuses: 'disallowed-path', off: [gate('scope-paths')], then: 'it lands' },
  { refuses: 'forbidden-action', off: [gate('actions-forbidden')], then: 'it lands' },
  { refuses: 'failed-validation', off: [gate('checks-passed'), gate('done-proven')], then: 'it lands' },
  { refuses: 'provider-failure', off: [gate('backend-finished'), noChecksAfterFailure], then: 'it lands' },
  // What was ended by force may still be seen for a moment, as something left behind.
  { refuses: 'timeout', off: [gate('backend-finished'), noChecksAfterFailure, gate('tree-clean-end')], then: 'it lands' },
  { refuses: 'dirty-end', off: [gate('tree-clean-end')], then: 'it lands' },
  { refuses: 'missing-decision', off: [gate('decision-present'), gate('target-unmoved')], then: 'it lands' },
];

/** Tells a story up to the command that is refused, which is not run. */
const tellUntilRefusal = async (name: string, scratch: Scratch): Promise<StoryCommand> => {
  const file = `test/stories/refuses-${name}.md`;
  const story = parseStory(readFileSync(join(import.meta.dirname, '..', file), 'utf8'), file);
  for (const step of story.steps) {
    if (step.kind === 'command' && step.exitCode === 1) return step;
    expect((await runStep(step, file, scratch))?.text ?? '').toBe('');
  }
  throw new Error(`${file} refuses nothing`);
};

/** Types what a person would type to land a run, from the command that was refused on, without the mechanisms. */
const typeOn = async (refused: string, off: readonly Mechanism[], scratch: Scratch): Promise<void> => {
  const unguarded = { ...scratch, env: off.reduce((env, mechanism) => withoutMechanism(env, mechanism), scratch.env) };
  for (const command of refused === 'writ land' ? [refused] : [refused, 'writ accept --yes', 'writ land']) {
    const { output, exitCode } = await runCommand(command, unguarded);
    // A landing that nobody decided is refused by the ledger too, but the branch has moved by then.
    if (refused !== 'writ land') expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
  }
};

test.for(CASES)('without its guard, $refuses is not refused: $then', async ({ refuses, off, then }) => {
  const scratch = await makeScratch();
  const subjects = async () => (await runCommand('git log --format=%s main', scratch)).output.trim().split('\n');
  try {
    const { command } = await tellUntilRefusal(refuses, scratch);
    expect(await subjects()).toEqual(['base']);
    if (then === 'it starts') {
      const env = off.reduce((before, mechanism) => withoutMechanism(before, mechanism), scratch.env);
      const { output } = await runCommand(command, { ...scratch, env });
      expect(output).toContain('the backend works in the jail');
    } else {
      await typeOn(command, off, scratch);
      expect(await subjects()).toEqual([expect.stringMatching(/^(feat|fix): .*months? /u), 'base']);
    }
  } finally {
    await removeScratch(scratch);
  }
});
