import { describe, expect, test } from 'vitest';
import { isSpecFile } from './page.ts';
import { readingOf, readSpecTexts } from './specs.ts';

const SPEC = `# Master Spec

## Main Body

### A2.3 Storage
Storage is portable.

#### A2.3.1 Traits
The database is behind a trait.

#### A2.3.12 Retention
Rows are kept for a year.

\`\`\`markdown
#### A2.9 in a fence
\`\`\`

<!--
#### A2.10 in a comment
-->

## Roadmap

### A9.1 One day
`;
const OPENSPEC = `# billing Specification

## Purpose
Money comes in.

## Requirements

### Requirement: Refunds
**ID**: PAY-001
The system SHALL refund.

#### Scenario: within a day
- **WHEN** asked
- **THEN** paid

### Requirement: Receipts ###
The system MUST print.
`;
const OPENAPI = `openapi: 3.1.0
info: { title: a, version: '1' }
paths:
  /login/{id}:
    post:
      summary: Log in
      responses: { '200': { description: fine } }
components:
  schemas:
    User: &user { type: object }
    Old: { deprecated: true }
`;
const ADR = `# ADR-003: One ledger\n\n## Status\n\nAccepted\n\n## Decision\n\nOne.\n`;
const QUESTIONS = `# Open questions\n\n## Theme 1: money\n\n### OQ-01: Which currency?\n- **Status**: resolved\n- **Resolution**: all\n\n### OQ-02: Rounding?\n- **Status**: maybe\n`;

const FILES = {
  'docs/SPEC_CURRENT.md': 'Current spec is Master_Spec_v1.2.0.md\n',
  'Master_Spec_v1.2.0.md': SPEC,
  'Master_Spec_v1.1.0.md': '# Old\n\n## A2.3 Storage\n',
  'openspec/specs/billing/spec.md': OPENSPEC,
  'openspec/changes/vat/specs/billing/spec.md': '## ADDED Requirements\n\n### Requirement: VAT\nThe system SHALL add VAT.\n\n## MODIFIED Requirements\n\n### Requirement: Refunds\nThe system SHALL refund twice.\n',
  'openspec/changes/archive/2026-01-01-old/specs/billing/spec.md': '### Requirement: Gone\n',
  'api/openapi.yaml': OPENAPI,
  'docs/architecture/decisions/003-one-ledger.md': ADR,
  'docs/architecture/open-questions.md': QUESTIONS,
  'README.md': '# A2.3.1 is no anchor here\n',
}; // prettier-ignore

const indexed = (files: Readonly<Record<string, string>> = FILES) =>
  readSpecTexts(new Map(Object.entries(files).filter(([path]) => isSpecFile(path)).map(([path, text]) => [path, { path, text }]))); // prettier-ignore
const faultsOf = (files: Readonly<Record<string, string>>): readonly string[] =>
  indexed(files).faults.map(({ file, line, says }) => `${file}:${line} ${says}`);
const resolved = (text: string, files: Readonly<Record<string, string>> = FILES): string => {
  const resolution = indexed(files).resolve(text);
  if (!resolution.ok) return resolution.failures[0].code;
  const found = resolution.value;
  switch (found.kind) {
    case 'found':
      return `${found.anchor.file}:${found.anchor.line}-${found.anchor.lastLine} ${found.anchor.title}${found.anchor.binding ? '' : ' (not binding)'}`;
    case 'changed':
      return found.says;
    case 'ambiguous':
      return `ambiguous: ${found.candidates.map(({ file }) => file).join(', ')}`;
    case 'unknown':
      return `unknown, near: ${found.near.join(', ')}`;
  }
};

test.each([
  ['spec:A2.3.1', 'Master_Spec_v1.2.0.md:8-10 A2.3.1 Traits'],
  ['spec:A2.3.12@v1.2.0', 'Master_Spec_v1.2.0.md:11-21 A2.3.12 Retention'],
  ['spec:A2.3', 'Master_Spec_v1.2.0.md:5-21 A2.3 Storage'],
  ['spec:A9.1', 'Master_Spec_v1.2.0.md:24-25 A9.1 One day (not binding)'],
  ['spec:A2.3.1@v1.1.0', 'it cites v1.1.0, and Master_Spec_v1.2.0.md holds'],
  ['spec:A2.3.2', 'unknown, near: spec:A2.3.1, spec:A2.3.12, spec:A2.3'],
  ['spec:A2.9', expect.stringMatching(/^unknown/u)],
  ['spec:A2.10', expect.stringMatching(/^unknown/u)],
  ['openspec:billing#Refunds', 'openspec/specs/billing/spec.md:8-14 Refunds'],
  ['openspec:billing#PAY-001', 'openspec/specs/billing/spec.md:8-14 Refunds'],
  ['openspec:billing#Receipts', 'openspec/specs/billing/spec.md:16-17 Receipts'],
  ['openspec:billing#VAT', 'openspec/changes/vat/specs/billing/spec.md:3-4 VAT'],
  ['openspec:billing#refunds', 'unknown, near: openspec:billing#Refunds'],
  ['openspec:billing#Gone', expect.stringMatching(/^unknown/u)],
  ['openapi:api/openapi.yaml#/paths/~1login~1{id}/post', 'api/openapi.yaml:5-7 POST /login/{id}: Log in'],
  ['openapi:api/openapi.yaml#/components/schemas/Old', 'api/openapi.yaml:11-11 components schemas Old (not binding)'],
  ['openapi:api/openapi.yaml#/info/title', expect.stringMatching(/^api\/openapi\.yaml:2-2 /u)],
  ['openapi:api/openapi.yaml#/info/tittle', expect.stringMatching(/^unknown/u)],
  ['openapi:api/openapi.yaml#/info/title@000000000000', expect.stringMatching(/^it is pinned to 000000000000, and what is there is /u)],
  ['asyncapi:api/openapi.yaml#/info/title', expect.stringMatching(/^unknown/u)],
  ['adr:3', 'docs/architecture/decisions/003-one-ledger.md:1-10 One ledger'],
  ['adr:ADR-0003', 'docs/architecture/decisions/003-one-ledger.md:1-10 One ledger'],
  ['oq:01', 'docs/architecture/open-questions.md:5-8 Which currency?'],
  ['oq:OQ-02', 'docs/architecture/open-questions.md:9-11 Rounding? (not binding)'],
])('%s is found exactly', (cite, says) => expect(resolved(cite)).toEqual(says)); // prettier-ignore

describe('nobody guesses', () => {
  test('between two places of one name', () => {
    const two = { 'Master_Spec_v1.md': '# A1 one\n\n# A1 two\n' };
    expect(resolved('spec:A1', two)).toBe('ambiguous: Master_Spec_v1.md, Master_Spec_v1.md');
    expect(faultsOf(two)).toEqual(['Master_Spec_v1.md:3 A1 is there twice: line 1 of Master_Spec_v1.md has it, too']);
    const changes = Object.fromEntries(['a', 'b'].map((one) => [`openspec/changes/${one}/specs/c/spec.md`, '## ADDED Requirements\n### Requirement: X\nSHALL\n']));
    expect(resolved('openspec:c#X', changes)).toBe('ambiguous: openspec/changes/a/specs/c/spec.md, openspec/changes/b/specs/c/spec.md');
  }); // prettier-ignore

  test.each<readonly [files: Readonly<Record<string, string>>, says: string]>([
    [{ 'SPEC_CURRENT.md': 'Current spec is Master_Spec_v2.md' }, 'SPEC_CURRENT.md:1 it names Master_Spec_v2.md, and there is no such file'],
    [{ 'SPEC_CURRENT.md': 'see docs/SPEC_CURRENT.md' }, 'SPEC_CURRENT.md:1 it points at docs/SPEC_CURRENT.md, which is a pointer itself'],
    [{ 'SPEC_CURRENT.md': 'nothing yet' }, 'SPEC_CURRENT.md:1 it names no spec; write: Current spec is Master_Spec_v1.0.md'],
    [{ 'SPEC_CURRENT.md': 'a.md\nor b.md' }, 'SPEC_CURRENT.md:2 it names more than one file: a.md, b.md'],
    [{ 'a/SPEC_CURRENT.md': 'x.md', 'SPEC_CURRENT.md': 'x.md' }, 'SPEC_CURRENT.md:1 a/SPEC_CURRENT.md says which spec holds, too'],
    [{ 'Master_Spec_v1.md': '# A1\n', 'Master_Spec_v2.md': '# A1\n' }, 'Master_Spec_v2.md:1 Master_Spec_v1.md is a spec, too, and no SPEC_CURRENT.md says which one holds'],
  ])('which spec holds: %j', (files, says) => {
    expect(faultsOf(files)).toEqual([says]);
    expect(indexed(files).anchors).toEqual([]);
  }); // prettier-ignore

  test('a pointer names a file beside it, or at the root, of any name', () => {
    const files = { 'docs/SPEC_CURRENT.md': '> Current spec is **The_Spec.md**\n', 'The_Spec.md': '# A1 one\n' };
    const pointer = { path: 'docs/SPEC_CURRENT.md', text: files['docs/SPEC_CURRENT.md'] };
    expect(readingOf(new Map([[pointer.path, pointer]])).wanted()).toContain('The_Spec.md');
    const index = readSpecTexts(new Map(Object.entries(files).map(([path, text]) => [path, { path, text }])));
    expect(index.anchors.map(({ cite }) => cite)).toEqual(['spec:A1']);
  });
});

test.each<readonly [path: string, text: string, says: string]>([
  ['openapi.yaml', 'openapi: 3.0.0\npaths:\n  /a: {\n', 'openapi.yaml:4'],
  ['openapi.yaml', 'a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n', 'openapi.yaml:1 its aliases stand for more than anybody wrote'],
  ['openapi.json', '{"openapi": "3.0.0",\n "paths": }', 'openapi.json:2 it is not JSON'],
  ['openapi.yaml', 'title: x\n', 'openapi.yaml:1 it does not say which version of openapi or asyncapi it is'],
  ['openspec/specs/a/spec.md', '### Requirement: X\n### Requirement: X\n', 'openspec/specs/a/spec.md:2 “X” is there twice: line 1 has it, too'],
  ['docs/adr/0001-a.md', '# A\n\nStatus: Maybe\n', 'docs/adr/0001-a.md:3 its status is none of accepted, proposed, deprecated, superseded'],
  ['open-questions.md', '### OQ-1: a\n### OQ-1: b\n- Status: open\n', 'open-questions.md:1 OQ-1 has no status'],
])('what is wrong in %s is told with its place', (path, text, says) => {
  expect(faultsOf({ [path]: text })[0]).toMatch(new RegExp(`^${says.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)}`, 'u'));
}); // prettier-ignore

test('the digest of a place is that of what it says, and of nothing beside it', () => {
  const digestOf = (files: Readonly<Record<string, string>>, cite: string) =>
    indexed(files).anchors.find((one) => one.cite === cite)?.digest;
  const changed = { ...FILES, 'Master_Spec_v1.2.0.md': SPEC.replaceAll('\n', '\r\n').replace('a year', 'two years') };
  expect(digestOf(changed, 'spec:A2.3.1')).toBe(digestOf(FILES, 'spec:A2.3.1'));
  expect(digestOf(changed, 'spec:A2.3.12')).not.toBe(digestOf(FILES, 'spec:A2.3.12'));
  const asJson = (spec: object) => ({ 'openapi.json': JSON.stringify(spec) });
  const cite = 'openapi:openapi.json#/components/schemas/A';
  const one = digestOf(asJson({ openapi: '3.0.0', components: { schemas: { A: { a: 1, b: 2 } } } }), cite);
  expect(one).toBe(digestOf(asJson({ components: { schemas: { A: { b: 2, a: 1 }, B: {} } }, openapi: '3.0.0' }), cite));
  expect(one).toMatch(/^[0-9a-f]{64}$/u);
});
