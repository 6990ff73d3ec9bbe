import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import { coordinatorFolder, type Project } from '#flow';
import { isAlive, now, startBackground, type Background } from '#host';
import { dropLock, readLocks, takeLock } from '#ledger';
import type { Refused } from '#plan';

/** How Writ is started from here: its Node, with what Node is told, and its program. */
export type Bench = { readonly writ: readonly [string, ...string[]] };

/** A run that was begun: a process of its own, as if somebody had typed it. */
export type Child = {
  readonly task: string;
  readonly background: Background;
  readonly ended: Promise<ChildEnd>;
  /** Lets it go on alone. Its lease ends with its process, without being given back. */
  readonly leave: () => void;
};

/** A run with its verdict; or why none came of it. */
export type ChildEnd =
  | { readonly kind: 'ran'; readonly says: string }
  | { readonly kind: 'refused'; readonly refused: Refused };

const LEASE = 'run of ';

const outcome = z.object({
  run: z.string().optional(),
  result: z.string().optional(),
  failures: z.array(z.object({ message: z.string(), remedy: z.string() })).optional(),
});

/** What a command said it came to: where it refused before anything began, that is nowhere else. */
const endIn = (path: string, code: number | null): ChildEnd => {
  const refused = (says: string, command: string): ChildEnd => ({ kind: 'refused', refused: { says, command } });
  try {
    const said = outcome.parse(JSON.parse(readFileSync(path, 'utf8')));
    const [first] = said.failures ?? [];
    return first === undefined
      ? { kind: 'ran', says: `${said.result ?? 'ended'}, ${said.run ?? 'no run'}` }
      : refused(first.message, first.remedy);
  } catch {
    // Ended by somebody: what it left is in the ledger. An end of its own without a word is our bug.
    return code === null ? { kind: 'ran', says: 'cut off' } : refused(`writ run ended with ${code}`, 'writ board');
  }
};

/**
 * Begins a run in a process of its own, which goes on where the coordinator is killed. It holds a lease by id and start
 * time from its first moment, so that the next coordinator knows of it before the run stands in the ledger.
 */
export const startRun = async (
  { cwd, ledger, repository }: Project,
  { writ }: Bench,
  { task, backend }: { readonly task: string; readonly backend: string },
): Promise<Result<Child>> => {
  const folder = coordinatorFolder(repository);
  const [out, errors] = [join(folder, `${task}.json`), join(folder, `${task}.log`)];
  const argv = [...writ, 'run', task, '--backend', backend, '--json'] as const;
  const background = await startBackground([argv[0], ...argv.slice(1)], { cwd, out, errors });
  if (typeof background === 'string') return fail('machine.program', `writ run could not be started: ${background}`);
  const lease = { name: `${LEASE}${task}`, holder: background.process, at: now() };
  const taken = await takeLock(ledger, lease, isAlive);
  if (!taken.ok) {
    background.end();
    return taken;
  }
  let isLeft = false;
  const ended = background.ended.then(async (code) => {
    if (!isLeft) await dropLock(ledger, lease);
    return endIn(out, code);
  });
  const leave = (): void => {
    isLeft = true;
    background.leave();
  };
  return ok({ task, background, ended, leave });
};

/** The tasks for which a run was begun, by whichever coordinator, whose process lives. */
export const leasedTasks = async ({ ledger }: Pick<Project, 'ledger'>): Promise<Result<ReadonlySet<string>>> => {
  const locks = await readLocks(ledger, LEASE);
  if (!locks.ok) return locks;
  return ok(new Set(locks.value.filter(({ holder }) => isAlive(holder)).map(({ name }) => name)));
};
