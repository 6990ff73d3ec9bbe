import { describe, expect, test } from 'vitest';
import { planArchive } from './archive.ts';
import { basisIn, groundsOfChange, sharedGrounds } from './bases.ts';
import { changeIssues, nestedChanges } from './change-rules.ts';
import { readDelta } from './delta.ts';
import { changeTouchedBy, type ChangeFiles, type FileText } from './files.ts';
import type { Issue } from './issue.ts';
import { judgeChangesIn, weighFaults } from './judged-tree.ts';
import { mergeDelta, withEndsOf } from './merge.ts';
import { readMetadata, withBases } from './metadata.ts';
import { digestOfRequirement, requirementsByName } from './requirements.ts';
import { specIssues } from './spec-rules.ts';
import { PLAIN_PROJECT, standingOf } from './standing.ts';
import { tasksIn } from './task-lines.ts';
import { readWorkflow, SPEC_DRIVEN_FORMS } from './workflow.ts';

const SCENARIO = '\n\n#### Scenario: a\n- **WHEN** b\n- **THEN** c\n';
const requirement = (name: string, says = 'SHALL be.'): string => `### Requirement: ${name}\nIt ${says}${SCENARIO}`;
const PURPOSE = 'Money that came in can go back, and whoever paid gets a receipt.';
const spec = (...all: readonly string[]): string =>
  `# billing Specification\n\n## Purpose\n${PURPOSE}\n\n## Requirements\n\n${all.join('\n')}`;
const SPEC = spec(requirement('Refunds'), requirement('Receipts')); // prettier-ignore

const change = (delta: string, more: Readonly<Record<string, FileText>> = {}): ChangeFiles => ({
  name: 'a',
  folder: 'openspec/changes/a',
  files: new Map(Object.entries({ 'specs/billing/spec.md': delta, 'tasks.md': '- [x] 1.1 a\n', ...more })),
});
const withSpec = (text: FileText | undefined) => (capability: string) => (capability === 'billing' ? text : undefined);
const rulesOf = (delta: string, more: Readonly<Record<string, FileText>> = {}, text: FileText | undefined = SPEC): readonly string[] =>
  changeIssues(change(delta, more), PLAIN_PROJECT, withSpec(text)).map(({ level, rule, line }) => `${level} ${rule}:${line}`); // prettier-ignore
const merged = (delta: string, text: string | null = SPEC) =>
  mergeDelta({ capability: 'billing', change: 'a', delta: readDelta(delta), deltaText: delta, spec: text });

describe('a delta is read as OpenSpec reads it', () => {
  test.each<readonly [delta: string, rules: readonly string[]]>([
    [`## ADDED Requirements\n\n${requirement('Taxes')}`, []],
    [`\uFEFF## added requirements\r\n\r\n${requirement('Taxes').replaceAll('\n', '\r\n')}`, []],
    [`## ADDED Requirements\n\n### Requirement: Taxes\n\n#### Scenario: a\n`, ['error added.no-text:3', 'error added.no-scenario:3']],
    [`## ADDED Requirements\n\n${requirement('Taxes', 'should.')}`, ['warning added.not-binding:3']],
    [`## MODIFIED Requirements\n\n### Requirement: Refunds\nIt SHALL.\n\n#### Scenario: z\n- b\n`, ['error modified.loses-scenario:3']],
    [`## MODIFIED Requirements\n\n${requirement('refunds')}`, ['info archive.refuses:3']],
    [`## REMOVED Requirements\n* \`### Requirement: Refunds\`\n`, []],
    [`## RENAMED Requirements\n- FROM: \`### Requirement: Refunds\`\n- FROM: \`### Requirement: B\`\n`, ['error renamed.no-to:2', 'error renamed.no-to:3', 'error delta.empty-section:1', 'error no-delta:1']],
    [`\`\`\`\n## ADDED Requirements\n${requirement('Taxes')}\`\`\`\n`, ['error delta.no-section:1', 'error no-delta:1']],
    [`${requirement('Taxes')}\n## ADDED Requirements\n\n${requirement('More')}`, ['warning delta.orphan:1']],
    ['', ['error delta.no-section:1', 'error no-delta:1']],
  ])('%j', (delta, rules) => expect(rulesOf(delta)).toEqual(rules)); // prettier-ignore

  test('a change without any file is told', () => expect(changeIssues({ ...change(''), files: new Map() }, PLAIN_PROJECT, withSpec(SPEC)).map(({ rule }) => rule)).toEqual(['no-delta'])); // prettier-ignore

  test('what cannot be read is an error, never nothing', () => {
    const added = `## ADDED Requirements\n\n${requirement('Taxes')}`;
    expect(rulesOf(added, { 'specs/auth/spec.md': { unread: 'it is a link' } })).toEqual(['error unread:1']);
    expect(rulesOf(`## MODIFIED Requirements\n\n${requirement('Refunds')}`, {}, { unread: 'it is no file' })).toEqual(['error modified.no-spec:3']);
  }); // prettier-ignore

  test.each<readonly [metadata: string, rules: readonly string[]]>([
    ['schema: spec-driven\nskip_specs: true\n', ['error skip-specs.conflict:1']],
    ['schema: nobody\nskip_specs: true\n', ['error metadata.broken:1']],
    ['# skip_specs: true\nschema: [\n', []],
    ['schema: spec-driven\nskip_specs: maybe\n', ['error metadata.broken:2']],
    ['schema: spec-driven\nx_writ: {base: {a: 1}}\nskip_specs: false\n', []],
  ])('metadata %j', (metadata, rules) => expect(rulesOf(`## ADDED Requirements\n\n${requirement('Taxes')}`, { '.openspec.yaml': metadata })).toEqual(rules)); // prettier-ignore

  test('a folder around changes is none', () => {
    const files = new Map<string, FileText>([['inner/proposal.md', 'x'], ['inner/specs/a/spec.md', 'x']]); // prettier-ignore
    expect(nestedChanges({ ...change(''), files })).toEqual(['inner']);
    expect(nestedChanges({ ...change(''), files: new Map([...files, ['notes.md', 'mine']]) })).toEqual([]);
  });
});

describe('a merge', () => {
  test('keeps places: renamed, removed, modified, added', () => {
    const delta = `## ADDED Requirements\n\n${requirement('Taxes')}\n## MODIFIED Requirements\n\n${requirement('Money back', 'MUST be.')}\n## RENAMED Requirements\n- FROM: \`### Requirement: Refunds\`\n- TO: \`### Requirement: Money back\`\n`;
    expect(merged(delta)).toMatchObject({
      text: spec(requirement('Money back', 'MUST be.'), requirement('Receipts'), requirement('Taxes')),
      counts: { added: 1, modified: 1, removed: 0, renamed: 1 },
      losses: [],
    });
  }); // prettier-ignore

  test('of what is done already changes nothing', () =>
    expect(merged(`## ADDED Requirements\n\n${requirement('Refunds')}`)).toMatchObject({
      text: SPEC,
      counts: { added: 0 },
    }));

  test.each<readonly [delta: string, text: string | null, rule: string]>([
    [`## ADDED Requirements\n\n${requirement('refunds')}`, SPEC, 'merge.near-miss'],
    [`## ADDED Requirements\n\n${requirement('Refunds', 'MUST be.')}`, SPEC, 'merge.taken'],
    ['## REMOVED Requirements\n### Requirement: refunds\n', SPEC, 'merge.near-miss'],
    [`## MODIFIED Requirements\n\n${requirement('Taxes')}`, SPEC, 'merge.no-target'],
    [`## MODIFIED Requirements\n\n${requirement('Taxes')}`, null, 'merge.no-spec'],
    [`## ADDED Requirements\n\n${requirement('Taxes')}`, `${SPEC}\n## ADDED Requirements\n`, 'merge.unsound-spec'],
    ['# nothing\n', SPEC, 'merge.empty'],
  ])('is refused: %j', (delta, text, rule) => expect(merged(delta, text)).toMatchObject({ rule })); // prettier-ignore

  test.each<readonly [delta: string, text: string, says: string]>([
    ['## REMOVED Requirements\n### Requirement: Nobody\n', SPEC, 'to remove'],
    ['## REMOVED Requirements\n### Requirement: Receipts\n', `${SPEC}\n### Why\nThe law.\n`, '### Why'],
    [`## ADDED Requirements\n\n${requirement('A')}\n## Notes\n\n${requirement('B')}`, SPEC, 'nothing would come of “B”'],
  ])('tells what it would lose: %j', (delta, text, says) => {
    const done = merged(delta, text);
    expect('losses' in done ? done.losses.map((one) => one.says).join() : '').toContain(says);
  }); // prettier-ignore

  test('writes the line ends that the spec has', () => {
    expect(withEndsOf('a\nb\n', 'x\r\ny\n')).toBe('a\r\nb\r\n');
    expect(withEndsOf('a\r\nb\n', 'x\ny\n')).toBe('a\nb\n');
    expect(withEndsOf('a\n', null)).toBe('a\n');
  });
});

describe('an archive', () => {
  const plan = (delta: string, more: Readonly<Record<string, FileText>> = {}, text: FileText | undefined = SPEC) => {
    const planned = planArchive(change(delta, more), PLAIN_PROJECT, withSpec(text));
    return 'faults' in planned ? planned.faults.map(({ code, line }) => `${code}:${line}`) : planned.writes;
  };
  const removesAll = '## REMOVED Requirements\n- `### Requirement: Refunds`\n- `### Requirement: Receipts`\n';

  test.each<readonly [tasks: string, faults: readonly string[]]>([
    ['- [x] a\n- [~] b\n', ['change.open-tasks:2']],
    ['- [ ] a\n', ['change.open-tasks:1']],
    ['```\n- []\n```\n', ['change.open-tasks:2']],
  ])('with open tasks is refused: %j', (tasks, faults) => expect(plan(`## ADDED Requirements\n\n${requirement('A')}`, { 'tasks.md': tasks })).toEqual(faults)); // prettier-ignore

  test('with a form that nobody has filled in is refused, though its task is ticked', () => {
    const tasks = `${SPEC_DRIVEN_FORMS['tasks'] ?? ''}`.replace('- [ ]', '- [x]');
    const delta = `## ADDED Requirements\n\n${requirement('A')}`;
    expect(plan(delta, { 'tasks.md': tasks })).toEqual(['change.invalid:3']);
    expect(plan(delta, { 'design.md': SPEC_DRIVEN_FORMS['design'] ?? '' })).toEqual(['change.invalid:5']);
    expect(plan(delta, { 'design.md': '# D\n\n<!-- a note of our own -->\n' })).not.toContain('change.invalid:3');
  });

  test('deletes a spec only where the change says so and nothing else goes with it', () => {
    const retire = { '.openspec.yaml': 'schema: spec-driven\nretire_capabilities: true\n' };
    expect(plan(removesAll)).toEqual(['change.merge:1']);
    expect(plan(removesAll, retire)).toMatchObject([{ text: null, counts: { removed: 2 } }]);
    expect(plan(removesAll, retire, `${SPEC}\n## History\nLong.\n`)).toEqual(['change.merge:1']);
    expect(plan(removesAll, { '.openspec.yaml': 'schema: nobody\nretire_capabilities: true\n' })).toEqual(['change.merge:1']);
  }); // prettier-ignore

  test('of a spec that cannot be read is refused', () =>
    expect(plan(`## ADDED Requirements\n\n${requirement('A')}`, {}, { unread: 'it is not UTF-8' })).toEqual([
      'change.merge:1',
    ]));
});

describe('what a change builds upon', () => {
  const delta = `## MODIFIED Requirements\n\n${requirement('Refunds', 'MUST be.')}`;
  const digest = (text: string): string => {
    const found = requirementsByName(text).get('Refunds');
    return found === undefined ? '' : digestOfRequirement(found);
  };
  const other = spec(requirement('Refunds', 'MUST never be.'));

  test.each<readonly [states: Parameters<typeof basisIn>[0], basis: string | null]>([
    [[], null],
    [[{ delta: null, spec: SPEC }], null],
    [[{ delta: '# nothing', spec: SPEC }, { delta, spec: other }], null],
    [[{ delta, spec: other }, { delta, spec: SPEC }], digest(SPEC)],
    [[{ delta, spec: other }, { delta: '# nothing', spec: SPEC }, { delta, spec: SPEC }], digest(other)],
    [[{ delta, spec: null }], 'absent'],
  ])('is as it was when the delta first named it, without a break', (states, basis) => expect(basisIn(states, 'Refunds')).toBe(basis)); // prettier-ignore

  test('is the requirement by its old name, and is shared by whoever touches it', () => {
    const renames = change('## RENAMED Requirements\n- FROM: `### Requirement: Refunds`\n- TO: `### Requirement: New`\n');
    const grounds = groundsOfChange(renames, () => SPEC);
    expect(grounds).toMatchObject([{ name: 'Refunds', operation: 'RENAMED', line: 2 }]);
    const others = new Map([['b', groundsOfChange(change(delta), () => SPEC)]]);
    expect(sharedGrounds(grounds, others)).toMatchObject([{ change: 'b', ground: { name: 'Refunds' } }]);
    expect(sharedGrounds([], others)).toEqual([]);
  }); // prettier-ignore

  test('is kept in the metadata, and all else stays', () => {
    const text = withBases('# mine\nschema: spec-driven # ours\n', new Map([['a#B', 'f'.repeat(64)]]));
    expect(text).toContain('# mine\nschema: spec-driven # ours\n');
    const read = readMetadata(text);
    expect(read.kind === 'read' ? [...read.metadata.bases] : []).toEqual([['a#B', 'f'.repeat(64)]]);
  });
});

describe('how far a change is', () => {
  const all = { 'proposal.md': 'x', 'design.md': 'x' };
  const added = `## ADDED Requirements\n\n${requirement('A')}`;
  test.each<readonly [more: Readonly<Record<string, FileText>>, phase: string, percent: number]>([
    [{}, 'design', 100],
    [{ ...all, 'tasks.md': '- [x] a\n- [x] b\n- [ ] c\n' }, 'implementation', 66],
    [{ ...all, 'tasks.md': 'none yet\n' }, 'implementation', 0],
    [all, 'review', 100],
    [{ ...all, 'proposal.md': SPEC_DRIVEN_FORMS['proposal'] ?? '' }, 'design', 100],
  ])('%j', (more, phase, percent) => expect(standingOf(change(added, more), PLAIN_PROJECT)).toMatchObject({ phase, percent })); // prettier-ignore

  test('a workflow of the project says what a change needs', () => {
    const own = readWorkflow('name: own\nversion: 1\nartifacts:\n  - {id: rfc, generates: "rfc/*.md", template: rfc.md, description: d}\n  - {id: todo, generates: TODO.md, template: t.md, description: d, requires: [rfc]}\napply: {requires: [todo], tracks: TODO.md}\n');
    if (typeof own === 'string') throw new Error(own);
    const project = { workflows: new Map([['own', own]]), defaultWorkflow: 'own' };
    const files = new Map<string, FileText>([['rfc/one.md', 'x'], ['TODO.md', '- [x] a\n']]);
    expect(standingOf({ ...change(''), files }, project)).toMatchObject({ phase: 'review', steps: [{ id: 'rfc', files: ['rfc/one.md'] }, { id: 'todo', state: 'done' }] });
  }); // prettier-ignore

  test.each(['[', 'name: a\nversion: 1\nartifacts: []\n', 'name: a\nversion: 1\nartifacts: [{id: a, generates: ../x, template: t, description: d}]\n', 'name: a\nversion: 1\nartifacts: [{id: a, generates: x, template: t, description: d, requires: [a]}]\n'])('a broken workflow is told: %j', (text) => expect(readWorkflow(text)).toBeTypeOf('string')); // prettier-ignore

  test('boxes are counted as OpenSpec counts them', () => {
    const text = '- [x] a\n* [X] b\n1. [ x ] c\n+ [ ] d\n- [~] e\n- [] f\n- [y](link)\n- none\n';
    expect(tasksIn([{ path: 'tasks.md', text }]).map(({ says, isDone }) => `${says}${isDone ? '!' : ''}`)).toEqual(['a!', 'b!', 'c!', 'd', 'e', 'f']);
  }); // prettier-ignore
});

test.each<readonly [text: string, rules: readonly string[]]>([
  [SPEC, []],
  ['', ['spec.no-purpose']],
  [`# a\n\n## Purpose\n${PURPOSE}\n`, ['spec.no-section']],
  [SPEC.replace(PURPOSE, 'TBD'), ['spec.placeholder']],
  [SPEC.replace(PURPOSE, 'Todo el dinero que entra puede salir, y quien paga recibe algo.'), []],
  [`${SPEC}\n${requirement('Refunds')}`, ['spec.duplicate']],
  [SPEC.replace('It SHALL be.', ''), ['spec.no-text']],
])('a spec has its rules, too: %#', (text, rules) =>
  expect(specIssues('s', text).map(({ rule }) => rule)).toEqual(rules),
);

describe('what work leaves behind', () => {
  const delta = `## MODIFIED Requirements\n\n${requirement('Refunds', 'MUST be.')}`;
  const files = new Map<string, FileText>([
    ['openspec/specs/billing/spec.md', SPEC],
    ['openspec/changes/good/specs/billing/spec.md', delta],
    ['openspec/changes/bad/specs/auth/spec.md', '## ADDED Requirements\n'],
  ]);
  const judged = (...touched: readonly string[]) => {
    const { judged: names, faults } = judgeChangesIn(files, touched);
    return [...names, ...faults.map(({ rule }) => rule)];
  };

  test.each<readonly [path: string, change: string | null]>([
    ['openspec/changes/a/tasks.md', 'a'],
    ['openspec/changes/archive/2026-01-02-a/tasks.md', null],
    ['openspec/changes/notes.md', null],
    ['x/openspec/changes/a/tasks.md', null],
  ])('%s belongs to %s', (path, name) => expect(changeTouchedBy(path)).toBe(name));

  test('a change that is touched, or whose spec is, is judged; no other', () => {
    expect(judged('src/a.ts')).toEqual([]);
    expect(judged('openspec/changes/good/tasks.md')).toEqual(['good']);
    expect(judged('openspec/changes/bad/tasks.md')).toEqual(['bad', 'delta.empty-section', 'no-delta']);
    expect(judged('openspec/specs/billing/spec.md')).toEqual(['good']);
  });

  test('a change that is gone counts as looked at, and a broken spec is told', () => {
    expect(judged('openspec/changes/gone/tasks.md')).toEqual(['gone']);
    const broken = new Map([...files, ['openspec/specs/billing/spec.md', '# none\n'] as const]);
    expect(judgeChangesIn(broken, ['openspec/specs/billing/spec.md']).faults.map(({ rule }) => rule)).toContain('spec.no-purpose');
  }); // prettier-ignore
});

describe('what work has broken, and what it only found', () => {
  const fault = (file: string, rule: string, line = 1): Issue => ({
    ...{ level: 'error', rule, file: `openspec/changes/${file}`, line, says: rule },
  });
  const one = fault('vat/specs/a/spec.md', 'one');
  const two = fault('vat/specs/b/spec.md', 'two');
  const [delta, tasks] = [one.file, 'openspec/changes/vat/tasks.md'];
  type Weighed = readonly [faults: readonly Issue[], known: readonly Issue[]];

  test.each<readonly [says: string, before: readonly Issue[], after: readonly Issue[], about: readonly [touched: readonly string[], cited: readonly string[]], weighed: Weighed]>([
    ['a new fault speaks against it', [], [one], [[delta], []], [[one], []]],
    ['the draft of somebody else does not', [one], [one], [['openspec/specs/a/spec.md'], []], [[], []]],
    ['what was so in a change it touches is told', [one], [one], [[tasks], []], [[], [one]]],
    ['so is what is left of two', [one, two], [two], [[delta], []], [[], [two]]],
    ['another line is no other fault', [one], [{ ...one, line: 9 }], [[delta], []], [[], [{ ...one, line: 9 }]]],
    ['the same once more is a new one', [one], [one, { ...one, line: 9 }], [[delta], []], [[{ ...one, line: 9 }], [one]]],
    ['another fault in place of one is a new one', [one], [two], [[delta], []], [[two], []]],
    ['a change that is worked for has to be valid', [one], [one], [['src/a.ts'], [delta]], [[one], []]],
    ['also where its list of tasks is touched', [one], [one], [[tasks], [delta]], [[one], []]],
    ['or better than it was', [one, two], [two], [[delta], [delta]], [[], [two]]],
    ['a fault of the whole change is its own', [fault('vat', 'no-delta')], [fault('vat', 'no-delta')], [[tasks], []], [[], [fault('vat', 'no-delta')]]],
  ])('%s', (...[, before, after, [touched, cited], [faults, known]]) =>
    expect(weighFaults({ before, after }, { touched, cited })).toEqual({ faults, known }),
  );
}); // prettier-ignore
