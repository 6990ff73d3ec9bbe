import { ruins, type Ruin } from './ruins.ts';
import {
  BODIES,
  chanceFrom,
  NAMES,
  printed,
  requirement,
  some,
  type Chance,
  type Draft,
  type Plan,
  type Written,
} from './written.ts';

const PURPOSES = [
  'Keeps what belongs together in one place, so that everybody finds it again.',
  'Money comes in and goes out, and everybody can see at any time which is which.',
] as const;

/** A spec: sound but for what a person may well write. */
export const spec = (chance: Chance, capability: string, all: readonly Written[]): string => {
  const text = [
    `# ${capability} Specification`,
    ...[
      '',
      '## Purpose',
      chance.once(15)
        ? 'Short.'
        : chance.once(15)
          ? 'TBD - created by archiving change x. Update Purpose after archive.'
          : chance.oneOf(PURPOSES),
    ],
    ...(chance.once(9) ? ['', '## Notes', 'Above.'] : []),
    ...(chance.once(3) ? ['## Requirements'] : ['', '## Requirements', '']),
    ...(chance.once(9) ? ['All of these hold.', ''] : []),
    all.map((one) => printed(one, chance)).join(chance.once(6) ? '\n\n\n\n' : '\n\n'),
    ...(chance.once(9) ? ['', '### Aside', 'A note within the last.'] : []),
    ...(chance.once(9) ? ['', '## History', 'Below.'] : []),
    '',
  ].join('\n');
  return chance.once(8) ? text.replaceAll(/\r?\n/gu, '\r\n') : text;
};

const planFor = (chance: Chance, known: readonly Written[] | null): Plan => {
  const plan: Plan = { added: [], modified: [], removed: [], renamed: [] };
  const fresh = `New ${chance.below(40)}`;
  if (known === null)
    return {
      ...plan,
      added: [requirement(chance, fresh), ...(chance.once(3) ? [requirement(chance, `${fresh} too`)] : [])],
    };
  const [first, second, third] = some(chance, known, 3);
  if (first !== undefined && chance.once(2))
    plan.modified.push({
      ...first,
      body: chance.oneOf(BODIES),
      scenarios: [...first.scenarios, ...(chance.once(3) ? ['on top'] : [])],
    });
  if (second !== undefined && chance.once(4)) plan.removed.push(second.name);
  if (third !== undefined && chance.once(4)) {
    plan.renamed.push([third.name, `${third.name} renamed ${chance.below(9)}`]);
    if (chance.once(3)) plan.modified.push({ ...third, name: plan.renamed[0]?.[1] ?? '', body: chance.oneOf(BODIES) });
  }
  if (chance.once(2) || plan.modified.length + plan.removed.length + plan.renamed.length === 0)
    plan.added.push(requirement(chance, fresh));
  return plan;
};

const title = (chance: Chance, word: string): string =>
  `## ${chance.once(8) ? word.toLowerCase() : word} ${chance.once(8) ? 'requirements' : 'Requirements'}`;

/** A delta as Markdown. */
export const delta = (plan: Plan, chance: Chance, purpose: string | null): string => {
  const bullet = chance.oneOf(['-', '*', '+', '']);
  const parts = [
    ...(purpose === null ? [] : [`## Purpose\n${purpose}`]),
    ...(plan.added.length === 0
      ? []
      : [[title(chance, 'ADDED'), ...plan.added.map((one) => printed(one, chance))].join('\n\n')]),
    ...(plan.modified.length === 0
      ? []
      : [[title(chance, 'MODIFIED'), ...plan.modified.map((one) => printed(one, chance))].join('\n\n')]),
    ...(plan.removed.length === 0
      ? []
      : [
          [
            title(chance, 'REMOVED'),
            ...plan.removed.map((name) =>
              chance.once(2)
                ? `### Requirement: ${name}\n**Reason**: gone`
                : `${bullet || '-'} \`### Requirement: ${name}\``,
            ),
          ].join('\n\n'),
        ]),
    ...(plan.renamed.length === 0
      ? []
      : [
          [
            title(chance, 'RENAMED'),
            ...plan.renamed.map(
              ([from, to]) => `${bullet} FROM: \`### Requirement: ${from}\`\n${bullet} TO: \`### Requirement: ${to}\``,
            ),
          ].join('\n\n'),
        ]),
  ];
  const text = `${chance.once(3) ? '# Spec Delta\n\n' : ''}${parts.join('\n\n')}\n${chance.once(8) ? '\n## Notes\nNothing binding.\n' : ''}`;
  return chance.once(8) ? text.replaceAll(/\r?\n/gu, '\r\n') : chance.once(10) ? `\uFEFF${text}` : text;
};

const BOXES = ['- [x]', '- [X]', '* [x]', '1. [x]', '- [ x ]'] as const;
const OPEN_BOXES = ['- [ ]', '- [~]', '- []', '+ [-]'] as const;

const tasks = (chance: Chance, isDone: boolean): string =>
  [
    '# Tasks',
    '',
    '## 1. First',
    '',
    ...[1, 2, 3].map(
      (n) => `${isDone || chance.once(2) ? chance.oneOf(BOXES) : chance.oneOf(OPEN_BOXES)} 1.${n} do it`,
    ),
    '',
  ].join('\n');

const makeChange = (
  chance: Chance,
  { name, turn }: { readonly name: string; readonly turn: number },
  specs: ReadonlyMap<string, readonly Written[]>,
): { readonly files: ReadonlyMap<string, string>; readonly ruin: string | null } => {
  const capability = chance.once(4)
    ? `new-${chance.below(3)}`
    : chance.oneOf(['billing', 'auth', 'data/export', 'search']);
  const known = specs.get(capability) ?? null;
  const draft: Draft = { name, capability, known, plan: planFor(chance, known), files: new Map() };
  const { files } = draft;
  if (!chance.once(8))
    files.set(
      '.openspec.yaml',
      `schema: spec-driven\ncreated: 2026-01-02\n${chance.once(6) ? 'goal: to see\nx_other:\n  a: [1]\n' : ''}${chance.once(5) ? 'retire_capabilities: true\n' : ''}`,
    );
  files.set(
    'proposal.md',
    '# Proposal\n\n## Why\n\nBecause it is time, and because nobody has done it before us.\n\n## What Changes\n\n- it\n',
  );
  if (!chance.once(3)) files.set('design.md', '# Design\n');
  if (!chance.once(6)) files.set('tasks.md', tasks(chance, !chance.once(7)));
  if (chance.once(12)) {
    draft.plan.removed.splice(0, 9, ...(known ?? []).map((one) => one.name));
    draft.plan.modified.splice(0);
    draft.plan.renamed.splice(0);
  }
  const ruin: Ruin | null = chance.once(8) ? null : (ruins[turn % ruins.length] ?? null);
  ruin?.before?.(draft, chance);
  const path = `specs/${capability}/spec.md`;
  files.set(
    path,
    delta(
      draft.plan,
      chance,
      known === null && !chance.once(3)
        ? chance.oneOf([...PURPOSES, 'Short.', 'With <!-- a comment -->.', 'TBD'])
        : null,
    ),
  );
  ruin?.after?.(draft, chance, path);
  return { files, ruin: ruin?.name ?? null };
};

/** A repository: its files below openspec/, and what was done to its changes. */
export type RandomRepo = { readonly files: ReadonlyMap<string, string>; readonly ruined: readonly string[] };

const RUINED_SPECS: readonly ((text: string) => string)[] = [
  (text) => text.replace(/## Purpose\r?\n[^\n]*/u, '## Aim\nNone.'),
  (text) => text.replace('## Requirements', '## Demands'),
  (text) => text.replace(/(## Requirements\r?\n)[^]*$/u, '$1\nNone yet.\n'),
  (text) => text.replaceAll(/#### [^]*?(?=\n###? |$)/gu, ''),
  (text) => `${text}\n## ADDED Requirements\n`,
  (text) => `${text}\n## Later\n\n### Requirement: Outside\nIt SHALL be.\n\n#### Scenario: a\n- b\n`,
  (text) => text.replace(/(### Requirement: [^]*?)(?=\r?\n### |$)/u, '$1\n\n$1'),
  (text) => text.replace(/(### ?Requirement: [^\n]*\n)[^#]*/u, '$1\n'),
  (text) => text.replace(/SHALL|MUST/u, 'should'),
  (text) => text.replace(/(SHALL|MUST) /u, `$1 ${'really '.repeat(90)}`),
];

/** A repository with so many changes, by a seed. */
export const randomRepo = (seed: number, changes: number): RandomRepo => {
  const chance = chanceFrom(seed);
  const files = new Map<string, string>();
  const specs = new Map(
    ['billing', 'auth', 'data/export', 'search'].map(
      (one) => [one, some(chance, NAMES, 1 + chance.below(5)).map((name) => requirement(chance, name))] as const,
    ),
  );
  for (const [capability, all] of specs) {
    const text = spec(chance, capability, all);
    const ruin = chance.once(2) ? RUINED_SPECS[(seed + files.size) % RUINED_SPECS.length] : undefined;
    files.set(`specs/${capability}/spec.md`, ruin?.(text) ?? text);
  }
  const ruined: string[] = [];
  for (let at = 0; at < changes; at += 1) {
    const name = `change-${String(at).padStart(4, '0')}`;
    const made = makeChange(chance, { name, turn: seed * changes + at }, specs);
    for (const [path, text] of made.files) files.set(`changes/${name}/${path}`, text);
    if (made.ruin !== null) ruined.push(made.ruin);
  }
  return { files, ruined };
};
