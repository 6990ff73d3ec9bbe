/** What the commands of Writ took of the processors: all that is left to be seen of them where others use the machine too. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Scratch } from '../rig/story-runner.ts';

const PRELOAD = join(import.meta.dirname, 'tell-cpu.cjs');
const told = z.object({ pid: z.number(), parent: z.number(), command: z.string(), ms: z.number() });

const fileOf = ({ folder }: Pick<Scratch, 'folder'>): string => join(folder, 'cpu.jsonl');

/** The same scratch, where every command says at its end what it took. What is in the jail inherits nothing, and says nothing. */
export const countingCpu = (scratch: Scratch): Scratch => ({
  ...scratch,
  env: { ...scratch.env, NODE_OPTIONS: `--require=${PRELOAD}`, WRIT_TEST_CPU: fileOf(scratch) },
});

/** What was taken up to here counts no more. */
export const forgetCpu = (scratch: Pick<Scratch, 'folder'>): void => rmSync(fileOf(scratch), { force: true });

/** How often a command was given, and what all of that took, without what it began that says so itself. */
export type Taken = { readonly times: number; readonly ms: number };

/** What each command took; commands that were killed are missing, and what they had begun is not. */
export const cpuBy = (scratch: Pick<Scratch, 'folder'>): ReadonlyMap<string, Taken> => {
  const lines = existsSync(fileOf(scratch)) ? readFileSync(fileOf(scratch), 'utf8').trim().split('\n') : [];
  const all = lines.map((line) => told.parse(JSON.parse(line)));
  const by = new Map<string, Taken>();
  for (const { pid, command, ms } of all) {
    const begun = all.filter(({ parent }) => parent === pid).reduce((sum, one) => sum + one.ms, 0);
    const before = by.get(command) ?? { times: 0, ms: 0 };
    by.set(command, { times: before.times + 1, ms: before.ms + Math.max(0, ms - begun) });
  }
  return by;
};
