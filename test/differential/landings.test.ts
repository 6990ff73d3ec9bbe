/**
 * A landing into checkouts in random states. Whatever a person has that is in no commit is there afterwards, byte for
 * byte; a landing that is refused has changed nothing; one that is done has moved the branch to what was accepted, and
 * the checkouts of the branch with it.
 */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyScratch } from '../rig/copy-scratch.ts';
import { makeScratch, removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';
import { dice } from './acts.ts';
import { differing } from './oracle.ts';
import { BASE, habits, possessionOf, RESULT, shell, type Possession } from './person.ts';

const FIRST = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
const RUNS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 15);
const seeds = Array.from({ length: RUNS }, (_, n) => FIRST + n);

let stage: Scratch;
beforeAll(async () => {
  stage = await makeScratch();
  const well = async (command: string): Promise<void> => {
    const { output, exitCode } = await runCommand(command, stage);
    if (exitCode !== 0) throw new Error(`${command}\n${output}`);
  };
  await well(`git init -q && ${BASE} && git add -f . && git commit -qm base`);
  await well('writ init --name ada --new-key --yes');
  await well(
    `printf '%s' '${JSON.stringify({ steps: [{ shell: RESULT }] }).replaceAll("'", "'\\''")}' > ../script.json`,
  );
  await well('writ run "change much" --allow "**" --check true --backend scripted:../script.json --yes');
  await well('writ accept --yes');
});
const told = { landed: 0, refused: 0 };
afterAll(async () => {
  await removeScratch(stage);
  process.stdout.write(`\n${RUNS} landings from seed ${FIRST}: ${told.landed} landed, ${told.refused} refused\n`);
});

/** What was the person's alone and is not there any more, or is something else. */
const losses = (before: Possession, after: Possession): readonly string[] => [
  ...[...before.own].flatMap(([checkout, names]) =>
    names
      .filter((name) => {
        const [was, is] = [before.files.get(checkout)?.get(name), after.files.get(checkout)?.get(name)];
        return was?.blob !== is?.blob || was?.mode !== is?.mode;
      })
      .map((name) => `${name} was the person's alone`),
  ),
  ...before.refs.filter((ref) => !after.refs.includes(ref)).map((ref) => `${ref} is gone`),
  ...[...before.staged].flatMap(([checkout, staged]) => {
    const now = after.staged.get(checkout) ?? '';
    const blobs = [...staged.matchAll(/ [0-9a-f]+ ([0-9a-f]{7,}) [AM]\0([^\0]+)\0/gu)];
    return blobs.flatMap(([, blob = '', name = '']) => (now.includes(blob) ? [] : [`${name} was staged`]));
  }),
];

test.for(seeds)('nothing of a person is lost, seed %i', async (seed) => {
  const scratch = await copyScratch(stage);
  try {
    const { work, env } = scratch;
    const acts = habits(dice(seed));
    for (const [command, path] of acts) shell(command, work, env, path);
    const before = possessionOf(work, env);
    const stood = shell('git rev-parse refs/heads/main', work, env);
    const { output, exitCode } = await runCommand('writ land', scratch);
    const after = possessionOf(work, env);
    const stands = shell('git rev-parse refs/heads/main', work, env);
    const lost = losses(before, after);
    const changed =
      exitCode === 0
        ? []
        : [...before.files].flatMap(([checkout, things]) => differing(things, after.files.get(checkout) ?? new Map()));
    told[exitCode === 0 ? 'landed' : 'refused'] += 1;
    expect({ acts, output, lost, changed }).toEqual({ acts, output, lost: [], changed: [] });
    expect([0, 1]).toContain(exitCode);
    expect(stands === stood).toBe(exitCode !== 0);
    expect(existsSync(`${work}/.git/index.lock`)).toBe(false);
    // Whoever was told no can put things right, and then it lands.
    const rest =
      exitCode === 0
        ? 'writ verify'
        : 'git add -Af && git stash -q -a; git checkout -qf --detach; git worktree remove -f ../tree; writ land';
    expect(await runCommand(rest, scratch)).toMatchObject({ exitCode: 0 });
  } finally {
    await removeScratch(scratch);
  }
});
