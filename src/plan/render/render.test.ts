import { expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { ROLES } from '#contract';
import { shippedRulebook } from '#rules';
import type { Anchor } from '#spec';
import { boardOf, type BoardTask } from '../board.ts';
import { graphOf, planTask } from '../graph.fixture.ts';
import { AGENT_TOOLS, agentFiles } from '../roles/agent-files.ts';
import { allRoles, promptOf } from '../roles/role.ts';
import { PROJECTIONS, projectionCalled } from './catalogue.ts';
import type { RenderInput } from './input.ts';
import { markedText, standingOf } from './marker.ts';

const task = (id: string, state: BoardTask['state'], dependsOn: readonly string[] = []): BoardTask => ({
  ...{ task: id, version: 1, name: `The ${id} | it`, state, tier: 'LOW', dependsOn, run: null },
  ...{ since: '2026-11-01T00:00:00.000Z', stopped: null },
});
const tasks = [task('a', 'landed'), task('b', 'ready', ['a']), task('c', 'backlog', ['b'])];
const entry = (kind: Anchor['kind'], id: string, file: string, title: string): Anchor => ({
  ...{ kind, cite: `${kind}:${id}`, file, line: 1, lastLine: 2, title, digest: '', binding: true, note: 'open' },
});
const numbered = [
  entry('adr', '10', 'docs/adr/0010-b.md', 'One | ledger'),
  entry('adr', '2', 'docs/adr/0002-a b.md', '[x](y)'),
  entry('adr', '2', 'other/decisions/002-c.md', 'C'),
  entry('oq', 'OQ-01', 'docs/open-questions.md', 'Which?'),
  entry('asm', 'ASM-001', 'doc/Assumptions_Register.md', 'So'),
];
const input: RenderInput = {
  lines: boardOf(tasks),
  graph: graphOf(tasks.map(({ task: id, dependsOn, state }) => planTask(id, dependsOn, { state, phase: 1 }))),
  tasks: new Map(),
  happened: [],
  numbered,
  spec: 'docs/Master_Spec_v1.10.0.md',
  rules: shippedRulebook().rules,
  strictness: 'standard',
};
const filesOf = (name: string) => {
  const files = projectionCalled(name)?.files(input) ?? [];
  return 'lacks' in files ? [] : files.map((file) => ({ name, ...file }));
};

it.each(PROJECTIONS.map(({ name }) => name))(
  '%s: the same record gives the same bytes, and each other byte is seen',
  (name) => {
    const files = filesOf(name);
    expect(files.length).toBeGreaterThan(0);
    expect(filesOf(name)).toEqual(files);
    for (const file of files) {
      const text = markedText(file);
      expect(standingOf(file, text)).toBe('current');
      expect(standingOf(file, null)).toBe('missing');
      expect(standingOf(file, `${text}x`)).toBe('edited');
      expect(standingOf(file, text.replace(/\n/u, '\n\n'))).toBe('edited');
      // Without the line that says whose it is, or with that of another one, it is somebody's own.
      expect(standingOf(file, file.text)).toBe('foreign');
      expect(standingOf({ ...file, name: 'OTHER' }, text)).toBe('foreign');
      // What is well formed and old is told from what was edited.
      expect(standingOf({ ...file, text: `${file.text}more\n` }, text)).toBe('stale');
      // An edit with its digest made to fit is out of step all the same.
      expect(standingOf(file, markedText({ ...file, text: `${file.text}more\n` }))).toBe('stale');
    }
  },
);

test('a file of a person that quotes the line of another one is that person\u2019s', () => {
  const [board] = filesOf('task_board.md');
  if (board === undefined) throw new Error('there is no board');
  const marked = markedText(board);
  expect(standingOf(board, `# How we render\n\nThe first line is:\n\n${marked}`)).toBe('foreign');
  expect(standingOf(board, marked.replace('\n', '\nmine\n'))).toBe('edited');
});

test('the board has phases, sections, blockers and the day from which it is overdue', () => {
  const [board] = filesOf('task_board.md');
  expect(board?.text).toContain('## Phase 1 Closure Gates (BLOCKING)\n\n- [x] [a]');
  expect(board?.text).toContain(
    '## Ready for Dev\n\n- **[b]** The b \\| it (LOW) · since 2026-11-01 · escalate after 2026-11-11 · Unblocks: c',
  );
  expect(board?.text).toContain('Blocker: b');
});

test('queues are YAML, hold what is open, and are in the order of the plan', () => {
  const ids = (name: string, list: string): unknown => {
    const read: Readonly<Record<string, readonly { readonly id: string }[]>> = parse(
      markedText(filesOf(name)[0] ?? { name, path: '', text: '' }),
    );
    return read[list]?.map(({ id }) => id);
  };
  expect(ids('WORKBOARD', 'items')).toEqual(['b', 'c']);
  expect(ids('Agent_Work_Queue', 'queue')).toEqual(['b', 'c']);
});

test('eight roles; none signs, who plans or judges writes no code, and nobody judges what it made', () => {
  expect(allRoles.map(({ id }) => id)).toEqual(ROLES);
  expect(allRoles.filter(({ maySign }) => maySign)).toEqual([]);
  const writes = (id: string): readonly string[] | null => allRoles.find((role) => role.id === id)?.writes ?? null;
  for (const path of [...(writes('orchestrator') ?? ['**']), ...(writes('decomposer') ?? ['**'])])
    expect(path).toMatch(/^(tasks|docs\/(task_packets|planning))\/\*\*$/u);
  expect(allRoles.filter(({ tools }) => !tools.includes('edit')).map(({ id }) => id)).toEqual([
    'validator',
    'reviewer',
  ]);
  expect(allRoles.find(({ id }) => id === 'validator')?.apart).toContain('implementer');
});

it.each(AGENT_TOOLS)('%s: an agent file for each of the eight names, each with the prompt of its role', (tool) => {
  const files = agentFiles(tool);
  const names = files.map(({ path }) => path.replace(/^.*\/|\.\w+$/gu, ''));
  expect(names).toEqual(
    expect.arrayContaining([
      'architect',
      'decomposer',
      'coordinator',
      'implementation-specialist',
      'poc-specialist',
      'code-reviewer',
      'architecture-reviewer',
      'research-specialist',
    ]),
  );
  for (const [at, { text }] of files.entries()) {
    const role = allRoles.find(({ agents }) => agents.some(({ name }) => name === names[at]));
    const agent = role?.agents.find(({ name }) => name === names[at]);
    if (role === undefined || agent === undefined) throw new Error(`nobody is called ${names[at] ?? ''}`);
    const prompt = promptOf(role, agent);
    expect(text).toContain(tool === 'codex' ? JSON.stringify(prompt) : prompt);
    expect(prompt).toContain('Approve, accept, waive or promote anything');
  }
});

test('where a reviewer could write, the file for opencode forbids it, and what signs is forbidden to everybody', () => {
  const of = (name: string): { readonly permission: Readonly<Record<string, Readonly<Record<string, string>>>> } =>
    parse(
      agentFiles('opencode')
        .find(({ path }) => path.endsWith(`/${name}.md`))
        ?.text.split('---')[1] ?? '',
    );
  expect(of('code-reviewer').permission['edit']).toEqual({ '*': 'deny' });
  expect(of('coordinator').permission['edit']).toEqual({
    '*': 'deny',
    'tasks/**': 'allow',
    'docs/task_packets/**': 'allow',
    'docs/planning/**': 'allow',
  });
  expect(Object.entries(of('coordinator').permission['bash'] ?? {}).slice(0, 3)).toEqual([
    ['*', 'deny'],
    ['writ *', 'allow'],
    ['writ admit*', 'deny'],
  ]);
  /** As opencode reads it: of the globs that match, the last one holds. */
  const mayRun = (command: string): string | undefined =>
    Object.entries(of('coordinator').permission['bash'] ?? {}).findLast(([glob]) =>
      new RegExp(`^${glob.replaceAll('*', '.*')}$`, 'u').test(command),
    )?.[1];
  expect(['writ plan next', 'writ run WP-1', 'writ coordinate --max 4', 'writ board --json'].map(mayRun)).toEqual(Array(4).fill('allow')); // prettier-ignore
  const agreeing = [
    'writ run "x" --backend b --yes',
    'writ backend activate codex -y',
    'writ rules record --yes --prune',
    'writ accept',
  ];
  expect(agreeing.map(mayRun)).toEqual(agreeing.map(() => 'deny'));
});

test('an index lists by number what lies in one folder, and its cells hold', () => {
  expect(filesOf('decisions').map(({ path, text }) => [path, text.split('\n').slice(4, -1)])).toEqual([
    [
      'docs/adr/README.md',
      ['| [ADR-0002](0002-a%20b.md) | \\[x\\](y) | open |', '| [ADR-0010](0010-b.md) | One \\| ledger | open |'],
    ],
    ['other/decisions/README.md', ['| [ADR-002](002-c.md) | C | open |']],
  ]);
  expect(filesOf('questions').map(({ path, text }) => [path, text.split('\n')[4]])).toEqual([
    ['docs/questions-index.md', '| [OQ-01](open-questions.md) | Which? | open |'],
  ]);
  expect(projectionCalled('assumptions')?.files({ ...input, numbered: [] })).toEqual({
    lacks: 'there are no assumptions here',
  });
});
