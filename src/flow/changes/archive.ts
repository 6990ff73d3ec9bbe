import { join } from 'node:path';
import { fail, ok, type Failure, type Result } from '#failure';
import { kindOf, today, type Repository } from '#host';
import {
  ARCHIVE,
  digestsIn,
  groundKey,
  METADATA,
  planArchive,
  readMetadata,
  sharedGrounds,
  textAt,
  withBases,
  type ArchiveFault,
  type ArchivePlan,
  type ChangeFiles,
} from '#spec';
import { groundsIn, movedFailure, movedGrounds } from './ground.ts';
import { readChanges, type OpenChanges } from './read.ts';
import { doSteps, type FileStep, type Steps } from './step-log.ts';

/** What is asked for. */
export type ArchiveOrder = {
  readonly name: string;
  /** Other open changes whose ground may be taken from under them: each has to be renewed before it is archived. */
  readonly outdates: readonly string[];
  /** What those who have to approve it have against it: nothing counts as agreed because nobody asked. */
  readonly against: (open: OpenChanges, change: ChangeFiles) => Promise<Result<readonly Failure[]>>;
};

/** What an archive did. */
export type Archived = ArchivePlan & {
  readonly name: string;
  readonly to: string;
  /** The other changes that have to be renewed now. */
  readonly outdated: readonly string[];
};

const asFailure = (open: OpenChanges, { code, file, line, says }: ArchiveFault): Failure => {
  const text = open.textOf(file);
  const shown = typeof text === 'string' ? text.split(/\r?\n/u)[line - 1] : undefined;
  return { code, message: says, where: { file, line, column: 1, ...(shown ? { text: shown.slice(0, 300) } : {}) } };
};

/** Other open changes that build upon what this one changes, and were not named. */
const sharedFailures = (order: ArchiveOrder, shared: ReturnType<typeof sharedGrounds>): readonly Failure[] =>
  shared
    .filter(({ change }) => !order.outdates.includes(change))
    .map(({ change, ground: { capability, name, operation, file, line } }) => ({
      code: 'change.shared' as const,
      message: `the open change ${change} has “${name}” of ${capability} ${operation}, too: it would be outdated, and has to be renewed before it is archived`,
      where: { file, line, column: 1 },
      remedy: `archive ${change} first, or: writ change archive ${order.name} --outdates ${change}`,
    })); // prettier-ignore

/** What the other changes were begun from is written into them, for a commit may hide it. */
const keptBases = (open: OpenChanges, shared: ReturnType<typeof sharedGrounds>): readonly FileStep[] =>
  [...Map.groupBy(shared, ({ change }) => change)].flatMap(([name, grounds]): FileStep[] => {
    const change = open.changes.get(name);
    if (change === undefined) return [];
    const read = readMetadata(change.files.get(METADATA));
    const known = read.kind === 'read' ? read.metadata.bases : new Map<string, string>();
    const bases = new Map(
      grounds.flatMap(({ ground }) => {
        const spec = open.specs(ground.capability);
        const digest = typeof spec === 'string' ? digestsIn(spec).get(ground.name) : undefined;
        return digest === undefined || known.has(groundKey(ground)) ? [] : [[groundKey(ground), digest] as const];
      }),
    );
    const before = textAt(change.files, METADATA);
    const after = withBases(before ?? `schema: ${open.project.defaultWorkflow}\n`, bases);
    return bases.size === 0 || read.kind === 'broken' ? [] : [{ path: `${change.folder}/${METADATA}`, before, after }];
  });

const destinationOf = (name: string): string =>
  `${ARCHIVE}/${/^\d{4}-\d{2}-\d{2}-/u.test(name) ? name : `${today()}-${name}`}`;

const nonEmpty = (failures: readonly Failure[]): Result<null> => {
  const [first, ...rest] = failures;
  return first === undefined ? ok(null) : { ok: false, failures: [first, ...rest] };
};

const checked = async (repository: Repository, open: OpenChanges, change: ChangeFiles, order: ArchiveOrder) => {
  const plan = planArchive(change, open.project, open.specs);
  const own = groundsIn(open, change);
  const others = new Map([...open.changes].flatMap(([name, one]) => (name === order.name ? [] : [[name, groundsIn(open, one)] as const])));
  const shared = sharedGrounds(own, others);
  const moved = await movedGrounds(repository, open, change);
  if (!moved.ok) return moved;
  const against = await order.against(open, change);
  if (!against.ok) return against;
  const all = nonEmpty([
    ...against.value,
    ...('faults' in plan ? plan.faults.map((fault) => asFailure(open, fault)) : []),
    ...moved.value.map((ground) => movedFailure(order.name, ground)),
    ...sharedFailures(order, shared),
  ]);
  if (!all.ok) return all;
  return 'faults' in plan ? fail('change.invalid', `${order.name} cannot be archived`) : ok({ plan, shared });
}; // prettier-ignore

const planned = async (repository: Repository, order: ArchiveOrder) => {
  const open = readChanges(repository, 'all');
  if (!open.ok) return open;
  const change = open.value.changes.get(order.name);
  if (change === undefined) {
    const only = readChanges(repository, 'all', order.name);
    return only.ok ? fail('usage.unknown', `there is no open change “${order.name}”`) : only;
  }
  const stranger = order.outdates.find((one) => !open.value.changes.has(one));
  if (stranger !== undefined) return fail('usage.unknown', `there is no open change “${stranger}” to outdate`, { remedy: 'writ change list' });
  const to = destinationOf(order.name);
  if (kindOf(join(repository.root, to)) !== null) return fail('change.archive', `${to} is there already`);
  const found = await checked(repository, open.value, change, order);
  if (!found.ok) return found;
  const { plan, shared } = found.value;
  const files = plan.writes.map(({ capability, file, text }): FileStep => {
    const before = open.value.specs(capability);
    return { path: file, before: typeof before === 'string' ? before : null, after: text };
  });
  const steps: Steps = { files: [...files, ...keptBases(open.value, shared)], from: change.folder, to };
  const archived: Archived = { ...plan, name: order.name, to, outdated: [...new Set(shared.map(({ change: other }) => other))] };
  return ok({ steps, archived });
}; // prettier-ignore

/**
 * Archives a change: its deltas become part of the specs, and its folder is kept under `changes/archive`. All of it
 * happens, or nothing. Fails with everything that is against it, each with its place; and with `repository.locked` where
 * somebody else is archiving here.
 */
export const archiveChange = async (repository: Repository, order: ArchiveOrder): Promise<Result<Archived>> => {
  const done = await doSteps(repository, () => planned(repository, order));
  return done.ok ? ok(done.value.archived) : done;
};
