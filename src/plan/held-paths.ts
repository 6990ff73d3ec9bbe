import { isGlob, type Contract } from '#contract';
import { contactFinder, type Contact } from './overlap.ts';

type Paths = Contract['paths'];
type Holder = { readonly task: string; readonly paths: Paths };

/** The paths that tasks hold which have begun: nobody else may change them before they have landed or given up. */
export type HeldPaths = {
  readonly hold: (holder: Holder) => void;
  /** Which other task holds a path that this one may change, and which; null: none. */
  readonly heldBy: (wanting: Holder) => { readonly task: string; readonly contact: Contact } | null;
};

const contactOf = contactFinder();

/** Nobody holds anything yet. Plain names are looked up, so that only globs are compared one by one. */
export const heldPaths = (): HeldPaths => {
  const named = new Map<string, Holder[]>();
  const withGlobs: Holder[] = [];
  const all: Holder[] = [];
  /** Those of the holders that a contract may meet at all. */
  const suspects = ({ allow }: Paths): readonly Holder[] =>
    allow.some(isGlob) ? all : [...allow.flatMap((entry) => named.get(entry) ?? []), ...withGlobs];
  return {
    hold: (holder) => {
      all.push(holder);
      const { allow } = holder.paths;
      if (allow.some(isGlob)) withGlobs.push(holder);
      for (const entry of allow) if (!isGlob(entry)) named.set(entry, [...(named.get(entry) ?? []), holder]);
    },
    heldBy: ({ task: wanting, paths }) => {
      for (const { task, paths: its } of suspects(paths)) {
        const contact = task === wanting ? null : contactOf(its, paths);
        if (contact !== null) return { task, contact };
      }
      return null;
    },
  };
};
