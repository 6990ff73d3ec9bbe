import { parse } from 'yaml';

/** A document that a change is planned by, and what has to be there before. */
export type Step = {
  readonly id: string;
  /** The file it is, or a pattern of its files. */
  readonly generates: string;
  readonly description: string;
  /** The file of the workflow that shows its form. */
  readonly template: string;
  readonly instruction: string | null;
  readonly requires: readonly string[];
};

/** How changes go: a `schema` of OpenSpec. */
export type Workflow = {
  readonly name: string;
  readonly steps: readonly Step[];
  /** What has to be there before work begins, and the file with the tasks: null for that of the document called tasks. */
  readonly apply: { readonly requires: readonly string[]; readonly tracks: string | null; readonly instruction: string | null } | null;
}; // prettier-ignore

const step = (id: string, generates: string, requires: readonly string[], texts: Pick<Step, 'description' | 'instruction'>): Step => ({
  ...{ id, generates, requires, ...texts },
  template: `${id === 'specs' ? 'spec' : id}.md`,
}); // prettier-ignore

/** The workflow that OpenSpec brings along. */
export const SPEC_DRIVEN: Workflow = {
  name: 'spec-driven',
  steps: [
    step('proposal', 'proposal.md', [], {
      description: 'why, and what changes',
      instruction:
        'Say why this is needed, what changes, and which capabilities it concerns: new ones, and those whose requirements\nchange (writ spec list openspec/specs shows them). Each of them gets a delta under specs/. Where no behaviour\nchanges, write skip_specs: true into .openspec.yaml instead. Leave the how to the design.',
    }),
    step('specs', 'specs/**/*.md', ['proposal'], {
      description: 'what the system shall do',
      instruction:
        'Write specs/CAPABILITY/spec.md for each capability of the proposal, with ## ADDED, MODIFIED, REMOVED or RENAMED\nRequirements. A requirement says SHALL or MUST under its heading and has a #### Scenario: with WHEN and THEN.\nMODIFIED takes the place of the whole requirement: copy it from openspec/specs, scenarios and all, then change it.\nA new capability begins with ## Purpose.',
    }),
    step('design', 'design.md', ['proposal'], {
      description: 'how it is done',
      instruction:
        'Say how: the situation, goals and what is none, decisions with what was rejected and why, risks. What would change\nthe specs or the tasks is decided now, not left open.',
    }),
    step('tasks', 'tasks.md', ['specs', 'design'], {
      description: 'what there is to do',
      instruction:
        'Cut the work into groups (## 1. GROUP) of tasks (- [ ] 1.1 WHAT), each of which can be done in one go and says how\none sees that it is done. Tests and documents belong to the group whose work they are about.',
    }),
  ],
  apply: { requires: ['tasks'], tracks: 'tasks.md', instruction: null },
};

/** The forms of its documents. What stands between `<!--` and `-->` is to be filled in. */
export const SPEC_DRIVEN_FORMS: Readonly<Record<string, string>> = {
  proposal: `# Proposal\n\n## Why\n\n<!-- the problem, and why now -->\n\n## What Changes\n\n- <!-- each change; **BREAKING** where it breaks something -->\n\n## Capabilities\n\n### New Capabilities\n\n- <!-- \`capability\`: what it is for -->\n\n### Modified Capabilities\n\n- <!-- \`capability\`: which requirement changes -->\n\n## Impact\n\n<!-- code, interfaces, dependencies that are concerned -->\n`,
  specs: `# Spec Delta\n\n## Purpose\n\n<!-- for a new capability only: what it is for -->\n\n## ADDED Requirements\n\n### Requirement: <!-- name -->\n\n<!-- The system SHALL … -->\n\n#### Scenario: <!-- name -->\n\n- **WHEN** <!-- what happens -->\n- **THEN** <!-- what comes of it -->\n`,
  design: `# Design\n\n## Context\n\n<!-- how things stand -->\n\n## Goals / Non-Goals\n\n<!-- what it shall reach, and what not -->\n\n## Decisions\n\n<!-- each with what was rejected, and why -->\n\n## Risks / Trade-offs\n\n<!-- each with what is done about it -->\n`,
  tasks: `# Tasks\n\n## 1. <!-- group -->\n\n- [ ] 1.1 <!-- what, and how one sees that it is done -->\n`,
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const texts = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;

/** A path that stays where it belongs. */
const isInside = (value: unknown): value is string =>
  isText(value) &&
  !/^(?:[\\/]|[A-Za-z]:)/u.test(value) &&
  !value.split(/[\\/]+/u).includes('..') &&
  !value.includes('\0');

const MOST_STEPS = 1000;

const readStep = (raw: unknown): Step | string => {
  if (!isRecord(raw) || !isText(raw['id'])) return 'each document needs an id';
  const { id, generates, description, template, instruction = null, requires = [] } = raw;
  if (!isInside(generates) || !isInside(template)) return `${id}: generates and template are paths below the change and the workflow`;
  const needed = texts(requires);
  if (typeof description !== 'string' || needed === null) return `${id}: description is a text, and requires a list of ids`;
  if (instruction !== null && typeof instruction !== 'string') return `${id}: instruction is a text`;
  return { id, generates, description, template, instruction, requires: needed };
}; // prettier-ignore

/** In an order in which each comes after what it requires; null where they go round. */
export const inOrder = (steps: readonly Step[]): readonly Step[] | null => {
  const left = [...steps];
  const done = new Set<string>();
  const ordered: Step[] = [];
  while (left.length > 0) {
    const at = left.findIndex(({ requires }) => requires.every((id) => done.has(id)));
    const [next] = at === -1 ? [] : left.splice(at, 1);
    if (next === undefined) return null;
    done.add(next.id);
    ordered.push(next);
  }
  return ordered;
};

const readApply = (raw: unknown, ids: ReadonlySet<string>): Workflow['apply'] | string => {
  if (raw === undefined) return null;
  const requires = isRecord(raw) ? texts(raw['requires']) : null;
  if (!isRecord(raw) || requires === null || requires.length === 0) return 'apply requires a document at least';
  if (requires.some((id) => !ids.has(id))) return 'apply requires a document that there is not';
  const { tracks, instruction = null } = raw;
  if (tracks !== undefined && tracks !== null && !isInside(tracks)) return 'apply.tracks is a path below the change';
  if (instruction !== null && typeof instruction !== 'string') return 'apply.instruction is a text';
  return { requires, tracks: tracks ?? null, instruction };
};

/**
 * Reads a workflow of a project, `schema.yaml`.
 *
 * @returns the workflow, or what is wrong with it
 */
export const readWorkflow = (text: string): Workflow | string => {
  let raw: unknown;
  try {
    raw = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : 'it is not YAML';
  }
  if (!isRecord(raw) || !isText(raw['name'])) return 'it needs a name';
  const { name, version, artifacts } = raw;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return 'its version is a whole number from 1';
  if (!Array.isArray(artifacts) || artifacts.length === 0 || artifacts.length > MOST_STEPS) return 'it needs documents, and not thousands';
  const read = artifacts.map(readStep);
  const wrong = read.find((one) => typeof one === 'string');
  if (wrong !== undefined) return wrong;
  const steps = read.filter((one) => typeof one !== 'string');
  const ids = new Set(steps.map(({ id }) => id));
  if (ids.size < steps.length) return 'two documents have one id';
  if (steps.some(({ requires }) => requires.some((id) => !ids.has(id)))) return 'a document requires one that there is not';
  if (inOrder(steps) === null) return 'documents require each other in a circle';
  const apply = readApply(raw['apply'], ids);
  return typeof apply === 'string' ? apply : { name, steps, apply };
}; // prettier-ignore
