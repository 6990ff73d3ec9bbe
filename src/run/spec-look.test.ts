import { expect, test } from 'vitest';
import { readSpecTexts } from '#spec';
import { citationsIn } from './spec-look.ts';

const VAT = 'openspec:billing#VAT';
const requirement = (text: string): string =>
  `### Requirement: VAT\n${text}\n\n#### Scenario: one\n- **WHEN** a\n- **THEN** b\n`;
const texts = new Map([
  ['openspec/specs/billing/spec.md', `# Billing\n\n## Requirements\n\n${requirement('It MUST be shown.')}`],
  ['openspec/changes/more/specs/billing/spec.md', `## MODIFIED Requirements\n\n${requirement('It MUST be large.')}`],
].map(([path = '', text = '']) => [path, { path, text }] as const)); // prettier-ignore

test.each<readonly [cite: string, demanded: readonly string[]]>([
  [VAT, [`${VAT}#1`, `${VAT}#2`]],
  [`${VAT}#1`, [`${VAT}#1`]],
])('an open change takes away nothing of what %s demands', (cite, demanded) => {
  const { statements } = citationsIn(readSpecTexts(texts), { cites: [cite], done: [] });
  expect(statements.map((one) => [one.cite, one.among, one.file])).toEqual(
    demanded.map((one) => [one, 2, 'openspec/specs/billing/spec.md']),
  );
});
