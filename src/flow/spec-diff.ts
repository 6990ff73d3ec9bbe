import { citationsOf } from '#contract';
import { fail, ok, type Result } from '#failure';
import { commitNamed, openStore } from '#host';
import { specsAt } from '#run';
import type { Anchor, SpecFault, Specs } from '#spec';
import { listTasks } from './propose.ts';
import type { Project } from './project.ts';
import { readSpecs } from './specs.ts';

/** An anchor that is another one than at the base, and the tasks of the checkout that cite it or what it lies in. */
export type ChangedAnchor = {
  readonly what: 'added' | 'removed' | 'changed';
  readonly anchor: Anchor;
  readonly tasks: readonly string[];
};

/** What became of the anchors, and what keeps documents of the checkout from being read in full. */
export type SpecDiff = { readonly anchors: readonly ChangedAnchor[]; readonly faults: readonly SpecFault[] };

const isApi = ({ kind }: Anchor): boolean => kind === 'openapi' || kind === 'asyncapi';

/** Whether the anchor itself says something else: what an anchor inside it says is told there. */
const isOther = (before: Specs, after: Specs, was: Anchor, is: Anchor): boolean =>
  was.digest !== is.digest &&
  (isApi(is) || was.binding !== is.binding || before.ownTextOf(was).trimEnd() !== after.ownTextOf(is).trimEnd());

const keyOf = ({ cite, file }: Anchor): string => `${cite}\n${file.startsWith('openspec/changes/') ? file : ''}`;

/** Which anchors each task cites, by the documents of the checkout and, for what is gone, by those of the base. */
const citedBy = (project: Project, sides: readonly Specs[]): ReadonlyMap<string, readonly string[]> => {
  const pairs = listTasks(project).flatMap(({ task }) => {
    if (!task.ok) return [];
    const { contract } = task.value;
    return citationsOf(contract).flatMap((cite) =>
      sides.flatMap((specs) => {
        const found = specs.resolve(cite);
        const there = found.ok && (found.value.kind === 'found' || found.value.kind === 'changed');
        return there ? [{ cite: found.value.anchor.cite.replace(/#\d+$/u, ''), task: contract.id }] : [];
      }),
    );
  });
  const byCite = Map.groupBy(pairs, ({ cite }) => cite);
  return new Map([...byCite].map(([cite, all]) => [cite, [...new Set(all.map(({ task }) => task))]] as const));
};

/**
 * What became of the anchors since a commit, one by one: an edit of one requirement is a change of that one alone.
 * Fails where there is no such commit.
 */
export const specDiff = async (project: Project, base: string): Promise<Result<SpecDiff>> => {
  const { repository } = project;
  const commit = await commitNamed(repository, base);
  if (!commit.ok) return commit;
  if (commit.value === null) return fail('usage.unknown', `there is no commit ${base}`, { remedy: 'writ spec diff main' });
  const store = await openStore(repository);
  if (!store.ok) return store;
  const before = await specsAt(store.value, commit.value);
  if (!before.ok) return before;
  const after = await readSpecs(repository);
  if (!after.ok) return after;
  const [was, is] = [before.value, after.value].map(
    (specs) => new Map(specs.anchors.map((one) => [keyOf(one), one] as const)),
  );
  const changes: Omit<ChangedAnchor, 'tasks'>[] = [];
  for (const [key, anchor] of is ?? []) {
    const old = was?.get(key);
    if (old === undefined) changes.push({ what: 'added', anchor });
    else if (isOther(before.value, after.value, old, anchor)) changes.push({ what: 'changed', anchor });
  }
  for (const [key, anchor] of was ?? []) if (is?.has(key) === false) changes.push({ what: 'removed', anchor });
  const tasks = changes.length === 0 ? new Map<string, readonly string[]>() : citedBy(project, [after.value, before.value]); // prettier-ignore
  const around = ({ file, line, lastLine }: Anchor): readonly string[] =>
    [...before.value.anchors, ...after.value.anchors]
      .filter((one) => one.file === file && one.line <= line && one.lastLine >= lastLine)
      .map(({ cite }) => cite);
  return ok({
    faults: after.value.faults,
    anchors: changes.map((change) => {
      const cites = new Set([change.anchor.cite, ...around(change.anchor)]);
      return { ...change, tasks: [...new Set([...cites].flatMap((cite) => tasks.get(cite) ?? []))] };
    }),
  });
}; // prettier-ignore
