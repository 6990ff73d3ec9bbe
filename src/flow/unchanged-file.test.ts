import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { parseContract } from '#contract';
import { newestContract, recordApproval } from '#ledger';
import { codesOf, gitIn, repositoryIn, scratch, valueOf, write } from '../host/scratch.fixture.ts';
import { openProject, startRecording } from './project.ts';
import { propose } from './propose.ts';
import { refuseChangedFile } from './unchanged-file.ts';

const root = scratch();
const FILE = 'tasks/WP-1.md';
const text = (allow: string, more = ''): string => `---
id: WP-1
name: Add
type: feature
${more}paths: { allow: [${allow}] }
checks: [{ id: look, run: grep x a }]
done: [{ says: It adds, proof: { check: look } }]
rollback: revert it
---

## What

Add.
`;

beforeEach(() => void (process.env['XDG_CONFIG_HOME'] = join(root, 'config')));

/** A repository in which the task was approved as it stands, and what a run says of its file after a change. */
const approved = async (more = '') => {
  const cwd = mkdtempSync(join(root, 'r-'));
  repositoryIn(cwd, { a: 'x\n' });
  write(cwd, { [FILE]: text('a', more) });
  const project = valueOf(await startRecording(valueOf(await openProject(cwd))));
  const { task, digest, bytes, text: standing } = valueOf(propose(project, 'WP-1'));
  const { id, version, name, strictness, riskTier } = task.contract;
  const about = { task: id, version, contract: digest, name, strictness, tier: riskTier.tier, dependsOn: [] };
  const [at, until] = ['2026-11-21T09:00:00.000Z', '2026-11-28T09:00:00.000Z'];
  const given = { base: project.repository.head, attempts: 3, until, nonce: '0'.repeat(32), signer: 'ada', awaits: [] };
  const approval = { ...given, supersedes: null, because: '' };
  const documents = { contract: bytes, text: standing, envelope: new TextEncoder().encode('{}') };
  valueOf(
    await recordApproval(
      project.ledger,
      { contract: about, approval, documents, seen: null, at },
      () => false,
      () => ({
        ok: true,
        value: null,
      }),
    ),
  );
  await project.close();
  const codesAfter = async (change: () => unknown) => {
    change();
    const again = valueOf(await openProject(cwd));
    const row = valueOf(await newestContract(again.ledger, 'WP-1'));
    if (row === null) throw new Error('there is no contract');
    const codes = codesOf(await refuseChangedFile(again, row, valueOf(parseContract(bytes))));
    await again.close();
    return codes;
  };
  return { cwd, codesAfter };
};

it('a task file is as it was approved, or has other notes alone, or is gone', async () => {
  const { cwd, codesAfter } = await approved();
  expect(await codesAfter(() => {})).toEqual([]);
  expect(await codesAfter(() => write(cwd, { [FILE]: `${text('a')}\n## Notes\n\nA remark.\n` }))).toEqual([]);
  expect(await codesAfter(() => rmSync(join(cwd, FILE)))).toEqual([]);
});

it('what differs in it from what was approved is refused', async () => {
  const { cwd, codesAfter } = await approved();
  expect(await codesAfter(() => write(cwd, { [FILE]: text('a, b') }))).toEqual(['approval.foreign']);
  expect(await codesAfter(() => write(cwd, { [FILE]: 'no task\n' }))).not.toEqual([]);
  expect(await codesAfter(() => write(cwd, { [FILE]: text('a') }))).toEqual([]);
  expect(await codesAfter(() => write(cwd, { 'docs/task_packets/WP-1.md': text('b') }))).toEqual(['task.duplicate-id']);
});

it('what it leaves unsaid may come to something else, though no byte of it was changed', async () => {
  const { cwd, codesAfter } = await approved();
  expect(await codesAfter(() => gitIn(cwd, 'checkout', '--quiet', '-b', 'other'))).toEqual(['approval.foreign']);
  expect(await codesAfter(() => gitIn(cwd, 'checkout', '--quiet', 'main'))).toEqual([]);
  expect(await codesAfter(() => write(cwd, { '.git/writ/config.yaml': 'strictness: standard\n' }))).not.toEqual([]);
});

it('what it says itself holds wherever somebody stands', async () => {
  const { cwd, codesAfter } = await approved('base: main\n');
  expect(await codesAfter(() => gitIn(cwd, 'checkout', '--quiet', '-b', 'other'))).toEqual([]);
});
