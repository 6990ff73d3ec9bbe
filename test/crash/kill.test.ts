/**
 * Kill -9 at every entry of the step log and between the writes of a verdict, a decision and a landing. Afterwards the
 * commands a person would type anyway lead through to a landing: nothing acknowledged is lost, nothing happens twice,
 * no process is left, and doing it once more changes nothing. The kill is written into the source from outside.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { STEPS, type Step } from '#events';
import { makeScratch, removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';
import { withoutMechanism, type Mechanism } from '../rig/switch-off.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 120_000 });

const KILL = "process.kill(process.pid, 'SIGKILL');";
const STEPPING = 'src/run/carry-out.ts';
const before = (step: Step): Mechanism => {
  const replace = 'tell(NARRATION[name]);';
  return { file: STEPPING, replace, by: `if (name === '${step}') ${KILL} ${replace}` };
};
const after = (step: Step): Mechanism => {
  const replace = 'return done.ok && !ended.ok ? ended : done;';
  return { file: STEPPING, replace, by: `if (name === '${step}') ${KILL} ${replace}` };
};
const at = (file: string, replace: string): Mechanism => ({ file, replace, by: `${KILL} ${replace}` });

const WORKING = 'while the backend works';

type Point = readonly [point: string, command: 'run' | 'accept' | 'land', kill: Mechanism];

const POINTS: readonly Point[] = [
  ...STEPS.flatMap((step): Point[] => [
    [`before step ${step}`, 'run', before(step)],
    [`after step ${step}`, 'run', after(step)],
  ]),
  [
    WORKING,
    'run',
    {
      file: STEPPING,
      replace: 'tell(NARRATION[name]);',
      by: `if (name === 'backend') setTimeout(() => { ${KILL} }, 2000); tell(NARRATION[name]);`,
    },
  ],
  ['between the bundle and the ledger', 'run', at('src/run/seal-run.ts', 'const manifest = sha256(sealed.get(')],
  [
    'between the verdict and its file',
    'run',
    at('src/run/judge-sealed.ts', "const written = writeAfter(paths, 'verdict'"),
  ],
  [
    'between the decision and its file',
    'accept',
    at('src/flow/decide.ts', "const written = writeAfter(paths, 'decision'"),
  ],
  ['between the branch and its checkout', 'land', at('src/flow/land.ts', 'const followed = await moveCheckout(')],
  ['between the branch and the ledger', 'land', at('src/flow/land.ts', 'const recorded = await recordLanding(')],
  ['between the landing and its ref', 'land', at('src/flow/land.ts', 'const kept = await keepRunRef(')],
];

/** Long enough that a backend which outlives its harness is still there when it is looked for. */
const SLEEP = '60.71828';
const scriptWith = (...first: readonly unknown[]): string =>
  JSON.stringify({ steps: [...first, { write: { path: 'a.txt', text: 'good\n' } }] });
const TASK = 'WP-make-it-good';
const RUN = `writ run ${TASK} --backend scripted:../script.json`;
const SET_UP = [
  'git init -q && printf "bad\\n" > a.txt && git add -A && git commit -qm "feat: start"',
  'writ init --name ada --new-key --yes',
];
/** The light path, up to its signature: the first run is the one that may be killed. */
const FIRST = `writ run "make it good" --allow a.txt --check "grep -q good a.txt" --backend scripted:../script.json --yes`;
const COMMANDS = { run: FIRST, accept: 'writ accept --yes', land: 'writ land' };

const orphans = (): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(`sleep\0${SLEEP}`);
      } catch {
        return false;
      }
    });

/** The kill proves something only where there was a backend to leave behind. */
const seeAtWork = (): void => {
  if (orphans().length === 0) throw new Error('no backend was seen at work');
};

const type = async (
  command: string,
  scratch: Scratch,
): Promise<{ readonly output: string; readonly exitCode: number | string }> => runCommand(command, scratch);
const well = async (command: string, scratch: Scratch): Promise<string> => {
  const { output, exitCode } = await type(command, scratch);
  expect(`${command}: ${exitCode}\n${exitCode === 0 ? '' : output}`).toBe(`${command}: 0\n`);
  return output;
};

const boardSchema = z.object({ tasks: z.array(z.object({ task: z.string(), state: z.string() })) });
const stateOf = async (scratch: Scratch): Promise<string> => {
  const { tasks } = boardSchema.parse(JSON.parse(await well('writ board --json', scratch)));
  return tasks.find(({ task }) => task === TASK)?.state ?? 'unknown';
};

/** What a person types next, by what the board says, until the task has landed. */
const recover = async (scratch: Scratch): Promise<void> => {
  // Any command that meets the run finishes it: here the one a person types first.
  await type('writ review', scratch);
  for (let tries = 0; tries < 6; tries++) {
    const state = await stateOf(scratch);
    if (state === 'landed') return;
    await well(state === 'validated' ? 'writ accept --yes' : state === 'accepted' ? 'writ land' : RUN, scratch);
  }
};

const told: string[] = [];
afterAll(() => process.stdout.write(`\n${told.toSorted().join('\n')}\n${told.length} kill points, all recovered\n`));

test.concurrent.each(POINTS)('killed %s, the next commands lead to a landing', async (point, command, kill) => {
  const scratch = await makeScratch();
  try {
    const slow = point === WORKING;
    const save = (script: string) => writeFile(join(scratch.folder, 'script.json'), script);
    await save(slow ? scriptWith({ shell: `sleep ${SLEEP}` }) : scriptWith());
    for (const line of SET_UP) await well(line, scratch);
    const sequence = (['run', 'accept', 'land'] as const).slice(0, ['run', 'accept', 'land'].indexOf(command) + 1);
    for (const name of sequence.slice(0, -1)) await well(COMMANDS[name], scratch);
    const seen = slow ? vi.waitFor(seeAtWork, { timeout: 30_000 }) : null;
    const killed = await type(COMMANDS[command], { ...scratch, env: withoutMechanism(scratch.env, kill) });
    expect(killed.exitCode, killed.output).toBe(137);
    await seen;
    // The kernel ends the jail at once; what is still there after a moment would stay for its whole sleep.
    await vi.waitFor(() => expect(orphans()).toEqual([]), { timeout: 5000 });
    await save(scriptWith());
    await recover(scratch);

    const events = await well('writ log --limit 500', scratch);
    expect(events.match(/ run\.landed /gu), 'landed once').toHaveLength(1);
    expect(events.match(/ run\.decided /gu), 'decided once').toHaveLength(1);
    expect(await well('git log --format=%s && cat a.txt && git status --porcelain', scratch)).toBe(
      'feat: make it good\nfeat: start\ngood\n',
    );
    expect(await well('writ verify', scratch)).toContain('PASS, landed');
    await well('writ verify --ledger', scratch);

    const refs = await well('git for-each-ref', scratch);
    expect((await type('writ land', scratch)).exitCode).toBe(1);
    await well('writ review', scratch);
    expect(await well('git for-each-ref', scratch)).toBe(refs);
    expect(readdirSync(join(scratch.work, '.git', 'writ')).filter((name) => name.startsWith('check-'))).toEqual([]);
    told.push(`recovered: killed ${point}`);
  } finally {
    await removeScratch(scratch);
  }
});
