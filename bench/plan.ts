/**
 * The plan: all analyses of 10,000 tasks with 20,000 dependencies in this process; the same number from task files; and
 * `writ plan next` of a thousand, beside starting Node and beside two tools of npm that say what is to be done next.
 *
 * Those tools are a package of their own, `bench/peers`, which nobody has to install: where they are not there, a line says
 * how to have them, and they have no figure. `WRIT_BENCH_PEERS` names another folder in which they are installed.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESTIMATE_IMPACTS, ESTIMATE_RISKS, ESTIMATE_SCOPES } from '#contract';
import {
  bottlenecks,
  buildGraph,
  COST_TERMS,
  criticalPath,
  overlapsIn,
  parallelGroups,
  planCost,
  reviewPoints,
  riskDistribution,
  riskPath,
  slackOf,
  toDecompose,
  worthResearch,
  type PlanTask,
} from '#plan';
import type { Act, Bench, Figure } from './rig/figure.ts';
import { makeRepository } from './rig/repository.ts';
import type { Stage } from './rig/stage.ts';
import { taskText } from './rig/task-text.ts';
import { numbersFrom } from '../test/rig/numbers.ts';

const [TASKS, EDGES, FEW] = [10_000, 20_000, 1000];

/** For each task those before it that it waits for; nearby ones, as plans have them, so that chains are long. */
const dependencies = (tasks: number, edges: number): readonly (readonly number[])[] => {
  const random = numbersFrom(1);
  const lists = Array.from({ length: tasks }, () => new Set<number>());
  for (let made = 0; made < edges;) {
    const task = 1 + random(tasks - 1);
    const on = Math.max(0, task - 1 - random(200));
    if (lists[task]?.has(on) === true) continue;
    lists[task]?.add(on);
    made += 1;
  }
  return lists.map((list) => [...list]);
};

const planTasks = (): readonly PlanTask[] => {
  const random = numbersFrom(2);
  const oneOf = <T>(words: readonly [T, ...T[]]): T => words[random(words.length)] ?? words[0];
  return dependencies(TASKS, EDGES).map((on, n) => ({
    ...{ id: `WP-${n}`, name: `Task ${n}`, dependsOn: on.map((one) => `WP-${one}`), tier: 'LOW', phase: 1 },
    ...{ state: 'backlog', paths: { allow: [`src/${n % 500}/a-${n % 4000}.ts`, `test/${n % 700}/**`], deny: [] } },
    estimate: {
      scope: oneOf(ESTIMATE_SCOPES),
      risk: oneOf(ESTIMATE_RISKS),
      impact: oneOf(ESTIMATE_IMPACTS),
      level: 'implementation',
    },
  }));
};

const analyses = (tasks: readonly PlanTask[]): Act => ({
  says: `all analyses of ${TASKS} tasks and ${EDGES} dependencies, from parsed tasks`,
  run: () => {
    const began = performance.now();
    const graph = buildGraph(tasks);
    if (!graph.ok) throw new Error('the fixture is no graph');
    const narrow = bottlenecks(graph.value);
    const all = [criticalPath, riskPath, slackOf, parallelGroups, toDecompose, riskDistribution];
    const came = all.map((analyse) => JSON.stringify(analyse(graph.value)).length);
    came.push(narrow.length, reviewPoints(graph.value, narrow).length);
    came.push(planCost(graph.value, COST_TERMS).tasks.length, worthResearch(graph.value, COST_TERMS).length);
    came.push(overlapsIn(graph.value, 10_000).pairs.length);
    const ms = performance.now() - began;
    if (came.some((size) => size === 0)) throw new Error(`an analysis came to nothing: ${came.join(' ')}`);
    return ms;
  },
});

const writeTasks = (work: string, count: number, edges: number): void => {
  mkdirSync(join(work, 'tasks'));
  dependencies(count, edges).forEach((on, n) =>
    writeFileSync(join(work, 'tasks', `WP-${n}-log-in.md`), taskText(n, on)),
  );
};

type Json = Readonly<Record<string, unknown>>;
const holds =
  (field: string, least: number) =>
  (stdout: string): boolean => {
    const json: Json = JSON.parse(stdout);
    const list = json[field];
    return Array.isArray(list) && list.length >= least && json['unreadable'] === 0;
  };

const fromFiles = (stage: Stage, work: string): readonly Figure[] => {
  const command = stage.command(`writ plan order --json, ${TASKS} tasks`, {
    argv: [stage.writ, 'plan', 'order', '--json'],
    cwd: work,
    expect: holds('order', TASKS),
  });
  const forget = (): void => rmSync(join(stage.folder, 'home/.cache'), { recursive: true, force: true });
  const know = (): void => void stage.prepare({ argv: [stage.writ, 'plan', 'order', '--json'], cwd: work });
  return [
    { name: 'plan.first', measured: { ...command, says: `${command.says}, first run`, before: forget }, baseline: stage.nodeAlone, allowed: { ms: 10_000 }, rounds: 2 }, // prettier-ignore
    { name: 'plan.second', measured: { ...command, says: `${command.says}, second run`, before: know }, baseline: stage.nodeAlone, allowed: { ms: 2500 }, rounds: 3 }, // prettier-ignore
  ];
};

/** Where the other tools lie: a package of their own, or the folder that somebody names. */
const PEERS = process.env['WRIT_BENCH_PEERS'] ?? join(import.meta.dirname, 'peers');

/** The folder of their programs, or null with a line that says how to have them: nobody gets 900 packages unasked. */
const findPeers = (): string | null => {
  const bin = join(PEERS, 'node_modules/.bin');
  if (['backlog', 'task-master'].every((name) => existsSync(join(bin, name)))) return bin;
  console.error(
    'No figure beside backlog.md and task-master-ai: they are not there. Once: npm install --prefix bench/peers',
  );
  return null;
};

const peerFigures = (stage: Stage, next: Act, count: number): readonly Figure[] => {
  const bin = findPeers();
  if (bin === null) return [];
  const backlog = join(stage.folder, 'backlog-peer');
  mkdirSync(join(backlog, 'backlog/tasks'), { recursive: true });
  stage.prepare({ argv: ['git', 'init', '--quiet', backlog] });
  writeFileSync(join(backlog, 'backlog/config.yml'), 'project_name: "bench"\nstatuses: ["To Do", "In Progress", "Done"]\ndefault_status: "To Do"\nremote_operations: false\ncheck_active_branches: false\nauto_commit: false\n'); // prettier-ignore
  const master = join(stage.folder, 'master-peer');
  mkdirSync(join(master, '.taskmaster/tasks'), { recursive: true });
  const edges = dependencies(count, count * 2);
  edges.forEach((on, n) =>
    writeFileSync(
      join(backlog, 'backlog/tasks', `task-${n + 1} - Log-in-${n + 1}.md`),
      `---\nid: task-${n + 1}\ntitle: Log in ${n + 1}\nstatus: To Do\nassignee: []\ncreated_date: '2026-01-01'\nlabels: []\ndependencies: [${on.map((one) => `task-${one + 1}`).join(', ')}]\npriority: medium\n---\n\n## Description\n\nAdd a route.\n`,
    ),
  );
  const tasks = edges.map((on, n) => ({
    ...{ id: n + 1, title: `Log in ${n + 1}`, description: 'Add a route.', details: '', testStrategy: '' },
    ...{ status: 'pending', dependencies: on.map((one) => one + 1), priority: 'medium', subtasks: [] },
  }));
  writeFileSync(join(master, '.taskmaster/tasks/tasks.json'), JSON.stringify({ master: { tasks, metadata: { created: '2026-01-01T00:00:00Z' } } })); // prettier-ignore
  writeFileSync(join(master, '.taskmaster/state.json'), JSON.stringify({ currentTag: 'master' }));
  const peers: readonly (readonly [string, Act])[] = [
    ['backlog', stage.command('backlog task list --json', { argv: [join(bin, 'backlog'), 'task', 'list', '--json'], cwd: backlog, expect: (out) => out.includes('Log in 1') })], // prettier-ignore
    ['task-master', stage.command('task-master next', { argv: [join(bin, 'task-master'), 'next'], cwd: master, expect: (out) => out.includes('Log in 1') })], // prettier-ignore
  ];
  return peers.map(([name, baseline]) => ({
    name: `plan.${name}`,
    measured: next,
    baseline,
    allowed: { ratio: 0.1 },
    rounds: 5,
  }));
};

export const bench: Bench = async (stage) => {
  const many = makeRepository(stage, join(stage.folder, 'many'));
  writeTasks(many, TASKS, EDGES);
  const few = makeRepository(stage, join(stage.folder, 'few'));
  writeTasks(few, FEW, FEW * 2);
  const argv = [stage.writ, 'plan', 'next', '--json'] as const;
  const next = {
    ...stage.command(`writ plan next --json, ${FEW} tasks, second run`, { argv, cwd: few, expect: holds('steps', 1) }),
    before: () => void stage.prepare({ argv, cwd: few }),
  };
  return [
    {
      name: 'plan.analyses',
      measured: analyses(planTasks()),
      baseline: stage.nodeAlone,
      allowed: { ms: 2000 },
      rounds: 5,
    },
    ...fromFiles(stage, many),
    { name: 'plan.next', measured: next, baseline: stage.nodeAlone, allowed: { ratio: 3 } },
    ...peerFigures(stage, next, FEW),
  ];
};
