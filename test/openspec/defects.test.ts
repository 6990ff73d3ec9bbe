/** What OpenSpec 1.13.2 archives and loses something by: it does so today, and Writ refuses each and changes nothing. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveChange } from '#flow';
import { openRepository } from '#host';
import { askPeer, nobodyAsked, type PeerSays } from './compare.ts';

const [WHOLE, DONE] = ['\n\n#### Scenario: a\n- **WHEN** b\n- **THEN** c\n', '- [x] 1.1 done\n'];
const requirement = (name: string, says: string): string => `### Requirement: ${name}\nIt SHALL ${says}.${WHOLE}`;
const spec = (...requirements: readonly string[]): string =>
  `# billing Specification\n\n## Purpose\nMoney that came in can go back, and whoever paid gets a receipt.\n\n## Requirements\n\n${requirements.join('\n')}`;
const SPEC = spec(requirement('Refunds', 'refund'), requirement('Receipts', 'print'));
const MODIFIED = `## MODIFIED Requirements\n\n${requirement('Refunds', 'refund twice')}`;
const ADDED = `## ADDED Requirements\n\n${requirement('Taxes', 'tax')}`;

type Files = Readonly<Record<string, string | Buffer | { readonly link: string }>>;
type Defect = {
  readonly name: string;
  readonly files: Files;
  readonly meanwhile?: Files;
  readonly code: string;
  readonly lost: (text: string) => boolean;
};

const change = (name: string, delta: string | Buffer, tasks = DONE): Files => ({
  [`changes/${name}/specs/billing/spec.md`]: delta,
  [`changes/${name}/tasks.md`]: tasks,
});

/** Each is archived as change `a`; `lost` says of the spec that OpenSpec wrote what was lost. */
const DEFECTS: readonly Defect[] = [
  { name: 'open-tasks', files: { 'specs/billing/spec.md': SPEC, ...change('a', ADDED, '- [ ] 1.1 to do\n') }, code: 'change.open-tasks', lost: (text) => text.includes('Taxes') },
  { name: 'lost-update', files: { 'specs/billing/spec.md': SPEC, ...change('a', MODIFIED) }, meanwhile: { 'specs/billing/spec.md': SPEC.replace('refund.', 'refund within a day.') }, code: 'change.outdated', lost: (text) => !text.includes('within a day') },
  { name: 'removes-what-changed', files: { 'specs/billing/spec.md': SPEC, ...change('a', '## REMOVED Requirements\n- `### Requirement: Refunds`\n') }, meanwhile: { 'specs/billing/spec.md': SPEC.replace('refund.', 'refund within a day.') }, code: 'change.outdated', lost: (text) => !text.includes('within a day') },
  { name: 'shared', files: { 'specs/billing/spec.md': SPEC, ...change('a', MODIFIED), ...change('b', MODIFIED.replace('twice', 'thrice')) }, code: 'change.shared', lost: (text) => text.includes('twice') },
  { name: 'no-target', files: { 'specs/billing/spec.md': SPEC, ...change('a', '## REMOVED Requirements\n- `### Requirement: Refund`\n') }, code: 'change.loss', lost: (text) => text.includes('Refunds') },
  { name: 'orphan', files: { 'specs/billing/spec.md': SPEC, ...change('a', `${ADDED}\n## Notes\n\n${requirement('Orphan', 'be')}`) }, code: 'change.loss', lost: (text) => !text.includes('Orphan') },
  { name: 'notes', files: { 'specs/billing/spec.md': `${SPEC}\n### Why\nBecause of the law.\n`, ...change('a', '## REMOVED Requirements\n- `### Requirement: Receipts`\n') }, code: 'change.loss', lost: (text) => !text.includes('the law') },
  { name: 'no-delta', files: { 'specs/billing/spec.md': SPEC, 'changes/a/proposal.md': '# Proposal\n', 'changes/a/tasks.md': DONE }, code: 'change.invalid', lost: (text) => text === SPEC },
  { name: 'link', files: { 'specs/billing/spec.md': SPEC, 'changes/a/tasks.md': DONE, 'changes/a/specs/billing/spec.md': { link: 'real.txt' }, 'changes/a/specs/billing/real.txt': ADDED }, code: 'change.invalid', lost: (text) => text.includes('Taxes') },
  { name: 'not-utf-8', files: { 'specs/billing/spec.md': Buffer.from(SPEC.replace('print', 'print \u00e4'), 'latin1'), ...change('a', ADDED) }, code: 'change.merge', lost: (text) => text.includes('\u00ef\u00bf\u00bd') },
]; // prettier-ignore

const put = (root: string, files: Files): void => {
  for (const [path, says] of Object.entries(files)) {
    const place = join(root, 'openspec', path);
    mkdirSync(dirname(place), { recursive: true });
    if (typeof says === 'string' || Buffer.isBuffer(says)) writeFileSync(place, says);
    else symlinkSync(says.link, place);
  }
};
const git = (root: string, ...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...words], { cwd: root, encoding: 'utf8' });

let folder: string;
let peers: readonly PeerSays[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'writ-defects-'));
  const [ours, theirs, home] = [join(folder, 'ours'), join(folder, 'theirs'), join(folder, 'home')];
  mkdirSync(home);
  for (const { name, files, meanwhile = {} } of DEFECTS) {
    const root = join(ours, name);
    put(root, { ...files, 'config.yaml': 'schema: spec-driven\n', 'changes/archive/.keep': '' });
    git(root, 'init', '-q');
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'begin');
    put(root, meanwhile);
    if (Object.keys(meanwhile).length > 0) git(root, 'commit', '-qam', 'meanwhile');
  }
  cpSync(ours, theirs, { recursive: true, verbatimSymlinks: true });
  peers = await askPeer({ ours, theirs, home, names: DEFECTS.map(({ name }) => name), close: () => {} });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(DEFECTS)('$name', ({ name, code, lost }) => {
  test('OpenSpec archives it and loses something', () => {
    const first = peers.find((one) => one.name === name)?.archives[0];
    expect(first?.archivedAs).toMatch(/^\d{4}-\d{2}-\d{2}-a$/u);
    expect(lost(first?.specs['billing/spec.md'] ?? '')).toBe(true);
  }); // prettier-ignore

  test(`Writ refuses it (${code}) and changes nothing`, async () => {
    const root = join(folder, 'ours', name);
    const repository = await openRepository(root);
    expect(repository.ok).toBe(true);
    if (!repository.ok) return;
    const archived = await archiveChange(repository.value, { name: 'a', outdates: [], against: nobodyAsked });
    expect(archived.ok ? [] : archived.failures.map((one) => one.code)).toContain(code);
    expect(git(root, 'status', '--porcelain')).toBe('');
    expect(readdirSync(join(root, 'openspec/changes/archive'))).toEqual(['.keep']);
    expect(readFileSync(join(root, 'openspec/changes/a/tasks.md'), 'utf8')).not.toBe('');
  });
});
