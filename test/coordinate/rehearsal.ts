/** A rehearsal of the coordinator: many tasks, agents that fail in every way, and a coordinator that is killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { makeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';
import { withoutMechanism, type Mechanism } from '../rig/switch-off.ts';
import { countingCpu } from './cpu.ts';
import { byHand, taskText, type RehearsedTask } from './tasks.ts';

export type Rehearsal = {
  readonly scratch: Scratch;
  readonly tasks: readonly RehearsedTask[];
  readonly max: number;
  readonly stall: string;
};

/** Where the coordinator is killed: when something stands in the ledger, or between two of its own writes. */
export type KillPoint =
  | { readonly says: string; readonly at: (event: LedgerEvent) => boolean }
  | { readonly says: string; readonly within: Mechanism };

export type LedgerEvent = { readonly seq: number; readonly kind: string; readonly task: string | null; readonly run: string | null; readonly body: string; readonly at: string }; // prettier-ignore

const KILL = "process.kill(process.pid, 'SIGKILL');";
const within = (says: string, file: string, replace: string): KillPoint => ({
  says,
  within: { file, replace, by: `${KILL} ${replace}` },
});
const when = (kind: string, body = ''): KillPoint => ({
  says: `${kind} ${body}`.trim(),
  at: (event) => event.kind === kind && event.body.includes(body),
});

export const KILL_POINTS: readonly KillPoint[] = [
  when('run.sealed'),
  within('between the branch and the ledger', 'src/flow/land.ts', 'const recorded = await recordLanding('),
  within('between the decision and the landing', 'src/coordinate/land-next.ts', 'const landed = await landUnkept('),
  when('run.started'),
  when('step.begun', '"backend"'),
  within('between the landing and its ref', 'src/flow/land.ts', 'const kept = await keepRunRef('),
  when('step.begun', '"seal"'),
  when('run.judged'),
  when('run.carried'),
  when('run.landed'),
];

const well = async ({ scratch }: Pick<Rehearsal, 'scratch'>, command: string): Promise<string> => {
  const { output, exitCode } = await runCommand(command, scratch);
  if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}:\n${output}`);
  return output;
};

export const makeRehearsal = async (
  tasks: readonly RehearsedTask[],
  { max, stall }: Pick<Rehearsal, 'max' | 'stall'>,
): Promise<Rehearsal> => {
  const scratch = countingCpu(await makeScratch());
  const made = { scratch, tasks, max, stall };
  mkdirSync(join(scratch.work, 'src'));
  mkdirSync(join(scratch.work, 'tasks'));
  for (const task of tasks) {
    for (const file of task.files) writeFileSync(join(scratch.work, file), 'as it was\n');
    writeFileSync(join(scratch.work, `src/more-${task.id}.txt`), 'as it was\n');
    writeFileSync(join(scratch.work, 'tasks', `${task.id}.md`), taskText(task));
  }
  await well(made, 'git init -q && git add -A && git commit -qm "feat: start" && writ init --name ada --new-key --yes');
  const agent = join(import.meta.dirname, 'agent.mjs');
  const settings = join(scratch.home, '.config/writ/config.yaml');
  const backend = `backends:\n  mine: { preset: acp, run: [node, ${agent}], mounts: [${agent}] }\n`;
  writeFileSync(settings, `${existsSync(settings) ? readFileSync(settings, 'utf8') : ''}${backend}`);
  await well(made, `writ approve ${tasks.map(({ id }) => id).join(' ')} --if-moved --yes`);
  return made;
};

/** What the ledger says happened after a place in it, read past Writ. */
export const eventsAfter = ({ work }: Scratch, seq: number): readonly LedgerEvent[] => {
  const path = join(work, '.git/writ/ledger.sqlite');
  if (!existsSync(path)) return [];
  const ledger = new DatabaseSync(path, { readOnly: true, timeout: 30_000 });
  const rows = ledger.prepare('select seq, kind, task, run, body, at from events where seq > ? order by seq').all(seq);
  ledger.close();
  return rows.map((row) => ({
    ...{ seq: Number(row['seq']), kind: String(row['kind']), body: String(row['body']), at: String(row['at']) },
    task: row['task'] === null ? null : String(row['task']),
    run: row['run'] === null ? null : String(row['run']),
  }));
};

/** The environment in which the coordinator kills itself at a point; that of everybody else where it is killed from outside. */
const envAt = ({ scratch }: Rehearsal, point: KillPoint | undefined): Readonly<Record<string, string>> =>
  point !== undefined && 'within' in point ? withoutMechanism(scratch.env, point.within) : scratch.env;

/** Builds beforehand what kills itself: that takes longer than what is measured. */
export const prepare = async (rehearsal: Rehearsal, points: readonly KillPoint[]): Promise<void> => {
  for (const point of points) {
    const env = envAt(rehearsal, point);
    if (env !== rehearsal.scratch.env)
      await once(spawn('writ', ['--version'], { cwd: rehearsal.scratch.work, env, stdio: 'ignore' }), 'exit');
  }
};

const start = (rehearsal: Rehearsal, point: KillPoint | undefined): ChildProcess => {
  const { scratch, max, stall } = rehearsal;
  const words = ['coordinate', '--watch', '--backend', 'mine', '--max', String(max), '--stall', stall, '--json'];
  return spawn('writ', words, { cwd: scratch.work, env: envAt(rehearsal, point), stdio: 'ignore' });
};

/**
 * Runs the coordinator until it is killed at a point, or is asked to end. Gives whether it was killed.
 *
 * @param over is aborted when nothing is left to be done
 */
export const coordinate = async (
  rehearsal: Rehearsal,
  point: KillPoint | undefined,
  over: AbortSignal,
): Promise<boolean> => {
  const { scratch } = rehearsal;
  let seen = eventsAfter(scratch, 0).at(-1)?.seq ?? 0;
  const child = start(rehearsal, point);
  const ended = once(child, 'exit');
  over.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  while (child.exitCode === null && child.signalCode === null) {
    if (point !== undefined && 'at' in point) {
      const events = eventsAfter(scratch, seen);
      seen = events.at(-1)?.seq ?? seen;
      if (events.some(point.at)) child.kill('SIGKILL');
    }
    if (over.aborted) child.kill('SIGINT');
    await Promise.race([sleep(50), ended]);
  }
  return child.signalCode === 'SIGKILL' || child.exitCode === 137;
};

const outlook = z.object({
  waiting: z.array(z.object({ task: z.string(), run: z.string().nullable(), kind: z.string() })),
});

/** Does something until it is not in the way of somebody else who does the same. */
const patiently = async ({ scratch }: Rehearsal, command: string): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const { output, exitCode } = await runCommand(command, scratch);
    if (exitCode === 0) return;
    if (!/landing\.busy|landing\.taken|ledger\.conflict/u.test(output))
      throw new Error(`${command} ended with ${exitCode}:\n${output}`);
    if (output.includes('landing.taken')) return;
    await sleep(300);
  }
  throw new Error(`${command} was never possible`);
};

/**
 * Somebody else, at a desk of their own, changes what a patch changes before that has landed: a task of their own, run by
 * hand, accepted and landed. Whoever answers the coordinator goes on meanwhile; what the two are told goes to files of
 * their own.
 */
const interfere = async ({ scratch, ...rest }: Rehearsal, task: RehearsedTask): Promise<void> => {
  const rehearsal = { ...rest, scratch: { ...scratch, folder: join(scratch.folder, 'other-desk') } };
  mkdirSync(rehearsal.scratch.folder);
  const own = byHand(task);
  writeFileSync(join(rehearsal.scratch.work, 'tasks', `${own.id}.md`), taskText(own));
  await well(rehearsal, `writ approve ${own.id} --if-moved --yes`);
  await well(rehearsal, `writ run ${own.id} --backend mine`);
  const run = eventsAfter(rehearsal.scratch, 0).findLast((event) => event.kind === 'run.started' && event.task === own.id)?.run ?? ''; // prettier-ignore
  await well(rehearsal, `writ accept ${run} --if-moved --yes`);
  await patiently(rehearsal, `writ land ${run} --json`);
};

const isPassed = ({ kind, body }: LedgerEvent): boolean => kind === 'run.judged' && body.includes('"PASS"');

/** What has passed, to be accepted now; what somebody else lands in the way of first is given back once that has landed. */
const toAccept = (rehearsal: Rehearsal) => {
  const clashing = rehearsal.tasks.find(({ behaves }) => behaves === 'conflicts');
  const back: LedgerEvent[] = [];
  const other: { work: Promise<void> | null } = { work: null };
  const now = (passed: readonly LedgerEvent[]): readonly LedgerEvent[] => {
    const first = other.work === null ? passed.find(({ task }) => task !== null && task === clashing?.id) : undefined;
    if (first !== undefined && clashing !== undefined)
      other.work = interfere(rehearsal, clashing).then(() => void back.push(first));
    return [...passed.filter((one) => one !== first), ...back.splice(0)];
  };
  /** Waits a moment, and fails where what that somebody does has failed. */
  const pause = (): Promise<void> =>
    other.work === null ? sleep(100) : Promise.race([sleep(100), other.work.then(() => sleep(100))]);
  const over = (): Promise<void> => other.work ?? Promise.resolve();
  return { now, pause, over };
};

/**
 * A person beside the coordinator: accepts what has passed as soon as it has, gives more files to an agent that asked for
 * them, signs afresh what has to be, and leaves what was stopped. Ends when every task has come to its end.
 */
export const answerAll = async (rehearsal: Rehearsal): Promise<void> => {
  const { scratch, tasks } = rehearsal;
  let seen = 0;
  let looked = Date.now();
  const accepting = toAccept(rehearsal);
  const open = new Set(tasks.map(({ id }) => id));
  while (open.size > 0) {
    const events = eventsAfter(scratch, seen);
    seen = events.at(-1)?.seq ?? seen;
    for (const { kind, task } of events)
      if ((kind === 'run.landed' || kind === 'task.stopped') && task !== null) open.delete(task);
    const passed = accepting.now(events.filter((event) => isPassed(event) && open.has(event.task ?? '')));
    if (passed.length > 0) await well(rehearsal, `writ accept ${passed.map(({ run }) => run ?? '').join(' ')} --if-moved --yes`); // prettier-ignore
    const isStuck = events.some(({ kind, body }) => kind === 'run.judged' && body.includes('"FAIL"'));
    if (isStuck || Date.now() - looked > LOOK_MS) {
      looked = Date.now();
      await answerRest(rehearsal);
    }
    await accepting.pause();
  }
  await accepting.over();
};

/** What cannot be told from an event alone is looked for now and then. */
const LOOK_MS = 10_000;

const answerRest = async (rehearsal: Rehearsal): Promise<void> => {
  const { scratch, tasks } = rehearsal;
  const { waiting } = outlook.parse(JSON.parse(await well(rehearsal, 'writ coordinate --waiting --json')));
  for (const { task, kind } of waiting) {
    const its = tasks.find(({ id }) => id === task);
    if (its?.behaves === 'wants-more' && kind === 'refused')
      await runCommand(`writ amend ${task} --allow src/more-${task}.txt --because "it is needed" --yes`, scratch);
    if (its !== undefined && kind === 'approve') await runCommand(`writ approve ${task} --if-moved --yes`, scratch);
  }
};
