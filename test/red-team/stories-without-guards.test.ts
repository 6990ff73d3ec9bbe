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
import { withoutMechanism } from '../rig/switch-off.ts';
import { CASES } from './stories-without-guards.ts';

// Commands wait for git, ssh-keygen and the jail: two at a time keep two cores busy.
vi.setConfig({ maxConcurrency: 2 });

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
  { timeout: 300_000 },
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
