import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { contractDigest } from '#contract';
import { COMPLETE } from '../contract/complete-contract.fixture.ts';
import { keepTaskFile } from './keep-task-file.ts';
import type { Proposal } from './propose.ts';

const root = mkdtempSync(join(tmpdir(), 'writ-keep-'));
afterAll(() => rmSync(root, { recursive: true }));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A task file that was read, and is to become another one. */
const proposal = (): Proposal => {
  const path = join(mkdtempSync(join(root, 't-')), 'WP-1.md');
  writeFileSync(path, 'version 1');
  const task = {
    contract: COMPLETE,
    dependsOn: [],
    estimate: null,
    phase: null,
    value: null,
    notes: '',
    file: 'tasks/WP-1.md',
  };
  const file = { path, bytes: bytes('version 1') };
  return { task, bytes: bytes(''), digest: contractDigest(COMPLETE), file, text: bytes('version 2') };
};
const textAt = (path: string): string => readFileSync(path, 'utf8');

it('the file becomes what was signed, and the version before lies beside it', () => {
  const { file, ...rest } = proposal();
  expect(keepTaskFile(root, { file, ...rest }, { version: 1, text: bytes('as approved') }).ok).toBe(true);
  expect(textAt(file.path)).toBe('version 2');
  expect(textAt(join(file.path, '../superseded/WP-1-v1.md'))).toBe('as approved');
});

it.each([
  ['was changed while it was shown', (path: string) => writeFileSync(path, 'version 1, and more')],
  ['is gone', (path: string) => rmSync(path)],
])('a file that %s is left alone, and nothing is kept', (_, meanwhile) => {
  const given = proposal();
  meanwhile(given.file.path);
  const there = readdirSync(join(given.file.path, '..')).map((name) => name);
  const kept = keepTaskFile(root, given, { version: 1, text: bytes('as approved') });
  expect(kept.ok ? [] : kept.failures.map(({ code }) => code)).toEqual(['approval.foreign']);
  expect(readdirSync(join(given.file.path, '..'))).toEqual(there);
});

it('a task file that is a link stays one, with its mode', () => {
  const given = proposal();
  const { path } = given.file;
  renameSync(path, `${path}.kept`);
  chmodSync(`${path}.kept`, 0o660);
  symlinkSync('WP-1.md.kept', path);
  expect(keepTaskFile(root, given, null).ok).toBe(true);
  expect([readlinkSync(path), textAt(path), statSync(path).mode & 0o777]).toEqual(['WP-1.md.kept', 'version 2', 0o660]);
});

it.each(['out of the checkout', 'into its git folder'])('a task file that is a link %s is not written, and nothing is kept', (where) => {
  const given = proposal();
  const { path } = given.file;
  const other = mkdtempSync(join(root, 'e-'));
  mkdirSync(join(other, '.git'));
  const target = join(other, '.git/theirs.md');
  renameSync(path, target);
  symlinkSync(target, path);
  const checkout = where === 'into its git folder' ? other : join(path, '..');
  const refused = keepTaskFile(checkout, given, { version: 1, text: bytes('as approved') });
  expect(refused.ok ? [] : refused.failures.map(({ code }) => code)).toEqual(['input.unreadable']);
  expect([textAt(target), readlinkSync(path), readdirSync(join(path, '..'))]).toEqual(['version 1', target, ['WP-1.md']]);
}); // prettier-ignore
