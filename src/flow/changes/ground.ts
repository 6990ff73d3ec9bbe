import { join } from 'node:path';
import { statSync } from 'node:fs';
import { ok, type Failure, type Result } from '#failure';
import { commitsTouching, textsAt, type Repository } from '#host';
import {
  basisIn,
  digestsIn,
  groundKey,
  groundsOfChange,
  METADATA,
  readMetadata,
  specFile,
  type ChangeFiles,
  type Ground,
} from '#spec';
import type { OpenChanges } from './read.ts';

/** A requirement that a change builds upon and that says something else by now, or nobody knows what it said. */
export type MovedGround = Ground & { readonly was: 'another text' | 'not there' | 'unknown' };

const specText = (open: OpenChanges, capability: string): string | null => {
  const found = open.specs(capability);
  return typeof found === 'string' ? found : null;
};

/** Everything a change builds upon. */
export const groundsIn = (open: OpenChanges, change: ChangeFiles): readonly Ground[] =>
  groundsOfChange(change, (capability) => specText(open, capability));

/** More states of one delta than that are not read: the oldest of them counts as where it began. */
const MOST_STATES = 500;

/** The states that commits hold of a delta and its spec, the newest first; before them the last commit of all. */
const statesOf = async (repository: Repository, { file, capability }: Ground) => {
  const commits = await commitsTouching(repository, file);
  if (!commits.ok) return commits;
  const places = [repository.head, ...commits.value.filter((one) => one !== repository.head)].slice(0, MOST_STATES);
  const asked = places.flatMap((commit) => [
    { commit, path: file },
    { commit, path: specFile(capability) },
  ]);
  const texts = await textsAt(repository, asked);
  if (!texts.ok) return texts;
  return ok(places.map((_, at) => ({ delta: texts.value[at * 2] ?? null, spec: texts.value[at * 2 + 1] ?? null })));
};

/** A delta that no commit holds was begun from what its author saw: the spec, unless that was written after it. */
const uncommitted = (open: OpenChanges, ground: Ground): MovedGround | null => {
  const [spec, delta] = [specFile(ground.capability), ground.file].map((path) => statSync(join(open.root, path)).mtimeMs);
  return (spec ?? 0) > (delta ?? 0) ? { ...ground, was: 'unknown' } : null;
}; // prettier-ignore

/**
 * Finds what a change builds upon that is not any more what it was when the change began: archiving it would undo what
 * was decided since (lost update). The beginning is what somebody has seen it against (`writ change renew`); else the
 * commit in which the delta first named the requirement.
 */
export const movedGrounds = async (
  repository: Repository,
  open: OpenChanges,
  change: ChangeFiles,
): Promise<Result<readonly MovedGround[]>> => {
  const read = readMetadata(change.files.get(METADATA));
  const seen = read.kind === 'read' ? read.metadata.bases : new Map<string, string>();
  const moved: MovedGround[] = [];
  // A name that is given away keeps its text: whoever renames loses nothing of it.
  for (const [, grounds] of Map.groupBy(groundsIn(open, change), ({ file }) => file)) {
    const [first] = grounds;
    const spec = first === undefined ? null : specText(open, first.capability);
    if (first === undefined || spec === null) continue;
    const now = digestsIn(spec);
    const asked = grounds.filter(({ name, operation }) => operation !== 'RENAMED' && now.has(name));
    const unseen = asked.filter((ground) => !seen.has(groundKey(ground)));
    const states = unseen.length === 0 ? ok([]) : await statesOf(repository, first);
    if (!states.ok) return states;
    for (const ground of asked) {
      const isNow = now.get(ground.name) ?? '';
      const was = seen.get(groundKey(ground)) ?? basisIn(states.value, ground.name);
      if (was === isNow) continue;
      const found = was === null ? uncommitted(open, ground) : { ...ground, was: was === 'absent' ? ('not there' as const) : ('another text' as const) };
      if (found !== null) moved.push(found);
    }
  }
  return ok(moved);
}; // prettier-ignore

/** What is told of a ground that moved. */
export const movedFailure = (change: string, { capability, name, operation, file, line, was }: MovedGround): Failure => {
  const says = { 'another text': 'said something else', 'not there': 'was not there', unknown: 'may have said something else' }[was];
  return {
    code: 'change.outdated',
    message: `${operation} “${name}” of ${capability} ${says} when ${change} was begun: archiving it would undo what was changed since`,
    where: { file, line, column: 1 },
    remedy: `writ change renew ${change}`,
  };
}; // prettier-ignore
