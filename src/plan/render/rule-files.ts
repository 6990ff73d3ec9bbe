import { demandedGates, GATE_IDS, isWaivable, POLICY, STRICTNESS, TIERS, visibleLine } from '#contract';
import type { Rule } from '#rules';
import type { RenderInput } from './input.ts';

const cell = (text: string): string => visibleLine(text).replaceAll('|', '\\|');

const ruleText = ({ id, says, why, scope, exempt, waiver, match, source }: Rule): readonly string[] => [
  `## ${id}`,
  '',
  `- Rule: ${cell(says)}`,
  `- Scope: ${scope.length === 0 ? 'every file' : scope.map(cell).join(', ')}${exempt.length === 0 ? '' : `, but ${exempt.map(cell).join(', ')}`}`,
  `- Rationale: ${cell(why)}`,
  `- Violation: found by ${[...new Set(match.map(({ kind }) => kind))].join(', ')}; the result is refused`,
  `- Waiver: ${waiver === 'never' ? 'nobody may except from it' : 'a signer may, with a reason and an end'}`,
  `- Source: ${source === 'shipped' ? 'comes with Writ' : 'this repository'}`,
  '',
];

/** The rulebook as a document (S3-R82): every rule that is on, with scope, rationale, violation and waiver. */
export const rulebookFile = ({ rules }: RenderInput): string => {
  const on = rules.filter((rule) => rule.on);
  const off = rules.filter((rule) => !rule.on).map(({ id }) => id);
  return [
    '# Rulebook',
    '',
    `${on.length} rules hold. They are changed in \`.writ/rules.yaml\`, never here.`,
    '',
    ...on.flatMap(ruleText),
    ...(off.length === 0 ? [] : ['## Switched off', '', off.join(', '), '']),
  ].join('\n');
};

const STAGES = ['start', 'verdict', 'landing', 'change'] as const;

const TITLES: Readonly<Record<(typeof STAGES)[number], string>> = {
  start: 'Before the work begins, and again for the verdict',
  verdict: 'For the verdict',
  landing: 'Before a landing',
  change: 'For a change that no run has made, beside those for the verdict',
};

/** By which strictness and risk tier a gate is demanded, as columns. */
const columns = STRICTNESS.flatMap((strictness) => TIERS.map((tier) => ({ strictness, tier })));

/** What must hold before work is taken (S3-R2 QUALITY_GATE): each gate, when it is demanded, and who may waive it. */
export const qualityGateFile = ({ strictness }: RenderInput): string => {
  const table = (stage: (typeof STAGES)[number]): readonly string[] => [
    `## ${TITLES[stage]}`,
    '',
    `| gate | what it wants | ${columns.map((column) => `${column.strictness} ${column.tier}`).join(' | ')} | waiver |`,
    `| --- | --- |${columns.map(() => ' --- |').join('')} --- |`,
    ...GATE_IDS.filter((id) => POLICY[id].stage === stage).map((id) => {
      const asked = columns.map((column) => (demandedGates(column.strictness, column.tier, [stage]).includes(id) ? 'yes' : '')); // prettier-ignore
      return `| \`${id}\` | ${cell(POLICY[id].says)} | ${asked.join(' | ')} | ${isWaivable(id) ? 'a signer' : 'nobody'} |`;
    }),
    '',
  ];
  return [
    '# Quality gate',
    '',
    `Here the strictness is at least ${strictness}. A gate that has nothing to decide on refuses, and so does an empty list of gates. \`writ explain GATE\` explains each.`,
    '',
    ...STAGES.flatMap(table),
  ].join('\n');
};
