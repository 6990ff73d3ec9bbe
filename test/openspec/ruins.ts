import { requirement, type Chance, type Draft } from './written.ts';

/** A way in which a person gets a change wrong, before its delta is printed or after. */
export type Ruin = {
  readonly name: string;
  readonly before?: (draft: Draft, chance: Chance) => void;
  readonly after?: (draft: Draft, chance: Chance, path: string) => void;
};

const edit =
  (change: (text: string, chance: Chance) => string): NonNullable<Ruin['after']> =>
  ({ files }, chance, path) => {
    files.set(path, change(files.get(path) ?? '', chance));
  };
const whole = (name: string): string => `### Requirement: ${name}\nIt SHALL be.\n\n#### Scenario: a\n- b\n`;
const append = (text: string): NonNullable<Ruin['after']> => edit((before) => `${before}\n${text}`);

export const ruins: readonly Ruin[] = [
  { name: 'at root', after: ({ files }) => files.set('specs/spec.md', whole('Root')) },
  {
    name: 'only at root',
    after: ({ files }, _, path) =>
      files.delete(path) && files.set('specs/spec.md', `## ADDED Requirements\n\n${whole('Root')}`),
  },
  {
    name: 'from alone',
    after: append(
      '## RENAMED Requirements\n- FROM: `### Requirement: A`\n- FROM: `### Requirement: B`\n- TO: `### Requirement: C`\n',
    ),
  },
  { name: 'to alone', after: append('## RENAMED Requirements\n- TO: `### Requirement: C`\n') },
  { name: 'added twice', after: append(`## ADDED Requirements\n\n${whole('Twice')}\n${whole('Twice')}`) },
  {
    name: 'modified twice',
    before: ({ plan }) => plan.modified.push(...plan.modified.slice(0, 1)),
    after: append(`## MODIFIED Requirements\n\n${whole('Twice')}\n${whole('Twice ##')}`),
  },
  {
    name: 'removed twice',
    after: append('## REMOVED Requirements\n- `### Requirement: Gone`\n### Requirement: Gone\n'),
  },
  {
    name: 'renamed from twice',
    after: append(
      '## RENAMED Requirements\n- FROM: `### Requirement: A`\n- TO: `### Requirement: B`\n- FROM: `### Requirement: A`\n- TO: `### Requirement: C`\n',
    ),
  },
  {
    name: 'renamed to twice',
    after: append(
      '## RENAMED Requirements\n- FROM: `### Requirement: A`\n- TO: `### Requirement: C`\n- FROM: `### Requirement: B`\n- TO: `### Requirement: C`\n',
    ),
  },
  {
    name: 'added without text',
    after: append('## ADDED Requirements\n\n### Requirement: Bare\n\n#### Scenario: a\n- b\n'),
  },
  {
    name: 'added with text in the heading',
    after: append('## ADDED Requirements\n\n### Requirement: It SHALL be\n\n#### Scenario: a\n- b\n'),
  },
  { name: 'added without scenario', after: append('## ADDED Requirements\n\n### Requirement: Bare\nIt SHALL be.\n') },
  {
    name: 'added with an empty scenario',
    after: append('## ADDED Requirements\n\n### Requirement: Bare\nIt SHALL be.\n\n#### Scenario: a\n'),
  },
  {
    name: 'added without SHALL',
    after: append('## ADDED Requirements\n\n### Requirement: Bare\nIt should be.\n\n#### Scenario: a\n- b\n'),
  },
  {
    name: 'modified without text',
    after: append('## MODIFIED Requirements\n\n### Requirement: Bare\n\n#### Scenario: a\n- b\n'),
  },
  {
    name: 'modified without scenario',
    after: append('## MODIFIED Requirements\n\n### Requirement: Bare\nIt SHALL be.\n'),
  },
  {
    name: 'modified without SHALL',
    after: append('## MODIFIED Requirements\n\n### Requirement: Bare\nIt should.\n\n#### Scenario: a\n- b\n'),
  },
  {
    name: 'loses a scenario',
    before: ({ known, plan }) => {
      const [first] = known ?? [];
      if (first === undefined) return;
      plan.modified.splice(0, 9, { ...first, scenarios: ['another'] });
      plan.removed.splice(0);
      plan.renamed.splice(0);
    },
  },
  {
    name: 'modified and removed',
    before: ({ plan, known }, chance) =>
      void [plan.modified.push(known?.[0] ?? requirement(chance, 'X')), plan.removed.push(known?.[0]?.name ?? 'X')],
  },
  {
    name: 'modified and added',
    before: ({ plan, known }, chance) =>
      void [
        plan.modified.push(known?.[0] ?? requirement(chance, 'X')),
        plan.added.push(known?.[0] ?? requirement(chance, 'X')),
      ],
  },
  {
    name: 'added and removed',
    before: ({ plan }, chance) => void [plan.added.push(requirement(chance, 'Both')), plan.removed.push('Both')],
  },
  {
    name: 'modified by the old name',
    before: ({ plan, known }) =>
      void (known?.[0] && [plan.modified.push(known[0]), plan.renamed.push([known[0].name, 'Another name'])]),
  },
  {
    name: 'renamed to what is added',
    before: ({ plan, known }, chance) =>
      void [plan.renamed.push([known?.[0]?.name ?? 'X', 'Both']), plan.added.push(requirement(chance, 'Both'))],
  },
  {
    name: 'renamed and removed',
    before: ({ plan, known }, chance) =>
      void [
        plan.renamed.push([known?.[0]?.name ?? 'X', 'Another name']),
        plan.removed.push(chance.once(2) ? (known?.[0]?.name ?? 'X') : (known?.[0]?.name ?? 'X').toUpperCase()),
      ],
  },
  {
    name: 'misplaced',
    after: ({ files, capability }) =>
      files.set(`specs/${capability}.md`, `## ADDED Requirements\n\n${whole('Elsewhere')}`),
  },
  { name: 'a note beside', after: ({ files, capability }) => files.set(`specs/${capability}/notes.md`, 'No delta.\n') },
  { name: 'empty sections', after: edit(() => '## ADDED Requirements\n\n## REMOVED Requirements\n\nnothing\n') },
  { name: 'no sections', after: edit(() => '# Notes\n\nThe system SHALL.\n') },
  { name: 'nothing at all', after: ({ files }, _, path) => files.delete(path) },
  {
    name: 'skip_specs with specs',
    after: ({ files }) => files.set('.openspec.yaml', 'schema: spec-driven\nskip_specs: true\n'),
  },
  {
    name: 'skip_specs',
    after: ({ files }, _, path) =>
      files.delete(path) && files.set('.openspec.yaml', 'schema: spec-driven\ncreated: 2026-01-02\nskip_specs: true\n'),
  },
  {
    name: 'skip_specs broken',
    after: ({ files }, chance, path) =>
      void [
        files.delete(path),
        files.set(
          '.openspec.yaml',
          chance.oneOf([
            'skip_specs: true\n',
            'schema: nobody\nskip_specs: true\n',
            'schema: spec-driven\nskip_specs: yes please\n',
            'schema: [\nskip_specs: true\n',
            'schema: spec-driven\ncreated: soon\nskip_specs: true\n',
          ]),
        ),
      ],
  },
  {
    name: 'metadata broken',
    after: ({ files }, chance) =>
      files.set(
        '.openspec.yaml',
        chance.oneOf([
          'schema: [\n',
          'created: 2026-01-01\n',
          'schema: nobody\n',
          '',
          'schema: spec-driven\ninitiative: {store: a, id: B}\n',
        ]),
      ),
  },
  {
    name: 'nested',
    after: ({ files }) =>
      void [...files].forEach(([path, text]) => files.delete(path) && files.set(`inner/${path}`, text)),
  },
  { name: 'orphan above', after: edit((text) => `${whole('Orphan')}\n${text}`) },
  { name: 'orphan under notes', after: append(`## Notes\n\n${whole('Orphan')}`) },
  {
    name: 'stray heading',
    after: edit((text) => text.replace(/^(## (?:ADDED|MODIFIED) .*)$/mu, '$1\n\n### Divider\n')),
  },
  { name: 'nameless', after: append(`## ADDED Requirements\n\n### Requirement:\n\n${whole('Named')}`) },
  { name: 'no target', after: append(`## MODIFIED Requirements\n\n${whole('Nobody knows')}`) },
  { name: 'removes what is not there', after: append('## REMOVED Requirements\n- `### Requirement: Nobody knows`\n') },
  {
    name: 'near miss',
    before: ({ plan, known }) => void plan.removed.push((known?.at(-1)?.name ?? 'X').toLowerCase()),
  },
  {
    name: 'added near miss',
    before: ({ plan, known }, chance) =>
      void plan.added.push(requirement(chance, (known?.at(-1)?.name ?? 'X').replaceAll(' ', '  ').toUpperCase())),
  },
  {
    name: 'renamed near miss',
    before: ({ plan, known }) =>
      void (known?.[1] && plan.renamed.push([known[0]?.name ?? 'X', known[1].name.toUpperCase()])),
  },
  { name: 'added as it is', before: ({ plan, known }) => void plan.added.push(...(known ?? []).slice(0, 1)) },
  {
    name: 'tasks without boxes',
    after: ({ files }) =>
      files.set('tasks.md', '# Tasks\n\n```\n- code\n```\n<!--\n- comment\n-->\n\n- do it\n- do that\n'),
  },
  {
    name: 'tasks in the wrong group',
    after: ({ files }) =>
      files.set('tasks.md', '## 1. One\n- [x] 2.1 a\n- [x] 01.2 b\n## Other\n- [x] 9.1 c\n## 2. Two\n- [x] 2.1 d\n'),
  },
  { name: 'many blank lines', after: edit((text) => text.replaceAll('\n\n', '\n\n\n\n')) },
  { name: 'sections twice', after: append(`## Added Requirements\n\n${whole('Again')}`) },
];
