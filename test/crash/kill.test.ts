/**
 * Kill -9 at every entry of the step log and between the writes of a verdict, a decision and a landing. Afterwards the
 * commands a person would type anyway lead through to a landing: nothing acknowledged is lost, nothing happens twice,
 * no process is left, and doing it once more changes nothing. The kill is written into the source from outside.
 */
import { afterAll, expect, test, vi } from 'vitest';
import { STEPS, type Step } from '#events';
import { shareOf } from '../rig/share.ts';
import { removeScratch, runCommand } from '../rig/story-runner.ts';
import { withoutMechanism, type Mechanism } from '../rig/switch-off.ts';
import {
  COMMANDS,
  makeStages,
  onCopy,
  processesAbout,
  provesWhole,
  recover,
  writeScript,
  type CommandName,
} from './recovery.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 400_000 });

const KILL = "process.kill(process.pid, 'SIGKILL');";
const STEPPING = 'src/run/carry-out.ts';
const before = (step: Step): Mechanism => {
  const replace = 'tell(narrationOf(attempt, name));';
  return { file: STEPPING, replace, by: `if (name === '${step}') ${KILL} ${replace}` };
};
const after = (step: Step): Mechanism => {
  const replace = 'return done.ok && !ended.ok ? ended : done;';
  return { file: STEPPING, replace, by: `if (name === '${step}') ${KILL} ${replace}` };
};
const at = (file: string, replace: string): Mechanism => ({ file, replace, by: `${KILL} ${replace}` });

const WORKING = 'while the backend works';

/** Long enough that a backend which outlives its harness is still there when it is looked for. */
const SLEEP = '60.71828';
/**
 * Written into the program that is to die: whether its backend is at work by now. The kill proves something only where
 * there is one to leave behind.
 */
const SLEEPS = `(({ readdirSync, readFileSync }) => readdirSync('/proc').some((pid) => {
  try {
    return /^sleep\\x00${SLEEP}/u.test(readFileSync('/proc/' + pid + '/cmdline', 'latin1'));
  } catch {
    return false;
  }
}))(process.getBuiltinModule('node:fs'))`;

type Point = readonly [point: string, command: CommandName, kill: Mechanism];

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
      replace: 'tell(narrationOf(attempt, name));',
      by: `if (name === 'backend') setInterval(() => { if (${SLEEPS}) ${KILL} }, 200); tell(narrationOf(attempt, name));`,
    },
  ],
  ['between the bundle and the ledger', 'run', at('src/run/seal-run.ts', 'const manifest = sha256(sealed.get(')],
  [
    'between the verdict and its file',
    'run',
    at('src/run/judge-sealed.ts', "const written = writeAfter(paths, 'verdict'"),
  ],
  ['between the decision and its file', 'accept', at('src/flow/decide.ts', 'const written = writeDecisions(paths,')],
  [
    'between the branch and its checkout',
    'land',
    at('src/flow/move-branch.ts', 'const followed = await moveCheckout('),
  ],
  ['between the branch and the ledger', 'land', at('src/flow/land.ts', 'const recorded = await recordLanding(')],
  ['between the landing and its ref', 'land', at('src/flow/land.ts', 'const kept = await keepRunRef(')],
];

const stages = await makeStages();
const told: string[] = [];
afterAll(async () => {
  process.stdout.write(`\n${told.toSorted().join('\n')}\n${told.length} kill points, all recovered\n`);
  await Promise.all(Object.values(stages).map(removeScratch));
});

test.concurrent.for(shareOf('kill points', POINTS))(
  'killed %s, the next commands lead to a landing',
  ([point, command, kill]) =>
    onCopy(stages[command], async (scratch) => {
      const slow = point === WORKING;
      if (slow) await writeScript(scratch, { shell: `sleep ${SLEEP}` });
      const killed = await runCommand(COMMANDS[command], { ...scratch, env: withoutMechanism(scratch.env, kill) });
      expect(killed.exitCode, killed.output).toBe(137);
      // The kernel ends the jail at once; what is still there after a moment would stay for its whole sleep.
      await vi.waitFor(() => expect(processesAbout(`sleep\0${SLEEP}`)).toEqual([]), { timeout: 300_000 });
      await writeScript(scratch);
      await recover(scratch, command === 'run' ? 'writ run --resume' : 'writ review');
      await provesWhole(scratch, killed.output);
      told.push(`recovered: killed ${point}`);
    }),
);
