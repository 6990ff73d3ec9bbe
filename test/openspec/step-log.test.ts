/** What was cut off is seen from other branches and checkouts too, and of several archives at once one is done. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archiveChange, beginChange } from '#flow';
import { thisProcess, type Repository } from '#host';
import { nobodyAsked } from './compare.ts';
import { codesOf, commitAll, opened, repositoryIn, scratch, write } from '../../src/host/scratch.fixture.ts';

const SCENARIO = '\n\n#### Scenario: a\n- **WHEN** b\n- **THEN** c\n';
const SPEC = `# pay Specification\n\n## Purpose\nMoney that came in can go back, and whoever paid gets a receipt.\n\n## Requirements\n\n### Requirement: Old\nIt SHALL.${SCENARIO}`;
const HALF = `${SPEC}\n### Requirement: New\nIt SHALL.${SCENARIO}`;
const PAY = 'openspec/specs/pay/spec.md';
const [FROM, TO] = ['openspec/changes/a', 'openspec/changes/archive/2026-01-02-a'];
const CHANGE = { 'tasks.md': '- [x] 1.1 a\n', 'specs/pay/spec.md': `## ADDED Requirements\n\n### Requirement: New\nIt SHALL.${SCENARIO}` }; // prettier-ignore
const LOG = JSON.stringify({ holder: { pid: 4_000_000, startedAt: 'long ago' }, files: [{ path: PAY, before: SPEC, after: HALF }], from: FROM, to: TO }); // prettier-ignore
const order = { name: 'a', outdates: [], against: nobodyAsked };

const git = (root: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
const logsIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('archiving')) : [];
const readAt = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

/** A branch `plain` with a spec, and `main` with an open change of it on top. */
const checkout = async (): Promise<Repository> => {
  const root = join(scratch(), 'r');
  repositoryIn(root, { 'README.md': 'a\n', [PAY]: SPEC });
  git(root, 'branch', 'plain');
  write(join(root, FROM), CHANGE);
  commitAll(root, 'a change');
  return opened(root);
};
const cutOff = (repository: Repository, says = HALF): void => {
  write(repository.writ, { 'archiving.json': LOG });
  write(repository.root, { [PAY]: says });
};
const begin = (repository: Repository) => beginChange(repository, { name: 'other', goal: null, workflow: null });

/** What the next command says of it, what it leaves, and whether the one after it goes through. */
const next = (repository: Repository, says: string) => {
  const there = readAt(repository.root, PAY);
  const refused = begin(repository);
  const kept = join(repository.writ, 'archiving-cut-off.json');
  return {
    codes: codesOf(refused),
    untold: [says, PAY, kept].filter((part) => !JSON.stringify(refused).includes(part)),
    logs: logsIn(repository.writ),
    isKept: existsSync(kept) && readFileSync(kept, 'utf8') === LOG,
    isTouched: readAt(repository.root, PAY) !== there,
    isOutOfTheWay: begin(repository).ok,
  };
};

/** It is told once, with the place where the text of before lies; nothing of the checkout is touched. */
const PUT_ASIDE = {
  ...{ codes: ['change.archive'], untold: [], logs: ['archiving-cut-off.json'] },
  ...{ isKept: true, isTouched: false, isOutOfTheWay: true },
};

test('on a branch without the change, half an archive is told, and its text of before is kept', async () => {
  const repository = await checkout();
  cutOff(repository);
  git(repository.root, 'switch', '-q', 'plain');
  expect(readAt(repository.root, PAY)).toBe(HALF);
  expect(next(repository, `neither ${FROM} nor ${TO} is here`)).toEqual(PUT_ASIDE);
});

test('where another branch has the change in both places, nothing is undone and nothing is lost', async () => {
  const repository = await checkout();
  cutOff(repository);
  write(join(repository.root, TO), CHANGE);
  expect(next(repository, `both ${FROM} and ${TO} are here`)).toEqual(PUT_ASIDE);
});

test('where the change is archived but a spec says something else, that is no archive that was done', async () => {
  const repository = await checkout();
  cutOff(repository, SPEC);
  rmSync(join(repository.root, FROM), { recursive: true });
  write(join(repository.root, TO), CHANGE);
  expect(next(repository, `${PAY} says something else`)).toEqual(PUT_ASIDE);
});

test('where all of it was done, only the log ends', async () => {
  const repository = await checkout();
  cutOff(repository);
  rmSync(join(repository.root, FROM), { recursive: true });
  write(join(repository.root, TO), CHANGE);
  expect(begin(repository).ok).toBe(true);
  expect([logsIn(repository.writ), readAt(repository.root, PAY)]).toEqual([[], HALF]);
});

test('an archive that was cut off in one checkout is undone there, and not ended by another', async () => {
  const repository = await checkout();
  const beside = join(repository.root, '../beside');
  git(repository.root, 'worktree', 'add', '-q', '-b', 'beside', beside);
  const other = await opened(beside);
  cutOff(repository);
  expect(begin(other).ok).toBe(true);
  expect([logsIn(repository.writ), readAt(repository.root, PAY)]).toEqual([['archiving.json'], HALF]);
  expect((await archiveChange(other, order)).ok).toBe(true);
  expect(readAt(beside, PAY)).toContain('Requirement: New');
  expect(begin(repository).ok).toBe(true);
  expect([logsIn(repository.writ), readAt(repository.root, PAY)]).toEqual([[], SPEC]);

  const its = join(repository.commonDir, 'worktrees/beside/writ');
  write(its, { 'archiving.json': LOG });
  expect(codesOf(begin(other))).toEqual(['change.archive']);
  expect([logsIn(its), logsIn(repository.writ)]).toEqual([['archiving-cut-off.json'], []]);
});

test('of several archives at once one is done, and the others are told that it goes on', async () => {
  const repository = await checkout();
  const all = await Promise.all([1, 2, 3].map(() => archiveChange(repository, order)));
  expect(all.map((one) => (one.ok ? 'done' : codesOf(one).join())).toSorted()).toEqual(['done', 'repository.locked', 'repository.locked']); // prettier-ignore
  expect(readAt(repository.root, PAY)).toContain('Requirement: New');
  expect(logsIn(repository.writ)).toEqual([]);
  expect(codesOf(await archiveChange(repository, order))).toEqual(['usage.unknown']);
});

test('an archive that is still being read for is in no other command’s way, and ends when it is refused', async () => {
  const repository = await checkout();
  let second: readonly string[] = [];
  const refused = await archiveChange(repository, {
    ...order,
    against: async () => {
      second = codesOf(await archiveChange(repository, order));
      expect(begin(repository).ok).toBe(true);
      return { ok: false, failures: [{ code: 'change.unapproved', message: 'no' }] };
    },
  });
  expect([second, codesOf(refused)]).toEqual([['repository.locked'], ['change.unapproved']]);
  expect(logsIn(repository.writ)).toEqual([]);
  const thrown = archiveChange(repository, { ...order, against: () => Promise.reject(new Error('a bug')) });
  await expect(thrown).rejects.toThrow('a bug');
  expect(logsIn(repository.writ)).toEqual([]);
});

test('whoever was cut off while reading keeps nobody out; whoever is still at it does', async () => {
  const repository = await checkout();
  mkdirSync(repository.writ, { recursive: true });
  write(repository.writ, { 'archiving.json': JSON.stringify({ holder: thisProcess() }) });
  expect(codesOf(await archiveChange(repository, order))).toEqual(['repository.locked']);
  write(repository.writ, { 'archiving.json': JSON.stringify({ holder: { pid: 4_000_000, startedAt: 'long ago' } }) });
  expect((await archiveChange(repository, order)).ok).toBe(true);
});
