/** Numbers of decisions are taken once, whatever branch they were taken on, and what was decided is never taken back. */
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { brokenLaws } from '#spec';
import { newDocument } from '../../src/flow/new-document.ts';
import { openProject } from '../../src/flow/project.ts';
import { numberedAt } from '../../src/flow/spec-laws.ts';
import { renumber } from '../../src/flow/renumber.ts';
import { specDiff } from '../../src/flow/spec-diff.ts';
import { readSpecs } from '../../src/flow/specs.ts';
import { codesOf, commitAll, gitIn, repositoryIn, scratch, valueOf } from '../../src/host/scratch.fixture.ts';

const AT = '2026-11-21T09:00:00.000Z';
const ACCEPTED = '# ADR-0001: One ledger\n\n## Status\n\nAccepted\n';
const SPEC = '# S\n\n## A1 One\nIt MUST.\n\n### A1.1 Inner\nIt MUST, too.\n\n## A2 Two\nIt MUST.\n';

const MARK = new Uint8Array([0xef, 0xbb, 0xbf]);
const LATIN = new Uint8Array([...Buffer.from('# Open questions\n\n### OQ-07: Caf'), 0xe9, 0x0a]);

test('a document that cannot be read is not written over, and its numbers are not taken again', async () => {
  const root = join(scratch(), 'r');
  const [questions, assumptions] = ['docs/open-questions.md', 'doc/Assumptions_Register.md'];
  repositoryIn(root, {
    [questions]: LATIN,
    [assumptions]: new Uint8Array([...MARK, ...Buffer.from('# A\n\n### ASM-004: a\n- Status: open\n')]),
    'docs/adr/0007-cafe.md': new Uint8Array([0x23, 0x20, 0xe9]),
  });
  const project = valueOf(await openProject(root));
  const made = (kind: 'adr' | 'question' | 'assumption') => newDocument(project, kind, 'One', AT);
  expect(codesOf(await made('question'))).toEqual(['input.unreadable']);
  expect(codesOf(await made('adr'))).toEqual(['input.unreadable']);
  expect(new Uint8Array(readFileSync(join(root, questions)))).toEqual(LATIN);
  expect(existsSync(join(root, 'docs/architecture'))).toBe(false);
  expect(valueOf(await made('assumption')).cite).toBe('asm:ASM-005');
  expect(new Uint8Array(readFileSync(join(root, assumptions)).subarray(0, 3))).toEqual(MARK);
  rmSync(join(root, 'docs'), { recursive: true });
  const elsewhere = scratch();
  symlinkSync(elsewhere, join(root, 'docs'));
  expect(codesOf(await made('question'))).toEqual(['input.unreadable']);
  expect(codesOf(await made('adr'))).toEqual(['input.unreadable']);
  expect(readdirSync(elsewhere)).toEqual([]);
  await project.close();
});

test('laws are held against a commit that there is', async () => {
  const root = join(scratch(), 'r');
  repositoryIn(root, { 'docs/adr/0001-one-ledger.md': ACCEPTED });
  const project = valueOf(await openProject(root));
  const specs = valueOf(await readSpecs(project.repository, { path: join(scratch(), 'specs'), program: null }));
  expect(codesOf(await numberedAt(project, 'no-such-branch'))).toEqual(['usage.unknown']);
  expect(brokenLaws(valueOf(await numberedAt(project, 'main')), specs.anchors)).toEqual([]);
  await project.close();
});

test('a number is taken once over all branches, and laws and differences are told against a commit', async () => {
  const root = join(scratch(), 'r');
  repositoryIn(root, { 'docs/adr/0001-one-ledger.md': ACCEPTED, 'Master_Spec_v1.md': SPEC });
  const project = valueOf(await openProject(root));
  const made = async (kind: 'adr' | 'question' | 'assumption', title: string) =>
    valueOf(await newDocument(project, kind, title, AT));
  gitIn(root, 'checkout', '--quiet', '-b', 'other');
  expect(await made('adr', 'Colours of buttons')).toEqual({
    cite: 'adr:2',
    file: 'docs/adr/0002-colours-of-buttons.md',
  });
  commitAll(root);
  gitIn(root, 'checkout', '--quiet', 'main');
  gitIn(root, 'update-ref', 'refs/remotes/origin/other', 'other');
  gitIn(root, 'branch', '--quiet', '-D', 'other');
  // What was fetched from elsewhere counts as well.
  expect(await made('adr', 'Second')).toEqual({ cite: 'adr:3', file: 'docs/adr/0003-second.md' });
  expect((await made('question', 'Which currency?')).cite).toBe('oq:OQ-01');
  expect((await made('question', 'Which rounding?')).cite).toBe('oq:OQ-02');
  expect((await made('assumption', 'One region')).cite).toBe('asm:ASM-001');
  const place = { path: join(scratch(), 'specs'), program: null };
  const now = async () => valueOf(await readSpecs(project.repository, place));
  const laws = async () =>
    brokenLaws(valueOf(await numberedAt(project, 'HEAD')), (await now()).anchors).map(({ says }) => says);
  expect((await now()).faults).toEqual([]);
  expect(await laws()).toEqual([]);
  writeFileSync(join(root, 'docs/adr/0001-one-ledger.md'), ACCEPTED.replace('Accepted', 'Proposed'));
  expect(await laws()).toEqual([expect.stringContaining('adr:1 was accepted, and never reverts')]);
  const spec = join(root, 'Master_Spec_v1.md');
  writeFileSync(spec, readFileSync(spec, 'utf8').replace('MUST, too', 'MUST as well'));
  const told = valueOf(await specDiff(project, 'HEAD')).anchors.map(({ what, anchor }) => `${what} ${anchor.cite}`);
  // What lies around it says what it said.
  expect(told.filter((one) => one.includes('spec:'))).toEqual(['changed spec:A1.1']);
  await project.close();
});

test('two branches that took one number are found after git has merged them, and one command mends that', async () => {
  const root = join(scratch(), 'r');
  repositoryIn(root, { 'docs/adr/0001-one-ledger.md': ACCEPTED });
  const project = valueOf(await openProject(root));
  const add = (title: string): void =>
    writeFileSync(join(root, `docs/adr/0002-${title}.md`), `# ADR-0002: ${title}\n\n## Status\n\nAccepted\n`);
  gitIn(root, 'switch', '-qc', 'other');
  add('colours');
  commitAll(root);
  gitIn(root, 'switch', '-q', 'main');
  add('sounds');
  commitAll(root);
  gitIn(root, 'merge', '-q', '-m', 'both', 'other');
  const now = async () =>
    valueOf(await readSpecs(project.repository, { path: join(scratch(), 'specs'), program: null }));
  expect((await now()).faults.map(({ file, next }) => [file, next])).toEqual([
    ['docs/adr/0002-sounds.md', 'writ spec renumber docs/adr/0002-sounds.md'],
  ]);
  // A branch that nobody has merged yet has the next one.
  gitIn(root, 'switch', '-qc', 'third', 'HEAD');
  writeFileSync(join(root, 'docs/adr/0003-smells.md'), '# ADR-0003: smells\n\n## Status\n\nProposed\n');
  commitAll(root);
  gitIn(root, 'switch', '-q', 'main');
  expect(valueOf(await renumber(project, 'docs/adr/0002-sounds.md'))).toEqual({
    ...{ was: 'adr:2', cite: 'adr:4', from: 'docs/adr/0002-sounds.md', file: 'docs/adr/0004-sounds.md' },
    keeps: 'docs/adr/0002-colours.md:1',
  });
  expect(readFileSync(join(root, 'docs/adr/0004-sounds.md'), 'utf8')).toMatch(/^# ADR-0004: sounds\n/u);
  const { faults, anchors } = await now();
  expect(faults).toEqual([]);
  expect(brokenLaws(valueOf(await numberedAt(project, 'HEAD')), anchors)).toEqual([]);
  for (const what of ['docs/adr/0002-colours.md', 'docs/adr/0004-sounds.md', 'OQ-01', 'nothing'])
    expect(codesOf(await renumber(project, what))).toEqual(['usage.argument']);
  await project.close();
});
