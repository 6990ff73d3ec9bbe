import { ok, type Failure } from '#failure';
import { brokenLaws, type SpecFault, type Specs } from '#spec';
import { citedAnchor } from './cited-anchor.ts';
import type { Answered } from './kept-of-files.ts';
import { openProject, type Project } from './project.ts';
import { listTasks } from './propose.ts';
import { advisedBy, specAdvice } from './spec-advice.ts';
import { numberedAt } from './spec-laws.ts';
import { readListedSpecs, specFailure } from './specs.ts';

/** What keeps a document from staying in order, and is no fault by itself. */
export type Advice = Omit<SpecFault, 'text' | 'next'>;

/** Documents in which nothing is wrong. */
export type SoundSpecs = {
  readonly spec: Specs['spec'];
  readonly files: readonly string[];
  /** How many. */
  readonly anchors: number;
  readonly advice: readonly Advice[];
};

export type ValidateOrder = {
  /** The commit against which the laws of decisions, questions and assumptions hold; else the one that is checked out. */
  readonly base: string | undefined;
  /** Advice is refused, too. */
  readonly strict: boolean;
};

/** What task files cite, and does not find what it names. */
const citedWrongly = (project: Project, specs: Specs): readonly Failure[] =>
  listTasks(project).flatMap(({ task }) => {
    if (!task.ok) return [];
    const { contract, file } = task.value;
    const cites = new Set([...contract.cites, ...contract.done.flatMap((item) => item.cites)]);
    return [...cites].flatMap((cite) => {
      const found = citedAnchor(specs, cite, { file, line: 1, column: 1 });
      return found.ok ? [] : found.failures;
    });
  });

/** Holds the documents of an open project to all that is asked of them. */
const judge = async (project: Project, listed: readonly string[], order: ValidateOrder): Promise<Answered<SoundSpecs>> => {
  // git looks at the commit while the checkout is read.
  const looking = numberedAt(project, order.base ?? 'HEAD');
  const { specs, lookedAt } = readListedSpecs(project.repository, listed);
  const before = await looking;
  if (!before.ok) return { answer: before, lookedAt: [] };
  const advice = specAdvice(project.repository, specs, listed);
  const told = [...specs.faults, ...brokenLaws(before.value, specs.anchors), ...(order.strict ? advice : [])];
  const [first, ...rest] = [...told.map(specFailure), ...citedWrongly(project, specs)];
  const { spec, files, anchors } = specs;
  const sound: SoundSpecs = {
    ...{ spec, files, anchors: anchors.length },
    advice: advice.map(({ file, line, column, says }) => ({ file, line, column, says })),
  };
  return {
    answer: first === undefined ? ok(sound) : { ok: false, failures: [first, ...rest] },
    lookedAt: [...lookedAt(), ...advisedBy(specs, listed)],
  };
}; // prettier-ignore

/**
 * Holds the documents of the checkout a folder belongs to to all that is asked of them.
 *
 * @param listed the files of the checkout
 */
export const judgeSpecs = async (
  cwd: string,
  order: ValidateOrder,
  listed: readonly string[],
): Promise<Answered<SoundSpecs>> => {
  const project = await openProject(cwd);
  if (!project.ok) return { answer: project, lookedAt: [] };
  try {
    return await judge(project.value, listed, order);
  } finally {
    await project.value.close();
  }
};
