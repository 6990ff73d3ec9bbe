/** Brings a commit over a tree made by hand, with an entry “..”, into a repository. Its folder is the only word. */
import { execFileSync } from 'node:child_process';
import { bringCommit, commitTree, openRepository, openStore } from '#host';

const repository = await openRepository(process.argv[2] ?? '');
if (!repository.ok) throw new Error(repository.failures[0].message);
const store = await openStore(repository.value);
if (!store.ok) throw new Error(store.failures[0].message);

const write = (type: string, input: Uint8Array): string =>
  execFileSync('git', ['--git-dir', store.value.gitDir, 'hash-object', '-t', type, '-w', '--literally', '--stdin'], {
    input,
  })
    .toString()
    .trim();
const inner = Buffer.concat([Buffer.from('100644 evil\0'), Buffer.from(write('blob', Buffer.from('x')), 'hex')]);
const outer = Buffer.concat([Buffer.from('40000 ..\0'), Buffer.from(write('tree', inner), 'hex')]);
const { head } = repository.value;
const who = { name: 'a', email: 'a@b', at: '2026-11-21T00:00:00.000Z' };
const commit = await commitTree(store.value, { tree: write('tree', outer), parents: [head], message: 'x\n', ...who });
if (!commit.ok) throw new Error(commit.failures[0].message);
const brought = await bringCommit(repository.value, store.value, commit.value, [head]);
process.stdout.write(
  brought.ok ? 'brought\n' : `refused ${brought.failures[0].message} [${brought.failures[0].code}]\n`,
);
