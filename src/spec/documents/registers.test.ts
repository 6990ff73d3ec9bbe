import { expect, test } from 'vitest';
import { readSpecTexts } from '../specs.ts';

const read = (path: string, text: string) => readSpecTexts(new Map([[path, { path, text }]]));
const shown = (path: string, text: string) => {
  const { anchors, faults } = read(path, text);
  return {
    anchors: anchors.map(({ cite, line, lastLine, binding, note }) => `${cite} ${line}-${lastLine} ${binding ? 'binding' : 'open'} ${note ?? ''}`.trim()),
    faults: faults.map(({ line, says }) => `${line} ${says}`),
  };
}; // prettier-ignore

const REGISTER =
  '# Assumptions\n\n### ASM-001: One region\n- Status: open\n\n| id | statement | status |\n| --- | --- | --- |\n| ASM-002 | Two | retired |\n';
const PRD =
  '---\nname: checkout\nowner: jp\n---\n# Checkout\n\n## FR-1: Pay\nIt MUST take cards.\n\n- **FR-2**: refund\n';

test.each<readonly [path: string, text: string, anchors: readonly string[], faults: readonly string[]]>([
  ['doc/governance/Assumptions_Register.md', REGISTER, ['asm:ASM-001 3-9 binding open', 'asm:ASM-002 8-8 open retired'], []],
  ['Assumptions_Register.md', '### ASM-1: a\n### ASM-1: b\n- Status: maybe\n', ['asm:ASM-1 1-1 open', 'asm:ASM-1 2-4 open maybe'], ['1 ASM-1 has no status of open, validated, invalidated, retired', '2 ASM-1 is there twice: line 1 has it, too', '2 ASM-1 has no status of open, validated, invalidated, retired']],
  ['doc/operations/Scalability_Security_Watchlist.md', '| SEC-1 | No rate limit |\n', ['watch:SEC-1 1-1 binding'], []],
  ['doc/Implementation_Roadmap.md', '## Phase 01 — Core\nx\n## Phase 2: More\n', ['phase:1 1-2 open phase', 'phase:2 3-4 open phase'], []],
  ['docs/prd/checkout.md', PRD, ['prd:checkout 1-11 binding', 'prd:checkout/FR-1 7-11 binding', 'prd:checkout/FR-2 10-10 binding'], []],
  ['PRD.md', '---\nowner: jp\n---\n', ['prd:PRD 1-4 binding'], ['1 its front matter has no `name` of letters, digits and “-”']],
  ['PRD.md', '---\nname: x\n', ['prd:PRD 1-3 binding'], ['1 its front matter has no end']],
  ['PRD.md', '---\na: [\n---\n```\n## FR-1: no\n```\n', ['prd:PRD 1-7 binding'], [expect.stringMatching(/^2 its front matter is no YAML: /u)]],
])('%s', (path, text, anchors, faults) => expect(shown(path, text)).toEqual({ anchors, faults })); // prettier-ignore

test('each is found by its citation, and what it demands is enumerated', () => {
  const found = (path: string, text: string, cite: string) => {
    const resolved = read(path, text).resolve(cite);
    return resolved.ok && 'anchor' in resolved.value ? resolved.value.anchor.line : null;
  };
  expect(found('Assumptions_Register.md', REGISTER, 'asm:001')).toBe(3);
  expect(found('Roadmap.md', '## Phase 1: a\n', 'phase:Phase-1')).toBe(1);
  expect(found('docs/prd/checkout.md', PRD, 'prd:checkout/FR-1#1')).toBe(8);
  expect(found('docs/prd/checkout.md', PRD, 'prd:checkout/FR-1#2')).toBeNull();
});
