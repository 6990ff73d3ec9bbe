import { ok, type Result } from '#failure';
import type { BoardTask } from '#plan';

/**
 * A citation of a contract that reads otherwise by now than it did when it was approved; `now` null: it finds nothing.
 * `at` is the commit at which it was approved, to compare with.
 */
export type Drift = {
  readonly cite: string;
  readonly approved: string;
  readonly now: string | null;
  readonly at: string;
};

/**
 * Which contracts, and which landed work, a change of a cited text touches: by task, what of it reads otherwise in the
 * checkout. Where nothing is cited no document is read, nor is anything loaded that reads one.
 */
export const driftOf = async (
  root: string,
  tasks: readonly Pick<BoardTask, 'task' | 'cites' | 'citedAt' | 'state'>[],
): Promise<Result<ReadonlyMap<string, readonly Drift[]>>> => {
  const citing = tasks.filter(({ cites, state }) => cites !== undefined && state !== 'superseded' && state !== 'abandoned'); // prettier-ignore
  if (citing.length === 0) return ok(new Map());
  const { readSpecs } = await import('./specs.ts');
  const specs = await readSpecs({ root });
  if (!specs.ok) return specs;
  const known = new Map<string, string | null>();
  const digestNow = (cite: string): string | null => {
    const before = known.get(cite);
    if (before !== undefined) return before;
    const found = specs.value.resolve(cite);
    const there = found.ok && (found.value.kind === 'found' || found.value.kind === 'changed') ? found.value.anchor.digest : null; // prettier-ignore
    known.set(cite, there);
    return there;
  };
  const touched = citing.flatMap(({ task, cites = [], citedAt = 'HEAD' }) => {
    const drift = cites
      .map(({ cite, digest }): Drift => ({ cite, approved: digest, now: digestNow(cite), at: citedAt }))
      .filter(({ approved, now }) => approved !== now);
    return drift.length === 0 ? [] : [[task, drift] as const];
  });
  return ok(new Map(touched));
};
