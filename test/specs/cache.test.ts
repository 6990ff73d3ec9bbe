/**
 * What documents hold is remembered, so that an unchanged file is not parsed again. Whatever becomes of what is
 * remembered, the same is found. Whether it is believed is seen by putting another digest into it.
 */
import { appendFileSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSpecs } from '../../src/flow/specs.ts';
import { opened, repositoryIn, scratch, valueOf, write } from '../../src/host/scratch.fixture.ts';

const SPEC = '# Spec\n\n## A1 One\nIt MUST be one.\n\n## A2 Two\nIt MUST be two.\n';

/** A repository with a document, and the place where its documents are remembered. */
const remembered = async () => {
  const root = join(scratch(), 'r');
  repositoryIn(root, { 'Master_Spec_v1.md': SPEC });
  const [place, repository] = [{ path: join(scratch(), 'specs'), program: 'this.mjs' }, await opened(root)];
  const titles = async (program = place.program): Promise<readonly string[]> =>
    valueOf(await readSpecs(repository, { ...place, program })).anchors.map(({ title }) => title);
  return { root, spec: join(root, 'Master_Spec_v1.md'), path: place.path, titles };
};
const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Puts other titles in place of what is remembered, with a digest that fits. */
const forge = (path: string): void => {
  const body = readFileSync(path, 'utf8').slice(64).replace('A1 One', 'A1 Forged');
  writeFileSync(path, `${hash('sha256', body)}${body}`);
};
const TRUE = ['A1 One', 'A2 Two'];
const FORGED = ['A1 Forged', 'A2 Two'];

test('an unchanged file is not parsed again, and a changed one is', async () => {
  const { spec, path, titles } = await remembered();
  expect(await titles()).toEqual(TRUE);
  forge(path);
  // Its bytes are still those that were read.
  expect(await titles()).toEqual(FORGED);
  appendFileSync(spec, '## A3 Three\n');
  expect(await titles()).toEqual([...TRUE, 'A3 Three']);
});

test('a file that keeps its size and its time is seen to have changed', async () => {
  const { spec, titles } = await remembered();
  const { atime, mtime } = statSync(spec);
  expect(await titles()).toEqual(TRUE);
  // In the tick of the first reading, where the system may say of both that they are the same.
  writeFileSync(spec, SPEC.replace('One', 'Six'));
  utimesSync(spec, atime, mtime);
  expect(await titles()).toEqual(['A1 Six', 'A2 Two']);
  await wait(2_100);
  expect(await titles()).toEqual(['A1 Six', 'A2 Two']);
  const settled = statSync(spec);
  writeFileSync(spec, SPEC.replace('One', 'Ten'));
  utimesSync(spec, settled.atime, settled.mtime);
  expect(await titles()).toEqual(['A1 Ten', 'A2 Two']);
  const other = `${spec}.new`;
  writeFileSync(other, SPEC.replace('One', 'Two'));
  utimesSync(other, settled.atime, settled.mtime);
  renameSync(other, spec);
  expect(await titles()).toEqual(['A1 Two', 'A2 Two']);
});

test('a cache that is torn, of another version, or no cache at all is not believed', async () => {
  const { path, titles } = await remembered();
  const wreck: readonly ((bytes: Buffer) => Uint8Array | string)[] = [
    (bytes) => bytes.subarray(0, bytes.length / 2),
    () => '',
    (bytes) => bytes.toString().replace('A1 One', 'A1 Torn'),
    () => ((body) => `${hash('sha256', body)}${body}`)('{"program":"this.mjs","files":{"Master_Spec_v1.md":{}}}'),
    () => ((body) => `${hash('sha256', body)}${body}`)('[]'),
  ];
  for (const make of wreck) {
    expect(await titles()).toEqual(TRUE);
    writeFileSync(path, make(readFileSync(path)));
    expect(await titles()).toEqual(TRUE);
  }
  forge(path);
  expect(await titles('another.mjs')).toEqual(TRUE);
  rmSync(path);
  write(path, { folder: 'in its place' });
  expect(await titles()).toEqual(TRUE);
});

test('what is gone is forgotten, and what comes again is read', async () => {
  const { root, spec, titles } = await remembered();
  expect(await titles()).toEqual(TRUE);
  rmSync(spec);
  expect(await titles()).toEqual([]);
  write(root, { 'docs/SPEC_CURRENT.md': 'Current spec is Other.md', 'Other.md': '# B1 Other\n' });
  expect(await titles()).toEqual(['B1 Other']);
  write(root, { 'docs/SPEC_CURRENT.md': 'Current spec is More.md', 'More.md': '# C1 More\n' });
  expect(await titles()).toEqual(['C1 More']);
});

test('a description is read again where a file changes that it is made of, and where one comes or goes', async () => {
  const root = join(scratch(), 'r');
  repositoryIn(root, { 'openapi.yaml': "openapi: 3.0.0\npaths:\n  /a: { $ref: 'a.yaml' }\n", 'a.yaml': 'get: { summary: one }\n' });
  const [place, repository] = [{ path: join(scratch(), 'specs'), program: 'this.mjs' }, await opened(root)];
  const read = async () => valueOf(await readSpecs(repository, place));
  const titles = async () => (await read()).anchors.map(({ title }) => title);
  expect(await titles()).toEqual(['GET /a: one']);
  const forged = readFileSync(place.path, 'utf8').slice(64).replace('GET /a: one', 'GET /a: forged');
  writeFileSync(place.path, `${hash('sha256', forged)}${forged}`);
  expect(await titles()).toEqual(['GET /a: forged']);
  write(root, { 'a.yaml': 'get: { summary: two }\n' });
  expect(await titles()).toEqual(['GET /a: two']);
  rmSync(join(root, 'a.yaml'));
  expect(await titles()).toEqual([]);
  expect((await read()).faults).toMatchObject([{ file: 'openapi.yaml', line: 3, column: 9 }]);
  write(root, { 'a.yaml': 'get: { summary: three }\n' });
  expect(await titles()).toEqual(['GET /a: three']);
}); // prettier-ignore
