/** A landing that is killed between the branch and the ledger is recorded before anything lands upon it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeScratch, removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';
import { withoutMechanism } from '../rig/switch-off.ts';
import { eventsAfter } from './rehearsal.ts';
import { taskText, type RehearsedTask } from './tasks.ts';

const task = (id: string): RehearsedTask => ({ id, dependsOn: [], files: [`src/${id}.txt`], behaves: 'well', ms: 0 });
const TASKS = [task('WP-1-first'), task('WP-2-second')];
const well = async (scratch: Scratch, command: string): Promise<string> => {
  const { output, exitCode } = await runCommand(command, scratch);
  expect(`${command}: ${exitCode}\n${exitCode === 0 ? '' : output}`).toBe(`${command}: 0\n`);
  return output;
};

const RECORD = 'const recorded = await recordLanding(';
const KEEP = 'const kept = await keepRunRef(';

/** Two results that are accepted, and where the first has landed, but for the record of it, or but for what comes after. */
const cutOff = async (scratch: Scratch, text = RECORD): Promise<readonly string[]> => {
  for (const folder of ['src', 'tasks']) mkdirSync(join(scratch.work, folder));
  for (const { id, ...rest } of TASKS) {
    writeFileSync(join(scratch.work, `src/${id}.txt`), 'as it was\n');
    writeFileSync(join(scratch.work, 'tasks', `${id}.md`), taskText({ id, ...rest }));
    const steps = [{ write: { path: `src/${id}.txt`, text: `good by ${id}\n` } }];
    writeFileSync(join(scratch.home, `${id}.json`), JSON.stringify({ steps }));
  }
  await well(
    scratch,
    'git init -q && git add -A && git commit -qm "feat: start" && writ init --name ada --new-key --yes',
  );
  await well(scratch, `writ approve ${TASKS.map(({ id }) => id).join(' ')} --if-moved --yes`);
  for (const { id } of TASKS) await well(scratch, `writ run ${id} --backend scripted:../home/${id}.json`);
  const runs = eventsAfter(scratch, 0).flatMap(({ kind, run }) =>
    kind === 'run.started' && run !== null ? [run] : [],
  );
  await well(scratch, `writ accept ${runs.join(' ')} --if-moved --yes`);
  const kill = { file: 'src/flow/land.ts', replace: text, by: `process.kill(process.pid, 'SIGKILL'); ${text}` };
  await runCommand(`writ land ${runs[0]}`, { ...scratch, env: withoutMechanism(scratch.env, kill) });
  return runs;
};

test('it is recorded, and nothing of it is done once more', { timeout: 240_000 }, async () => {
  const scratch = await makeScratch();
  try {
    const [first = '', second = ''] = await cutOff(scratch);
    expect(eventsAfter(scratch, 0).some(({ kind }) => kind === 'run.landed')).toBe(false);
    expect(await well(scratch, 'git log --format=%b main')).toContain(`Writ-Run: ${first}\n`);
    expect(await well(scratch, `writ land ${second} 2>&1`)).toContain('the landing of WP-1-first was cut off');
    const landed = eventsAfter(scratch, 0).filter(({ kind }) => kind === 'run.landed');
    expect(landed.map(({ run }) => run)).toEqual([first, second]);
    for (const run of [first, second]) expect(await well(scratch, `writ verify ${run}`)).toContain('PASS, landed');
    expect((await well(scratch, 'git log --format=%b main')).match(/^Writ-Task: /gmu)).toHaveLength(2);
  } finally {
    await removeScratch(scratch);
  }
});

test(
  'it is recorded where somebody has committed by hand upon it, and what they did stays',
  { timeout: 240_000 },
  async () => {
    const scratch = await makeScratch();
    try {
      const [first = '', second = ''] = await cutOff(scratch);
      await well(scratch, 'echo mine > mine.txt && git add mine.txt && git commit -qm "feat: by hand"');
      const before = await well(scratch, 'git rev-parse main && git status --porcelain');
      expect(await well(scratch, `writ land ${first} 2>&1`)).toContain('has gone on since; it is recorded');
      expect(await well(scratch, 'git rev-parse main && git status --porcelain')).toBe(before);
      await well(scratch, `writ land ${second}`);
      const landed = eventsAfter(scratch, 0).filter(({ kind }) => kind === 'run.landed');
      expect(landed.map(({ run }) => run)).toEqual([first, second]);
      for (const run of [first, second]) expect(await well(scratch, `writ verify ${run}`)).toContain('PASS, landed');
      expect((await well(scratch, 'git log --format=%b main')).match(/^Writ-Task: /gmu)).toHaveLength(2);
      expect(await well(scratch, 'cat mine.txt && writ verify --ledger')).toMatch(/^mine\nThe ledger holds together/u);
    } finally {
      await removeScratch(scratch);
    }
  },
);

test('where only its ref was missing, the next coordinator keeps it', { timeout: 240_000 }, async () => {
  const scratch = await makeScratch();
  try {
    const runs = await cutOff(scratch, KEEP);
    const refs = (): Promise<string> =>
      well(scratch, `for run in ${runs.join(' ')}; do git ls-tree refs/writ/runs/$run after/3-landing.json; done | wc -l`); // prettier-ignore
    expect(eventsAfter(scratch, 0).filter(({ kind }) => kind === 'run.landed').map(({ run }) => run)).toEqual(runs.slice(0, 1)); // prettier-ignore
    expect((await refs()).trim()).toBe('0');
    await well(scratch, 'writ coordinate --backend scripted:../home/WP-1-first.json');
    expect((await refs()).trim()).toBe('2');
    for (const run of runs) expect(await well(scratch, `writ verify ${run}`)).toContain('PASS, landed');
    expect(await well(scratch, 'ls -A .git/writ/workspaces')).toBe('');
  } finally {
    await removeScratch(scratch);
  }
});
