/** What an archive must not write to, and what it must not undo, in checkouts that somebody made with care. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ok } from '#failure';
import { archiveChange, beginChange, renewChange } from '#flow';
import { doSteps, settleSteps, type Steps } from '../../src/flow/changes/step-log.ts';
import { nobodyAsked } from './compare.ts';
import { codesOf, commitAll, opened, repositoryIn, scratch, write } from '../../src/host/scratch.fixture.ts';

const SCENARIO = '\n\n#### Scenario: a\n- **WHEN** b\n- **THEN** c\n';
const spec = (says: string): string =>
  `# pay Specification\n\n## Purpose\nMoney that came in can go back, and whoever paid gets a receipt.\n\n## Requirements\n\n### Requirement: Old\nIt SHALL ${says}.${SCENARIO}`;
const MODIFIED = `## MODIFIED Requirements\n\n### Requirement: Old\nIt SHALL be new.${SCENARIO}`;
const ADDED = `## ADDED Requirements\n\n### Requirement: New\nIt SHALL.${SCENARIO}`;
const PAY = 'openspec/specs/pay/spec.md';
const DELTA = 'openspec/changes/a/specs/pay/spec.md';
const TASKS = { 'openspec/changes/a/tasks.md': '- [x] 1.1 a\n' };
const order = { name: 'a', outdates: [], against: nobodyAsked };

const planOf = (steps: Steps) => () => Promise.resolve(ok({ steps }));

const checkout = (files: Readonly<Record<string, string>>) => {
  const folder = scratch();
  const [root, elsewhere] = [join(folder, 'r'), join(folder, 'elsewhere')];
  mkdirSync(elsewhere);
  repositoryIn(root, { 'README.md': 'a\n', ...files });
  return { root, elsewhere };
};
const link = (root: string, path: string, to: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  symlinkSync(to, join(root, path));
};

test.each<readonly [path: string, files: Readonly<Record<string, string>>]>([
  ['openspec/specs/pay', {}],
  ['openspec/specs/pay', { 'spec.md': spec('be') }],
  ['openspec/changes/archive', {}],
  ['openspec/specs', { 'pay/spec.md': spec('be') }],
  ['openspec/schemas', {}],
])('nothing is written or moved through the link %s', async (path, there) => {
  const { root, elsewhere } = checkout({ ...TASKS, [DELTA]: ADDED });
  write(elsewhere, there);
  const before = readdirSync(elsewhere, { recursive: true });
  link(root, path, elsewhere);
  const refused = await archiveChange(await opened(root), order);
  expect(refused.ok).toBe(false);
  expect(JSON.stringify(refused)).toContain('link');
  expect(readdirSync(elsewhere, { recursive: true })).toEqual(before);
  for (const [name, text] of Object.entries(there)) expect(readFileSync(join(elsewhere, name), 'utf8')).toBe(text);
  expect(existsSync(join(root, DELTA))).toBe(true);
});

test('a link that comes while an archive goes on is not followed either', async () => {
  const { root, elsewhere } = checkout(TASKS);
  link(root, 'openspec/specs/pay', elsewhere);
  link(root, 'openspec/changes/archive', elsewhere);
  const repository = await opened(root);
  const steps = { from: 'openspec/changes/a', to: 'openspec/changes/archive/2026-01-02-a' };
  expect(codesOf(await doSteps(repository, planOf({ ...steps, files: [{ path: PAY, before: null, after: 'x' }] })))).toEqual(['change.archive']); // prettier-ignore
  expect(codesOf(await doSteps(repository, planOf({ ...steps, files: [] })))).toEqual(['change.archive']);
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(existsSync(join(repository.writ, 'archiving.json'))).toBe(false);
});

test('a delta that no commit holds does not undo what a commit has brought since', async () => {
  const { root } = checkout({ [PAY]: spec('be one') });
  write(root, { [PAY]: spec('be two') });
  commitAll(root, 'two');
  write(root, { ...TASKS, [DELTA]: MODIFIED });
  utimesSync(join(root, DELTA), 1_700_000_000, 1_700_000_000);
  const refused = await archiveChange(await opened(root), order);
  expect(codesOf(refused)).toEqual(['change.outdated']);
  expect(JSON.stringify(refused)).toContain('may have said something else');
  expect(readFileSync(join(root, PAY), 'utf8')).toBe(spec('be two'));
  expect((await renewChange(await opened(root), 'a')).ok).toBe(true);
  expect((await archiveChange(await opened(root), order)).ok).toBe(true);
});

test('an edit before the first step is told, and is in the way of nothing', async () => {
  const { root } = checkout({ ...TASKS, [PAY]: spec('be mine') });
  const repository = await opened(root);
  const steps = { from: 'openspec/changes/a', to: 'openspec/changes/archive/2026-01-02-a' };
  const files = [{ path: PAY, before: spec('be'), after: spec('be new') }];
  const done = await doSteps(repository, planOf({ ...steps, files }));
  expect(codesOf(done)).toEqual(['change.archive']);
  expect(readFileSync(join(root, PAY), 'utf8')).toBe(spec('be mine'));
  expect(settleSteps(repository)).toEqual({ ok: true, value: null });
  expect(readdirSync(repository.writ).filter((name) => name.startsWith('archiving'))).toEqual([]);
});

test('an archive that was cut off, with a spec that was edited since, is told once', async () => {
  const { root } = checkout({ ...TASKS, [PAY]: spec('be mine'), 'openspec/specs/two/spec.md': spec('be new') });
  const repository = await opened(root);
  const files = ['pay', 'two'].map((name) => ({ path: `openspec/specs/${name}/spec.md`, before: spec('be'), after: spec('be new') })); // prettier-ignore
  const log = JSON.stringify({ holder: { pid: 4_000_000, startedAt: 'long ago' }, files, from: 'openspec/changes/a', to: 'openspec/changes/archive/x' }); // prettier-ignore
  for (const kept of ['archiving-cut-off.json', 'archiving-cut-off-2.json']) {
    write(repository.writ, { 'archiving.json': log });
    const refused = beginChange(repository, { name: 'b', goal: null, workflow: null });
    expect(codesOf(refused)).toEqual(['change.archive']);
    expect(JSON.stringify(refused)).toContain(`${PAY} was edited`);
    expect(JSON.stringify(refused)).toContain(kept);
    expect(readFileSync(join(repository.writ, kept), 'utf8')).toBe(log);
    expect(readFileSync(join(root, PAY), 'utf8')).toBe(spec('be mine'));
    expect(readFileSync(join(root, 'openspec/specs/two/spec.md'), 'utf8')).toBe(spec('be'));
    writeFileSync(join(root, 'openspec/specs/two/spec.md'), spec('be new'));
  }
  expect(beginChange(repository, { name: 'b', goal: null, workflow: null }).ok).toBe(true);
});
