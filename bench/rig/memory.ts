/** How much memory many processes hold together, by the kernel's own count. */
import { readdirSync, readFileSync } from 'node:fs';

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // It is over by now.
    return '';
  }
};

const childrenOf = (pid: number): readonly number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      textOf(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
};

/** A process and all that it began, as far as they are its family still. */
const familyOf = (pid: number): readonly number[] => [pid, ...childrenOf(pid).flatMap(familyOf)];

/** One process and what it holds: each page is divided by the number of those who share it, so that it counts once. */
export type Held = { readonly command: readonly string[]; readonly bytes: number };

/** What the family of some processes holds at this moment. */
export const heldBy = (pids: readonly number[]): readonly Held[] =>
  [...new Set(pids.flatMap(familyOf))].flatMap((pid) => {
    const [, kilobytes] = /^Pss:\s+(\d+) kB$/mu.exec(textOf(`/proc/${pid}/smaps_rollup`)) ?? [];
    if (kilobytes === undefined) return [];
    return [{ command: textOf(`/proc/${pid}/cmdline`).split('\0').slice(0, -1), bytes: Number(kilobytes) * 1024 }];
  });
