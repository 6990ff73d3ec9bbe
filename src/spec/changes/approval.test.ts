import { describe, expect, it } from 'vitest';
import { documentsOf, readReview, reviewForm } from './approval.ts';
import type { FileText } from './files.ts';
import { PLAIN_PROJECT } from './standing.ts';

const FILES: Readonly<Record<string, FileText>> = {
  '.openspec.yaml': 'schema: spec-driven\n',
  'proposal.md': '# Proposal\n\nSo.\n',
  'specs/billing/spec.md': '## ADDED Requirements\n',
  'tasks.md': '## 1. All\n\n- [ ] 1.1 do it\n',
};
const digestWith = (files: Readonly<Record<string, FileText>>) => {
  const change = { name: 'a', folder: 'openspec/changes/a', files: new Map(Object.entries({ ...FILES, ...files })) };
  const read = documentsOf(change, PLAIN_PROJECT, () => undefined);
  return 'fault' in read ? `${read.path}: ${read.fault}` : read.digest;
};
const DIGEST = digestWith({});

describe('what is approved of a change', () => {
  it.each<readonly [string, Readonly<Record<string, FileText>>]>([
    ['a task that is ticked', { 'tasks.md': '## 1. All\n\n- [x] 1.1 do it\n' }],
    ['the line ends of another system', { 'proposal.md': '# Proposal\r\n\r\nSo.\r\n' }],
    ['a report', { 'review.md': 'anything' }],
    ['an approval', { 'approvals/alice.json': { unread: null } }],
    ['a file that is no document', { 'picture.png': { unread: null } }],
  ])('is the same with %s', (_, files) => expect(digestWith(files)).toBe(DIGEST));

  it.each<readonly [string, Readonly<Record<string, FileText>>]>([
    ['a word', { 'proposal.md': '# Proposal\n\nNo.\n' }],
    ['another task', { 'tasks.md': '## 1. All\n\n- [ ] 1.1 do that\n' }],
    ['a further task', { 'tasks.md': '## 1. All\n\n- [ ] 1.1 do it\n- [x] 1.2 and that\n' }],
    ['a further delta', { 'specs/auth/spec.md': '## ADDED Requirements\n' }],
    ['what it says of itself', { '.openspec.yaml': 'schema: spec-driven\nretire_capabilities: true\n' }],
    ['a box outside the tasks', { 'proposal.md': '# Proposal\n\nSo.\n\n- [x] done\n' }],
    ['a report by another name', { 'REVIEW.md': 'anything' }],
  ])('is another one with %s', (_, files) => expect(digestWith(files)).not.toBe(DIGEST));

  it('is nothing where a document cannot be read', () =>
    expect(digestWith({ 'design.md': { unread: 'it is a link' } })).toBe('design.md: it is a link'));

  it('is nothing where nobody knows its workflow', () =>
    expect(digestWith({ '.openspec.yaml': 'schema: other\n' })).toMatch(/^\.openspec\.yaml: there is no workflow/u));
});

describe('a report', () => {
  const report = (front: string): string => `---\n${front}\n---\n\n# Review\n`;
  const GOOD = `documents: ${DIGEST}\nby: cto\noutcome: approve`;

  it('says about which documents it is, by whom, and what comes of it', () =>
    expect(readReview(report(GOOD))).toMatchObject({
      kind: 'read',
      review: { by: 'cto', documents: DIGEST, outcome: 'approve' },
    }));

  it('has a digest that does not depend on line ends, and on everything else', () => {
    const digestOf = (text: string): unknown => {
      const read = readReview(text);
      return read.kind === 'read' ? read.review.digest : read;
    };
    expect(digestOf(report(GOOD).replaceAll('\n', '\r\n'))).toBe(digestOf(report(GOOD)));
    expect(digestOf(`${report(GOOD)}More.\n`)).not.toBe(digestOf(report(GOOD)));
  });

  it.each([
    ['# Review\n', 1],
    [report(''), 1],
    [report('documents: abc\nby: cto\noutcome: approve'), 2],
    [report(GOOD.replace('cto', '')), 3],
    [report(GOOD.replace('approve', '# approve, or return')), 4],
    [report(GOOD.replace('approve', 'approved')), 4],
    [report(`${GOOD}\noutcome: return`), 5],
    [report('[1, 2]'), 1],
    [reviewForm('a', DIGEST), 3],
  ])('counts for nothing as %j', (text, line) => expect(readReview(text)).toMatchObject({ kind: 'broken', line }));
});
