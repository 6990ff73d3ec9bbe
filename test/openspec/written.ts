/** What people write into specs and changes, and chance to choose it by. */
import { numbersFrom } from '../rig/numbers.ts';
/** Chance, by a seed. */
export type Chance = {
  readonly below: (end: number) => number;
  readonly oneOf: <T>(all: readonly [T, ...T[]]) => T;
  /** True once in so many. */
  readonly once: (times: number) => boolean;
};

/** Chance from a seed. */
export const chanceFrom = (seed: number): Chance => {
  const below = numbersFrom(seed);
  return { below, oneOf: (all) => all[below(all.length)] ?? all[0], once: (times) => below(times) === 0 };
};

/** A requirement that somebody wrote. */
export type Written = { readonly name: string; readonly body: string; readonly scenarios: readonly string[] };

export const NAMES = [
  'Refunds',
  'Receipts',
  'Log in',
  'Log out',
  'Export',
  'C#',
  'Rate limits',
  'Audit trail',
  'Search by name',
  'Höfliche Anrede',
] as const;
export const BODIES = [
  'The system SHALL do it.',
  'The system MUST do it\nwithin a day,\nor say why not.',
  '**ID**: PAY-001\nThe system SHALL keep its id.',
  '**Constraint**: The system MUST keep this line.',
  'Users SHALL see:\n\n```\n### Requirement: Not one\n\n\n#### Scenario: nor this\n```',
  'The system SHALL count:\n- one\n- two',
  'The system SHALL not care for\r\nline ends.',
] as const;
const SCENARIOS = ['at once', 'within a day', 'when offline', 'twice', 'Edge case ####'] as const;

/** So many of these, in any order. */
export const some = <T>(chance: Chance, all: readonly T[], count: number): readonly T[] =>
  all
    .map((one) => ({ one, at: chance.below(1_000_000) }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ one }) => one);

/** A requirement with a body and scenarios of anybody's choosing. */
export const requirement = (chance: Chance, name: string): Written => ({
  ...{ name, body: chance.oneOf(BODIES) },
  scenarios: some(chance, SCENARIOS, 1 + chance.below(2)),
});

/** A requirement as Markdown. */
export const printed = ({ name, body, scenarios }: Written, chance: Chance): string =>
  [
    `${chance.once(12) ? '###' : '### '}Requirement: ${name}${chance.once(10) ? ' ###' : ''}`,
    ...(chance.once(4) ? [''] : []),
    body,
    ...scenarios.flatMap((one) => [
      '',
      `#### ${one.startsWith('Edge') ? '' : 'Scenario: '}${one}`,
      `- **WHEN** it is asked for${chance.once(6) ? '\n  on a Monday' : ''}`,
      '- **THEN** it is done',
    ]),
  ].join('\n');

/** What a change does with one spec, before anybody ruins it. */
export type Plan = {
  readonly added: Written[];
  readonly modified: Written[];
  readonly removed: string[];
  readonly renamed: (readonly [from: string, to: string])[];
};

/** A change while it is made up: what a ruin may lay hands on. */
export type Draft = {
  readonly name: string;
  readonly capability: string;
  readonly known: readonly Written[] | null;
  readonly plan: Plan;
  /** Its files, by path within the change. */
  readonly files: Map<string, string>;
};
