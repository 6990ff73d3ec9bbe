import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { decoded, didYouMean } from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import { filesOfCheckout, readIfThere, writeDurably, type Repository } from '#host';
import { readHappened } from '#ledger';
import {
  markedText,
  projectionCalled,
  PROJECTIONS,
  SIGNED,
  standingOf,
  type Projection,
  type Rendered,
  type RenderInput,
  type Standing,
} from '#plan';
import { isNumbered, newestVersionFile, numberedKind, type SpecFault } from '#spec';
import { readPlan } from './plan.ts';
import type { Project } from './project.ts';
import { listTasks } from './propose.ts';
import { readSpecs, specFailure } from './specs.ts';
import { rulesOfCheckout } from './rules/standing-rules.ts';

const LIMIT_BYTES = 64 * 1024 * 1024;
/** What is rendered here, one name a line: so a file that is gone is missed. */
const IN_USE = '.writ/rendered';

/** A rendered file and how what is there stands to it. */
export type Held = { readonly rendered: Rendered; readonly standing: Standing };

const textAt = ({ root }: Repository, path: string): Result<string | null> => {
  const bytes = readIfThere(join(root, path), LIMIT_BYTES);
  if (!bytes.ok) return bytes;
  // Bytes that are no text are none of ours.
  return ok(bytes.value === null ? null : (decoded(bytes.value) ?? '\0'));
};

const namesInUse = (repository: Repository): Result<readonly string[]> => {
  const text = textAt(repository, IN_USE);
  if (!text.ok) return text;
  const lines = (text.value ?? '').split('\n');
  const named = lines.flatMap((line, at) =>
    line.trim() === '' || line.startsWith('#') ? [] : [{ name: line.trim(), at }],
  );
  const unknown = named.find(({ name }) => projectionCalled(name) === null);
  if (unknown === undefined) return ok(named.map(({ name }) => name));
  const where = { file: IN_USE, line: unknown.at + 1, column: 1, text: lines[unknown.at] ?? '' };
  return fail('config.invalid', `nothing is rendered by the name “${unknown.name}”`, { where });
};

/** The projections of these names; of none, those in use. */
const projectionsCalled = (repository: Repository, names: readonly string[]): Result<readonly Projection[]> => {
  const inUse = namesInUse(repository);
  if (!inUse.ok) return inUse;
  const wanted = names.length === 0 ? inUse.value : names;
  const found: Projection[] = [];
  for (const name of wanted) {
    const projection = projectionCalled(name);
    if (projection === null) {
      const meant = didYouMean(name, PROJECTIONS.map((one) => one.name)); // prettier-ignore
      const told =
        meant === null ? `there are ${PROJECTIONS.map((one) => one.name).join(', ')}` : `did you mean “${meant}”?`;
      return fail('usage.unknown', `nothing is rendered by the name “${name}”; ${told}`, {
        remedy: 'writ render --list',
      });
    }
    if (!found.includes(projection)) found.push(projection);
  }
  return ok(found);
};

/** What is an index of documents, and of which: of one that cannot be read in full it would leave something out. */
const INDEX_OF: Readonly<Record<string, ReturnType<typeof numberedKind>>> = { DECISIONS: 'adr', QUESTIONS: 'oq', ASSUMPTIONS: 'asm' }; // prettier-ignore

const refuseUnread = (faults: readonly SpecFault[], projections: readonly Projection[]): Result<null> => {
  const kinds = new Set(projections.map(({ name }) => INDEX_OF[name] ?? null));
  const own = faults.filter(({ file }) => numberedKind(file) !== null && kinds.has(numberedKind(file)));
  const [first, ...rest] = own.map(specFailure);
  return first === undefined ? ok(null) : { ok: false, failures: [first, ...rest] };
};

const inputOf = async (
  { cwd, repository, ledger, settings }: Project,
  project: Project,
  projections: readonly Projection[],
): Promise<Result<RenderInput>> => {
  const plan = await readPlan(cwd);
  if (!plan.ok) return plan;
  const happened = await readHappened(ledger, SIGNED);
  if (!happened.ok) return happened;
  const listed = await filesOfCheckout(repository);
  if (!listed.ok) return listed;
  const rulebook = rulesOfCheckout(repository);
  if (!rulebook.ok) return rulebook;
  const specs = await readSpecs(repository);
  if (!specs.ok) return specs;
  const whole = refuseUnread(specs.value.faults, projections);
  if (!whole.ok) return whole;
  const tasks = listTasks(project).flatMap(({ task }) => (task.ok ? [task.value] : []));
  return ok({
    lines: plan.value.lines.toSorted((a, b) => (a.task < b.task ? -1 : 1)),
    graph: plan.value.graph,
    tasks: new Map(tasks.map((task) => [task.contract.id, task])),
    happened: happened.value,
    numbered: specs.value.anchors.filter(isNumbered),
    spec: newestVersionFile(listed.value),
    rules: rulebook.value.rules,
    strictness: settings.strictness,
  });
};

/** Every file of these projections with its standing. */
const held = (
  repository: Repository,
  projections: readonly Projection[],
  input: RenderInput,
): Result<readonly Held[]> => {
  const all: Held[] = [];
  for (const { name, files } of projections) {
    const made = files(input);
    if ('lacks' in made) return fail('usage.unknown', `${name} has nothing to be rendered from: ${made.lacks}`, { remedy: 'writ spec validate' }); // prettier-ignore
    for (const file of made) {
      const rendered = { name, ...file };
      const there = textAt(repository, file.path);
      if (!there.ok) return there;
      all.push({ rendered, standing: standingOf(rendered, there.value) });
    }
  }
  return ok(all);
};

const lookAt = async (project: Project, names: readonly string[]): Promise<Result<readonly Held[]>> => {
  const projections = projectionsCalled(project.repository, names);
  if (!projections.ok || projections.value.length === 0) return projections.ok ? ok([]) : projections;
  const input = await inputOf(project, project, projections.value);
  return input.ok ? held(project.repository, projections.value, input.value) : input;
};

const SAYS: Readonly<Record<Exclude<Standing, 'current'>, string>> = {
  missing: 'is not there',
  foreign: 'was not rendered by Writ',
  edited: 'was edited by hand',
  stale: 'is not what the record says by now',
};

const failureOf = ({ rendered: { name, path }, standing }: Held): readonly Failure[] => {
  if (standing === 'current') return [];
  const remedy = `writ render ${name}${standing === 'foreign' ? ' --replace' : ''}`;
  const code = standing === 'edited' || standing === 'foreign' ? 'render.edited' : 'render.stale';
  return [{ code, message: `${path} ${SAYS[standing]}`, where: { file: path, line: 1, column: 1 }, remedy }];
};

/**
 * Whether rendered files are what the record says, byte by byte. Nothing is written.
 *
 * @param names which projections; none: all that are in use here, of which there has to be one
 * Fails with `render.edited` and `render.stale`, each with the command that repairs it.
 */
export const checkRendered = async (
  project: Project,
  names: readonly string[],
): Promise<Result<readonly Rendered[]>> => {
  const all = await lookAt(project, names);
  if (!all.ok) return all;
  const [first, ...rest] = all.value.flatMap(failureOf);
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  if (all.value.length === 0) return fail('render.stale', 'nothing is rendered here, so nothing is in step', { remedy: 'writ render TASK_BOARD' }); // prettier-ignore
  return ok(all.value.map(({ rendered }) => rendered));
};

/** Whether a file would come to lie in the repository: a folder on its way may be a link that leads out of it. */
const staysWithin = ({ root }: Repository, path: string): boolean => {
  let folder = dirname(join(root, path));
  while (!existsSync(folder)) folder = dirname(folder);
  const [real, home] = [realpathSync(folder), realpathSync(root)];
  return real === home || real.startsWith(home + sep);
};

/** What was written: each file with how it stood before. */
export type RenderedNow = { readonly written: readonly Held[]; readonly current: readonly Rendered[] };

/**
 * Renders files, and remembers which. A file that a person wrote is refused with `render.edited` unless `replace` is
 * given, and then nothing at all is written; one that was rendered and then edited is put right.
 *
 * @param names which projections; none: all that are in use here
 */
export const renderFiles = async (
  project: Project,
  names: readonly string[],
  replace: boolean,
): Promise<Result<RenderedNow>> => {
  const { repository } = project;
  if (!staysWithin(repository, IN_USE)) return fail('input.unreadable', `${IN_USE} would lie outside of the repository, over a link`); // prettier-ignore
  const all = await lookAt(project, names);
  if (!all.ok) return all;
  const refused = replace ? [] : all.value.filter(({ standing }) => standing === 'foreign').flatMap(failureOf);
  const outside = all.value.filter(({ rendered }) => !staysWithin(repository, rendered.path));
  const [first, ...rest] = [
    ...refused,
    ...outside.map(({ rendered }): Failure => ({ code: 'input.unreadable', message: `${rendered.path} would lie outside of the repository, over a link` })), // prettier-ignore
  ];
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  const written = all.value.filter(({ standing }) => standing !== 'current');
  for (const { rendered } of written) {
    const wrote = writeDurably(join(repository.root, rendered.path), markedText(rendered));
    if (!wrote.ok) return wrote;
  }
  const remembered = remember(repository, [...new Set(all.value.map(({ rendered }) => rendered.name))]);
  if (!remembered.ok) return remembered;
  return ok({
    written,
    current: all.value.filter(({ standing }) => standing === 'current').map(({ rendered }) => rendered),
  });
};

const remember = (repository: Repository, names: readonly string[]): Result<null> => {
  const before = namesInUse(repository);
  if (!before.ok) return before;
  const fresh = names.filter((name) => !before.value.includes(name));
  if (fresh.length === 0) return ok(null);
  const lines = [...before.value, ...fresh].toSorted();
  return writeDurably(join(repository.root, IN_USE), `# What writ render keeps in step here.\n${lines.join('\n')}\n`);
};
