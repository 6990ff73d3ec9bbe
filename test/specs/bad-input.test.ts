/** Documents that nobody should have written: each is told with its place or left alone, and nothing else is lost. */
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSpecs } from '../../src/flow/specs.ts';
import { opened, repositoryIn, scratch, valueOf, write } from '../../src/host/scratch.fixture.ts';

const GOOD = 'openspec/specs/good/spec.md';
const REQUIREMENT = '### Requirement: Good\nIt SHALL be good.\n';

/** What is found beside a good document. */
const lookAt = async (make: (root: string) => void) => {
  const root = join(scratch(), 'r');
  repositoryIn(root, { [GOOD]: REQUIREMENT });
  make(root);
  const specs = valueOf(await readSpecs(await opened(root), { path: join(scratch(), 'specs'), program: null }));
  return {
    cites: specs.anchors.map(({ cite }) => cite).filter((cite) => cite !== 'openspec:good#Good'),
    isWhole: specs.anchors.some(({ cite }) => cite === 'openspec:good#Good'),
    faults: specs.faults.map(({ file, line, says }) => `${file}:${line} ${says}`),
    specs,
  };
};

const CASES: readonly (readonly [says: string, files: Readonly<Record<string, string | Uint8Array>>, found: { cites: readonly string[]; faults: readonly unknown[] }])[] = [
  ['broken YAML', { 'openapi.yaml': 'openapi: 3.1.0\npaths: [\n' }, { cites: [], faults: [expect.stringMatching(/^openapi\.yaml:\d+ /u)] }],
  ['aliases that hold themselves', { 'openapi.yaml': 'openapi: 3.1.0\npaths:\n  /x:\n    get: &a { x: *a }\n' }, { cites: [], faults: [expect.stringMatching(/^openapi\.yaml:\d+ /u)] }],
  ['bytes that are no UTF-8', { 'openspec/specs/bad/spec.md': new Uint8Array([0x23, 0xff, 0xfe]) }, { cites: [], faults: ['openspec/specs/bad/spec.md:1 it is not UTF-8'] }],
  ['a pointer to itself', { 'SPEC_CURRENT.md': 'see SPEC_CURRENT.md' }, { cites: [], faults: [expect.stringContaining('which is a pointer itself')] }],
  ['pointers to one another', { 'SPEC_CURRENT.md': 'see a/SPEC_CURRENT.md', 'a/SPEC_CURRENT.md': 'see ../SPEC_CURRENT.md' }, { cites: [], faults: [expect.stringContaining('says which spec holds, too')] }],
  ['a pointer out of the repository', { 'SPEC_CURRENT.md': 'see ../../etc/Spec.md' }, { cites: [], faults: [expect.stringContaining('there is no such file')] }],
  ['line ends of another system', { 'openspec/specs/win/spec.md': '# win\r\n\r\n### Requirement: Win\r\nIt SHALL.\r\n\r\n#### Scenario: a\r\n- x\r\n' }, { cites: ['openspec:win#Win'], faults: [] }],
  ['headings in fences', { 'Master_Spec_v1.md': '# A1 One\n```md\n## A2 no\n```\n~~~\n## A3 no\n```\n## A4 no\n~~~\n> ```\n> ## A5 no\n> ```\n' }, { cites: ['spec:A1'], faults: [] }],
  ['a fence that nobody closed', { 'Master_Spec_v1.md': '# A1 One\n```md\n## A2 no\n' }, { cites: ['spec:A1'], faults: [] }],
  ['one anchor twice', { 'Master_Spec_v1.md': '# A1 One\n# A1 Two\n' }, { cites: ['spec:A1', 'spec:A1'], faults: [expect.stringContaining('Master_Spec_v1.md:2 A1 is there twice')] }],
]; // prettier-ignore

test.each(CASES)('%s', async (_says, files, found) => {
  const { isWhole, cites, faults } = await lookAt((root) => write(root, files));
  expect({ isWhole, cites, faults }).toEqual({ isWhole: true, ...found });
});

test('a file of 50 MB is told, and not read', async () => {
  const { isWhole, cites, faults } = await lookAt((root) => {
    write(root, { 'openspec/specs/huge/spec.md': REQUIREMENT });
    truncateSync(join(root, 'openspec/specs/huge/spec.md'), 50 * 1024 * 1024);
  });
  expect([isWhole, cites, faults]).toEqual([true, [], ['openspec/specs/huge/spec.md:1 it is too large to be read']]);
});

test('links out of the repository are not followed, be they files or folders', async () => {
  const outside = scratch();
  write(outside, { 'spec.md': '### Requirement: Secret\n', 'secret/spec.md': '### Requirement: Secret\n' });
  const { isWhole, cites, faults } = await lookAt((root) => {
    mkdirSync(join(root, 'openspec/specs/file'));
    symlinkSync(join(outside, 'spec.md'), join(root, 'openspec/specs/file/spec.md'));
    write(root, { 'docs/adr/0001-a.md': '# a\n\nStatus: Accepted\n' });
    symlinkSync(join(outside, 'secret'), join(root, 'openspec/specs/folder'));
  });
  expect([isWhole, cites, faults]).toEqual([true, ['adr:1'], []]);
});

test('a folder that git tracks and that became a link is not gone into', async () => {
  const outside = scratch();
  write(outside, { 'good/spec.md': '### Requirement: Secret\n' });
  const root = join(scratch(), 'r');
  repositoryIn(root, { 'docs/adr/0001-a.md': '# a\n' });
  const tracked = join(root, 'docs/adr');
  const { renameSync } = await import('node:fs');
  renameSync(tracked, join(root, 'docs/kept'));
  writeFileSync(join(outside, '0001-a.md'), '# outside\n');
  symlinkSync(outside, tracked);
  const specs = valueOf(await readSpecs(await opened(root), { path: join(scratch(), 'specs'), program: null }));
  expect(specs.anchors.map(({ title }) => title)).toEqual([]);
});
