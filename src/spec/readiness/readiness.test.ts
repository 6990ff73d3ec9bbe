import { expect, test } from 'vitest';
import { filesOfReadiness, judgeReadiness, readinessSchema, type ReadinessTerms } from './readiness.ts';

const TERMS: ReadinessTerms = {
  contracts: { at: ['api/openapi.yaml'] },
  security_gates: { at: ['launch.md#Security gates'] },
  operations_gates: { at: ['launch.md#Operations'] },
  trade_offs: { at: ['watch.md'] },
  roadmap: { at: ['roadmap.md'] },
  assumptions: { at: ['asm.md'] },
  entry_points: { at: ['README.md'] },
};
const TEXTS = {
  'api/openapi.yaml': 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: { /a: { get: {} } }\n',
  'launch.md': '# Launch\n\n## Security gates\n\n- [ ] secrets are rotated\n\n### More\n\n- keys\n\n## Operations\n\n1. backups are tried\n',
  'watch.md': '| trade-off | revisit when |\n| --- | --- |\n| one region | a customer asks |\n\n- one queue; revisit at 100 a second\n',
  'roadmap.md': '# Roadmap\n\n## Phase 1\nDates.\n\n## Phase 2: more\nMoney.\nPrerequisites: phase 1\n',
  'asm.md': '| id | says |\n|---|---|\n| ASM-001 | clocks agree |\n',
  'README.md': '# A\n\nWhat is assumed: [asm.md](asm.md)\n',
}; // prettier-ignore

const judged = (terms: ReadinessTerms, texts: Partial<Record<string, string | undefined>> = {}) =>
  judgeReadiness(terms, new Map(Object.entries({ ...TEXTS, ...texts }).flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])))); // prettier-ignore
const against = (...given: Parameters<typeof judged>): readonly string[] =>
  judged(...given).flatMap(({ item, findings }) => findings.map((finding) => `${item}: ${finding}`));

test('each item is met where it is said to be', () => {
  expect(judged(TERMS).map(({ item, outcome, at }) => `${item} ${outcome} ${at.join()}`)).toEqual([
    'contracts pass api/openapi.yaml:1',
    'security_gates pass launch.md:3',
    'operations_gates pass launch.md:11',
    'trade_offs pass watch.md:1',
    'roadmap pass roadmap.md:1',
    'assumptions pass asm.md:1',
    'entry_points pass README.md:1',
  ]);
  expect(filesOfReadiness(TERMS)).toContain('launch.md');
});

test('nothing said is missing, each item by itself, and a reason is told', () => {
  expect(judged({}).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 7 }, () => 'missing'));
  const [contracts] = judged({ contracts: { none: 'because it has no API' } });
  expect(contracts).toMatchObject({ outcome: 'pass', says: expect.stringContaining('because it has no API') });
});

test.for<readonly [finding: RegExp, texts: Partial<Record<keyof typeof TEXTS, string | undefined>>]>([
  [/contracts: api\/openapi\.yaml is no OpenAPI/u, { 'api/openapi.yaml': 'a: 1\n' }],
  [/contracts: api\/openapi\.yaml:2:\d+: /u, { 'api/openapi.yaml': 'a: [\n' }],
  [/contracts: there is no file/u, { 'api/openapi.yaml': undefined }],
  [/security_gates: launch\.md has no heading/u, { 'launch.md': '## Operations\n\n- a\n' }],
  [/security_gates: launch\.md:1 lists no gate/u, { 'launch.md': '## Security gates\n\n## Operations\n\n- a\n' }],
  [/security_gates: launch\.md:1 lists no gate/u, { 'launch.md': '## Security gates\n```\n- a\n```\n## Operations\n\n- a\n' }],
  [/security_gates: launch\.md:1 lists no gate/u, { 'launch.md': '## Security gates\n\n- -\n* …\n\n## Operations\n\n- a\n' }],
  [/security_gates: .*TBD.* is not settled/u, { 'launch.md': '## Security gates\n\n- a: TBD\n\n## Operations\n\n- a\n' }],
  [/trade_offs: watch\.md:1 lists no trade-off/u, { 'watch.md': '# Watch\n' }],
  [/trade_offs: .*one region.* does not say when/u, { 'watch.md': '| a | revisit when |\n|---|---|\n| one region | TBD |\n' }],
  [/trade_offs: .*one region.* does not say when/u, { 'watch.md': '- one region\n' }],
  [/roadmap: roadmap\.md:2: phase 1 comes after phase 2/u, { 'roadmap.md': '## Phase 2\n## Phase 1\n' }],
  [/contracts: api\/openapi\.yaml:1 describes no operation/u, { 'api/openapi.yaml': 'openapi: 3.1.0\npaths: {}\n' }],
  [/contracts: api\/openapi\.yaml:1 describes no operation/u, { 'api/openapi.yaml': 'openapi: 3.1.0\npaths: { /a: {} }\n' }],
  [/contracts: api\/openapi\.yaml:1 describes no operation/u, { 'api/openapi.yaml': 'asyncapi: 3.0.0\nchannels: { x-a: { b: c } }\n' }],
  [/security_gates: launch\.md:1 lists no gate/u, { 'launch.md': '## Security gates\n<!--\n- a\n-->\n## Operations\n\n- a\n' }],
  [/security_gates: launch\.md:3 has the heading .* once more/u, { 'launch.md': '## Security gates\n- a\n## security gates\n## Operations\n\n- a\n' }],
  [/trade_offs: watch\.md:1: “SEC-1: tokens” does not say when/u, { 'watch.md': '## SEC-1: tokens\n- Status: accepted\n- revisit: none yet\n' }],
  [/trade_offs: watch\.md:4: “SEC-2: keys” does not say when/u, { 'watch.md': '## SEC-1: tokens\n- a\n- Revisit: at two\n## SEC-2: keys\n- Status: open\n' }],
  [/roadmap: roadmap\.md:1: phase 1 says nothing/u, { 'roadmap.md': '## Phase 1\n### More\n- \n' }],
  [/roadmap: roadmap\.md:3: phase 2 does not say what blocks it; write: Prerequisites: phase 1/u, { 'roadmap.md': '## Phase 1\na\n## Phase 2\nb\n' }],
  [/roadmap: roadmap\.md:3: phase 2 is blocked by phase 3/u, { 'roadmap.md': '## Phase 1\na\n## Phase 2\nDepends on phase 3.\n' }],
  [/assumptions: asm\.md:1: ASM-001 says nothing/u, { 'asm.md': '| ASM-001 | | |\n' }],
  [/assumptions: asm\.md is named by none/u, { 'README.md': '# A\n' }],
  [/roadmap: roadmap\.md:1 has no heading/u, { 'roadmap.md': 'Phase 1 is soon.\n' }],
  [/assumptions: asm\.md:1 has no entry/u, { 'asm.md': 'See ASM-001.\n' }],
  [/assumptions: asm\.md:2 has ASM-001 twice/u, { 'asm.md': '- ASM-001 a\n- ASM-001 b\n' }],
  [/entry_points: README\.md:1 says nothing/u, { 'README.md': ' \n' }],
])('%s', ([finding, texts]) => {
  expect(against(TERMS, texts).join('\n')).toMatch(finding);
}); // prettier-ignore

test('a watchlist of headings, as anchors of it are found, is met with its fields', () => {
  const texts = {
    'watch.md':
      '# Watch\n\n## SEC-1: tokens in memory\n\n- **Status**: accepted\n- **Revisit**: with a second instance\n',
  };
  expect(against(TERMS, texts)).toEqual([]);
});

test.for([{ contract: { at: ['a'] } }, { contracts: { at: [] } }, { contracts: { none: 'no' } }, { contracts: {} }])(
  '%j is refused',
  (terms) => expect(readinessSchema.safeParse(terms).success).toBe(false),
);
