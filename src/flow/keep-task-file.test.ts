import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  expect(keepTaskFile({ file, ...rest }, { version: 1, text: bytes('as approved') }).ok).toBe(true);
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
  const kept = keepTaskFile(given, { version: 1, text: bytes('as approved') });
  expect(kept.ok ? [] : kept.failures.map(({ code }) => code)).toEqual(['approval.foreign']);
  expect(readdirSync(join(given.file.path, '..'))).toEqual(there);
});
