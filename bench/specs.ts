/**
 * Twenty thousand anchors of every kind that documents have, found the first time and the second, and the memory that
 * takes. Requirements of OpenSpec, a spec with hierarchical anchors, a description of an API, decisions, questions and
 * assumptions: each in files as large as they are in practice.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bench } from './rig/figure.ts';
import { makeRepository } from './rig/repository.ts';

const [CAPABILITIES, REQUIREMENTS, ANCHORS, PATHS, DECISIONS, QUESTIONS, ASSUMPTIONS] = [200, 50, 6000, 1600, 600, 400, 400]; // prettier-ignore
const LEAST = 20_000;
/** What a person has to spare beside an editor and an agent. */
const PEAK_BYTES = 200e6;

const times = (count: number, text: (at: number) => string): string => Array.from({ length: count }, (_, at) => text(at)).join('\n'); // prettier-ignore

const requirement = (at: number): string =>
  `### Requirement: It keeps ${at}\n**ID**: R-${at}\nThe system SHALL keep the entry ${at} until somebody with the right to do so takes it away.\n\n#### Scenario: kept\n- **WHEN** entry ${at} is asked for\n- **THEN** it is told\n\n#### Scenario: gone\n- **WHEN** entry ${at} was taken away\n- **THEN** 404 is told\n`;

const operation = (at: number) => ({
  get: {
    ...{ operationId: `get${at}`, summary: `Tells entry ${at}` },
    responses: { 200: { description: 'It', content: { 'application/json': { schema: { $ref: `#/components/schemas/Entry${at}` } } } } }, // prettier-ignore
  },
});
const schema = (at: number) => ({ type: 'object', properties: { id: { type: 'string' }, n: { const: at } } });
const entries = <T>(count: number, name: (at: number) => string, value: (at: number) => T) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [name(at), value(at)]));

const FILES: readonly (readonly [path: string, text: () => string])[] = [
  ...Array.from({ length: CAPABILITIES }, (_, at): readonly [string, () => string] => [
    `openspec/specs/part-${at}/spec.md`,
    () => `# part-${at}\n\n## Purpose\nIt keeps what belongs to part ${at}, so that everybody finds it again.\n\n## Requirements\n\n${times(REQUIREMENTS, requirement)}`, // prettier-ignore
  ]),
  [
    'Master_Spec_v1.0.0.md',
    () => `# Spec\n\n${times(ANCHORS, (at) => `## A${1 + Math.floor(at / 100)}.${(at % 100) + 1} Part ${at}\nIt MUST do ${at}.\n`)}`, // prettier-ignore
  ],
  [
    'openapi.json',
    () => JSON.stringify({ openapi: '3.1.0', info: { title: 'Entries', version: '1' }, paths: entries(PATHS, (at) => `/entries/${at}`, operation), components: { schemas: entries(PATHS, (at) => `Entry${at}`, schema) } }, null, 1), // prettier-ignore
  ],
  ...Array.from({ length: DECISIONS }, (_, at): readonly [string, () => string] => [
    `docs/decisions/${String(at + 1).padStart(3, '0')}-so.md`,
    () => `# ADR-${String(at + 1).padStart(3, '0')}: So it is ${at}\n\n## Status\n\nAccepted\n\n## Decision\n\nIt is ${at}.\n`, // prettier-ignore
  ]),
  [
    'docs/open-questions.md',
    () => `# Open questions\n\n## Theme 1: General\n\n${times(QUESTIONS, (at) => `### OQ-${at + 1}: Is it ${at}?\n\n- **Status**: open\n- **Priority**: low\n`)}`, // prettier-ignore
  ],
  [
    'doc/Assumptions_Register.md',
    () => `# Assumptions\n\n${times(ASSUMPTIONS, (at) => `### ASM-${at + 1}: It is ${at}\n\n- **Status**: open\n`)}`,
  ],
];

const isAll = (stdout: string): boolean => {
  const json: Readonly<Record<string, unknown>> = JSON.parse(stdout);
  return typeof json['anchors'] === 'number' && json['anchors'] >= LEAST;
};

export const bench: Bench = async (stage) => {
  const work = makeRepository(stage);
  for (const [path, text] of FILES) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text());
  }
  stage.prepare({ argv: ['git', 'add', '--all'], cwd: work });
  stage.prepare({ argv: ['git', 'commit', '--quiet', '--message', 'docs: many anchors'], cwd: work });
  const command = { argv: [stage.writ, 'spec', 'validate', '--json'], cwd: work, expect: isAll } as const;
  const measured = stage.command(`writ spec validate, ${LEAST} anchors`, command);
  const forget = (): void => rmSync(join(stage.folder, 'home/.cache'), { recursive: true, force: true });
  const know = (): void => void stage.prepare(command);
  const [allowed, rounds, baseline] = [{ peakBytes: PEAK_BYTES }, 3, stage.nodeAlone];
  return [
    { name: 'specs.first', measured: { ...measured, says: `${measured.says}, first run`, before: forget }, baseline, allowed, rounds }, // prettier-ignore
    { name: 'specs.second', measured: { ...measured, says: `${measured.says}, second run`, before: know }, baseline, allowed, rounds }, // prettier-ignore
  ];
};
