import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { coordinatorFolder, type Project } from '#flow';
import { isAlive, now, startBackground, type Background } from '#host';
import { dropLock, takeLock } from '#ledger';
import { runSaid, withoutWord, type RunEnding } from './run-ending.ts';
import { leaseOf } from './leases.ts';

/** How Writ is started from here: its Node, with what Node is told, and its program. */
export type Bench = { readonly writ: readonly [string, ...string[]] };

/** A run that was begun: a process of its own, as if somebody had typed it. */
export type Child = {
  readonly task: string;
  readonly background: Background;
  readonly ended: Promise<RunEnding>;
  /** Lets it go on alone. Its lease ends with its process, without being given back. */
  readonly leave: () => void;
};

/** What a command said it came to: where it refused before anything began, that is nowhere else. */
const endIn = (path: string, code: number | null): RunEnding => {
  try {
    return runSaid(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return withoutWord(code);
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
  const lease = { ...leaseOf(task, background.process), at: now() };
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
