/**
 * What nobody should have written, before the commands that only some documents are for: numbers that are given out,
 * indexes that are rendered, exchanges that are held to a description. Each refuses with the place and what to type next,
 * and changes nothing; what is unusual and sound is read by each.
 */
import { expect, test } from 'vitest';
import { begun, GOOD, large, link, NO_UTF8, put, READS_SPECS } from './bad-input.ts';
import { shareOf } from '../rig/share.ts';

const COVERAGE = 'api coverage openapi.yaml --exchanges exchanges.jsonl';
const EXCHANGE = '{"request":{"method":"GET","url":"/x"},"response":{"status":200}}\n';
const [ADR, ASKED, ASSUMED] = ['docs/decisions/001-a.md', 'docs/open-questions.md', 'docs/Assumptions_Register.md'];
const [WATCHED, ROADMAP, PRD, SPEC, MASTER] = ['docs/Watchlist.md', 'docs/Roadmap.md', 'prd/pay.md', 'openspec/specs/good/spec.md', 'Master_Spec_v1.md']; // prettier-ignore
const HEAD = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\n';
const ASYNC = 'asyncapi: 3.0.0\ninfo: { title: t, version: "1" }\n';
const READY = { '.writ/readiness.yaml': `roadmap: { at: [${ROADMAP}] }\n` };
const GATE = 'phase gate readiness';

type Row = readonly [says: string, make: (root: string) => void, place: string, refusedBy: readonly string[]];
const both = (...makes: readonly ((root: string) => void)[]) => (root: string): void => makes.forEach((make) => make(root)); // prettier-ignore
const VALIDATES = ['spec validate', 'spec list'] as const;

const ROWS: readonly Row[] = [
  ['a decision that is no UTF-8', put(ADR, NO_UTF8), `${ADR}:1`, ['spec new adr x', 'render DECISIONS']],
  ['a decision of 50 MB', large(ADR), `${ADR}:1`, [...VALIDATES, 'spec new adr x', 'render DECISIONS']],
  ['questions that are no UTF-8', put(ASKED, NO_UTF8), `${ASKED}:1`, ['spec new question x', 'render QUESTIONS']],
  ['questions of 50 MB', large(ASKED), `${ASKED}:1`, [...VALIDATES, 'spec new question x', 'render QUESTIONS']],
  ['one question twice', put(ASKED, '# Q\n\n### OQ-01: a\n- **Status**: open\n\n### OQ-01: b\n- **Status**: open\n'), `${ASKED}:6`, [...VALIDATES, 'render QUESTIONS']],
  ['assumptions that are no UTF-8', put(ASSUMED, NO_UTF8), `${ASSUMED}:1`, ['spec new assumption x', 'render ASSUMPTIONS']],
  ['assumptions of 50 MB', large(ASSUMED), `${ASSUMED}:1`, [...VALIDATES, 'spec new assumption x', 'render ASSUMPTIONS']],
  ['one assumption twice', put(ASSUMED, '- ASM-001: a, open\n- ASM-001: b, open\n'), `${ASSUMED}:2`, VALIDATES],
  ['one trade-off twice', put(WATCHED, '# W\n## SEC-1: a\n## SEC-1: b\n'), `${WATCHED}:3`, VALIDATES],
  ['a watchlist that is no UTF-8', put(WATCHED, NO_UTF8), `${WATCHED}:1`, READS_SPECS],
  ['one phase twice', put(ROADMAP, '## Phase 1\n## Phase 1: more\n'), `${ROADMAP}:2`, VALIDATES],
  ['a roadmap of 50 MB', both(large(ROADMAP), put('.writ/readiness.yaml', READY['.writ/readiness.yaml'])), `${ROADMAP}:1`, [...VALIDATES, GATE]],
  ['a roadmap that is no UTF-8 and to be ready', both(put(ROADMAP, NO_UTF8), put('.writ/readiness.yaml', READY['.writ/readiness.yaml'])), `${ROADMAP}:1`, [GATE]],
  ['a PRD that is no UTF-8', put(PRD, NO_UTF8), `${PRD}:1`, READS_SPECS],
  ['a PRD of 50 MB', large(PRD), `${PRD}:1`, READS_SPECS],
  ['a PRD whose front matter is no YAML', put(PRD, '---\ntier: local\nname: [\n---\n# P\n'), `${PRD}:3:1`, READS_SPECS],
  ['a PRD whose front matter has no end', put(PRD, '---\nname: pay\n# P\n'), `${PRD}:1`, READS_SPECS],
  ['a PRD that names itself twice', put(PRD, '---\nname: pay\nname: pay\n---\n# P\n'), `${PRD}:3`, READS_SPECS],
  ['a PRD with one requirement twice', put(PRD, '# P\n## FR-1 a\n## FR-1 b\n'), `${PRD}:3`, READS_SPECS],
  ['a spec with anchors that is no UTF-8', put(MASTER, NO_UTF8), `${MASTER}:1`, READS_SPECS],
  ['a spec with anchors of 50 MB', large(MASTER), `${MASTER}:1`, READS_SPECS],
  ['one requirement twice', put(SPEC, `${GOOD[SPEC] ?? ''}\n### Requirement: Good\nIt SHALL.\n\n#### Scenario: s\n- x\n`), `${SPEC}:`, [...VALIDATES, 'change validate']],
  ['a pointer to itself', put('SPEC_CURRENT.md', 'see SPEC_CURRENT.md\n'), 'SPEC_CURRENT.md:1', VALIDATES],
  ['OpenAPI that is no YAML', put('openapi.yaml', `${HEAD}paths: [\n`), 'openapi.yaml:4', [COVERAGE]],
  ['OpenAPI that is no UTF-8', put('openapi.yaml', NO_UTF8), 'openapi.yaml:1', [COVERAGE]],
  ['OpenAPI of 50 MB', large('openapi.yaml'), 'openapi.yaml:1', [COVERAGE]],
  ['OpenAPI with one path twice', put('openapi.yaml', `${HEAD}paths:\n  /x: {}\n  /x: {}\n`), 'openapi.yaml:5', [COVERAGE, 'api lint', ...VALIDATES]],
  ['paths that lead to one another', put('openapi.yaml', `${HEAD}paths:\n  /x: { $ref: "#/paths/~1y" }\n  /y: { $ref: "#/paths/~1x" }\n`), 'openapi.yaml:4', [COVERAGE]],
  ['channels that lead to one another', put('asyncapi.yaml', `${ASYNC}channels:\n  a: { $ref: "#/channels/b" }\n  b: { $ref: "#/channels/a" }\n`), 'asyncapi.yaml:4', ['api lint', 'api diff HEAD~1', ...VALIDATES]],
  ['AsyncAPI that is no UTF-8', put('asyncapi.yaml', NO_UTF8), 'asyncapi.yaml:1', ['api lint', ...VALIDATES]],
  ['AsyncAPI of 50 MB', large('asyncapi.yaml'), 'asyncapi.yaml:1', ['api lint', ...VALIDATES]],
  ['AsyncAPI that refers out of the repository', put('asyncapi.yaml', `${ASYNC}channels: { a: { $ref: "../../etc/passwd" } }\n`), 'asyncapi.yaml:3', ['api lint', ...VALIDATES]],
  ['exchanges that are no UTF-8', put('exchanges.jsonl', NO_UTF8), 'exchanges.jsonl:', [COVERAGE]],
  ['exchanges that are no JSON', put('exchanges.jsonl', `${EXCHANGE}{\n`), 'exchanges.jsonl:2', [COVERAGE]],
  ['no exchange', put('exchanges.jsonl', ''), 'exchanges.jsonl:1', [COVERAGE]],
  ['exchanges of 50 MB', large('exchanges.jsonl'), 'exchanges.jsonl:1', [COVERAGE]],
]; // prettier-ignore

test.each(shareOf('kinds of bad input', ROWS, 8))('%s', (_, make, place, refusedBy) => {
  const run = begun(make, { 'exchanges.jsonl': EXCHANGE });
  for (const command of refusedBy) {
    const { status, said } = run(command);
    expect({ command, status, said }).toEqual({ command, status: 2, said: expect.stringContaining(place) });
    expect(said, command).toMatch(/next {4}|\d documents?, .* invalid/u);
  }
});

/** Where a link stands nothing is read, whatever it leads to, and nothing is written through it: a new one goes elsewhere. */
const LINKS: readonly (readonly [path: string, command: string, status: number])[] = [
  [ADR, 'spec new adr x', 0],
  [ASKED, 'spec new question x', 0],
  [ASSUMED, 'spec new assumption x', 0],
  ['exchanges.jsonl', COVERAGE, 2],
  ['openapi.yaml', COVERAGE, 2],
];
test.each(LINKS)('a link in place of %s, and writ %s', (path, command, status) => {
  const run = begun(link(path), { 'exchanges.jsonl': EXCHANGE, 'docs/decisions/002-b.md': '# ADR-002: b\n', [ASKED]: '# Q\n', [ASSUMED]: '# A\n' }, false); // prettier-ignore
  for (const looked of ['spec list', 'render DECISIONS QUESTIONS ASSUMPTIONS --check']) run(looked);
  expect(run(command)).toMatchObject({ command, status });
});

const fenced = (text: string): string => `${text}\n\`\`\`md\n${text}\`\`\`\n`;
const windows = (text: string): string => text.replaceAll('\n', '\r\n');
/** A document of each kind, and what finds its anchor: in fences everything stands once more. */
const KINDS: readonly (readonly [path: string, text: string, cite: string])[] = [
  [MASTER, '# A1 One\nIt MUST.\n', 'spec:A1'],
  [ADR, '# ADR-001: One\n\n## Status\n\nAccepted\n', 'adr:1'],
  [ASKED, '# Q\n\n### OQ-01: a\n- **Status**: open\n', 'oq:OQ-01'],
  [ASSUMED, '# A\n\n### ASM-001: a\n- **Status**: open\n', 'asm:ASM-001'],
  [WATCHED, '# W\n\n## SEC-1: a\n', 'watch:SEC-1'],
  [ROADMAP, '# R\n\n## Phase 1: a\nb\n', 'phase:1'],
  [PRD, '# P\n\n## FR-1 a\nIt MUST.\n', 'prd:pay/FR-1'],
]; // prettier-ignore
test.each([['line ends of another system', windows], ['fences', fenced], ['both', (text: string) => windows(fenced(text))]] as const)('with %s', (_, as) => {
  const run = begun((root) => KINDS.forEach(([path, text]) => put(path, as(text))(root)), { 'exchanges.jsonl': windows(EXCHANGE) });
  for (const command of ['spec validate', COVERAGE, ...KINDS.map(([, , cite]) => `spec show ${cite}`)]) {
    const { status, said } = run(command);
    expect({ command, status, said }).toMatchObject({ command, status: 0 });
  }
}); // prettier-ignore
