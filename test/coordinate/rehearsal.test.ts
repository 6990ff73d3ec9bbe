/**
 * The coordinator, rehearsed for real: tasks with dependencies and overlaps, agents that lie, stall, conflict and want
 * more, and a coordinator that is killed again and again. It ends in the one right board, nothing is lost, nothing lands
 * twice, everything that landed verifies, and nothing is left running.
 *
 * `npm run rehearsal:whole` is the whole of it: forty tasks, six at a time, ten kills, and agents that take some seconds.
 * `REHEARSAL_SEED` makes the same once more.
 */
import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { processesAbout } from '../crash/recovery.ts';
import { removeScratch, runCommand } from '../rig/story-runner.ts';
import { answerAll, coordinate, eventsAfter, KILL_POINTS, makeRehearsal, prepare, type LedgerEvent, type Rehearsal } from './rehearsal.ts'; // prettier-ignore
import { makeTasks, type RehearsedTask } from './tasks.ts';

const numberIn = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const SEED = numberIn('REHEARSAL_SEED', randomInt(1_000_000));
const COUNT = numberIn('REHEARSAL_TASKS', 6);
const KILLS = numberIn('REHEARSAL_KILLS', 3);
const MAX = numberIn('REHEARSAL_MAX', 3);
const STALL = process.env['REHEARSAL_STALL'] ?? '5s';
/** How long an agent works on a task, about. Long enough, and what Writ itself takes is the smaller part, as it is with agents. */
const WORK_MS = numberIn('REHEARSAL_MS', 600);
/** How much longer than the least possible it may take; what agents do in a moment leaves nothing to compare with. */
const MOST = numberIn('REHEARSAL_MOST', Number.POSITIVE_INFINITY);

/** At which points it was killed, and how long all of it took, person and restarts included. */
type Rehearsed = { readonly killed: readonly string[]; readonly wall: number };

/** Coordinates, with a person beside it, until every task has come to its end; where it is killed, it is started again. */
const rehearse = async (rehearsal: Rehearsal): Promise<Rehearsed> => {
  const points = KILL_POINTS.slice(0, KILLS);
  await prepare(rehearsal, points);
  const killed: string[] = [];
  const over = new AbortController();
  const began = Date.now();
  const person = answerAll(rehearsal).finally(() => over.abort());
  while (!over.signal.aborted) {
    const point = points[killed.length];
    const wasKilled = await coordinate(rehearsal, point, over.signal);
    if (wasKilled && point !== undefined) killed.push(point.says);
  }
  await person;
  return { killed, wall: Date.now() - began };
};

const boardSchema = z.object({
  tasks: z.array(z.object({ task: z.string(), state: z.string(), stopped: z.string().nullable() })),
});

const printed = async ({ scratch }: Rehearsal, command: string): Promise<string> => {
  const { output, exitCode } = await runCommand(command, scratch);
  expect(`${command}: ${exitCode}\n${exitCode === 0 ? '' : output}`).toBe(`${command}: 0\n`);
  return output;
};

const total = (all: Iterable<number>): number => [...all].reduce((sum, ms) => sum + ms, 0);

/** How long the sessions of each task took: the agents alone, or all of their runs. */
const spentBy = (events: readonly LedgerEvent[], of: 'agents' | 'runs'): ReadonlyMap<string, number> => {
  const spent = new Map<string, number>();
  const begins = (one: LedgerEvent): boolean =>
    of === 'runs' ? one.kind === 'run.started' : one.kind === 'step.begun' && one.body.includes('"backend"');
  const ends = (one: LedgerEvent): boolean =>
    of === 'runs' ? one.kind === 'run.judged' || one.kind === 'run.closed' : one.kind === 'step.begun' && one.body.includes('"capture"'); // prettier-ignore
  for (const begun of events) {
    if (!begins(begun) || begun.task === null) continue;
    const end = events.find((one) => one.run === begun.run && one.seq > begun.seq && ends(one));
    spent.set(begun.task, (spent.get(begun.task) ?? 0) + (end === undefined ? 0 : Date.parse(end.at) - Date.parse(begun.at))); // prettier-ignore
  }
  return spent;
};

/** The longest chain of sessions that have to wait for each other. */
const criticalOf = (tasks: readonly RehearsedTask[], spent: ReadonlyMap<string, number>): number => {
  const chains = new Map<string, number>();
  for (const { id, dependsOn } of tasks)
    chains.set(id, (spent.get(id) ?? 0) + Math.max(0, ...dependsOn.map((on) => chains.get(on) ?? 0)));
  return Math.max(...chains.values());
};

/** How long it takes from one kind of event of a run to another, on average. */
const between = (events: readonly LedgerEvent[], from: string, to: string): number => {
  const took = events
    .filter(({ kind }) => kind === to)
    .flatMap((end) => {
      const start = events.findLast((one) => one.kind === from && one.run === end.run && one.seq < end.seq);
      return start === undefined ? [] : [Date.parse(end.at) - Date.parse(start.at)];
    });
  return total(took) / Math.max(1, took.length);
};

test(`${COUNT} tasks, ${MAX} at a time, killed ${KILLS} times, seed ${SEED}`, { timeout: 1_800_000 }, async () => {
  const tasks = makeTasks(COUNT, SEED, WORK_MS);
  const rehearsal = await makeRehearsal(tasks, { max: MAX, stall: STALL });
  const { scratch } = rehearsal;
  try {
    const { killed, wall } = await rehearse(rehearsal);
    const events = eventsAfter(scratch, 0);

    const { tasks: lines } = boardSchema.parse(JSON.parse(await printed(rehearsal, 'writ board --json')));
    const board = tasks.map(({ id }) => {
      const line = lines.find(({ task }) => task === id);
      return `${id} ${line?.stopped == null ? (line?.state ?? 'unknown') : 'stopped'}`;
    });
    expect(board).toEqual(tasks.map(({ id, behaves }) => `${id} ${behaves === 'lies-always' ? 'stopped' : 'landed'}`));
    expect(killed).toEqual(KILL_POINTS.slice(0, KILLS).map(({ says }) => says));

    const landed = tasks.filter(({ behaves }) => behaves !== 'lies-always').map(({ id }) => id);
    const landings = events.filter(({ kind, task }) => kind === 'run.landed' && tasks.some(({ id }) => id === task));
    expect(landings.map(({ task }) => task).toSorted(), 'each landed once').toEqual(landed.toSorted());
    const commits = await printed(rehearsal, 'git log --format=%b main | grep "^Writ-Task: " | sort');
    expect(commits.trim().split('\n'), 'each is a commit of its own').toHaveLength(landed.length + 1);
    for (const { files, id, behaves } of tasks) {
      if (behaves === 'lies-always') continue;
      for (const file of files) expect(await printed(rehearsal, `git show main:${file}`)).toContain(`good by ${id}\n`);
    }
    for (const { run } of landings) expect(await printed(rehearsal, `writ verify ${run}`)).toContain('PASS, landed');
    await printed(rehearsal, 'writ verify --ledger');
    await printed(rehearsal, 'git fsck --strict --no-dangling');
    expect(await printed(rehearsal, 'git status --porcelain -- src'), 'the checkout has followed').toBe('');
    expect(events.filter(({ kind }) => kind === 'landing.refused').length, 'the conflict was found').toBeGreaterThan(0);
    expect(processesAbout(scratch.folder), 'nothing is left running').toEqual([]);

    const [agents, runs] = [spentBy(events, 'agents'), spentBy(events, 'runs')];
    const [work, critical] = [total(agents.values()), criticalOf(tasks, agents)];
    const ratio = wall / Math.max(critical, work / MAX);
    const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
    process.stdout.write(
      `\nseed ${SEED}: ${COUNT} tasks in ${seconds(wall)}, agents ${seconds(work)}, their longest chain ${seconds(critical)}: ` +
        `${ratio.toFixed(2)} × the least possible with ${MAX} at a time. Writ's own share of a run ${seconds((total(runs.values()) - work) / Math.max(1, events.filter(({ kind }) => kind === 'run.started').length))}, ` +
        `from the verdict to the decision ${seconds(between(events, 'run.judged', 'run.decided'))}, from there to the landing ${seconds(between(events, 'run.decided', 'run.landed'))}; killed at: ${killed.join(', ')}\n`,
    );
    expect(ratio, 'how much longer it took than the least possible').toBeLessThanOrEqual(MOST);
  } finally {
    await removeScratch(scratch);
  }
});
