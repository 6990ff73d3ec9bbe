import { readdirSync, readFileSync } from 'node:fs';

/** What is known of a live process. */
export type ProcessFacts = { readonly parent: number; readonly rssBytes: number; readonly startedAt: string };

/** Facts of a live process from /proc, or null. The fields after the name are counted from its closing bracket. */
export const processFacts = (pid: number): ProcessFacts | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    return { parent: Number(fields[1]), rssBytes: Number(fields[21]) * 4096, startedAt: fields[19] ?? '' };
  } catch {
    return null;
  }
};

/** The children of a process. Each of its threads has a list of its own, of those that it started. */
const childrenOf = (pid: number): readonly number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
};

/** A process and all below it. Detached ones count: their parent becomes the jail's own first process. */
export const familyOf = (pid: number): readonly number[] => [pid, ...childrenOf(pid).flatMap(familyOf)];
