/** What tests of a crew see of it from outside. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Scratch } from '../rig/story-runner.ts';
import { eventsAfter, type LedgerEvent } from './rehearsal.ts';

/** Asks until what is asked for is so. */
export const until = async <T>(ask: () => T, isSo: (value: T) => boolean): Promise<T> => {
  for (;;) {
    const value = ask();
    if (isSo(value)) return value;
    await sleep(50);
  }
};

const started = z.object({ holder: z.object({ pid: z.number() }) });
/** The processes by which runs were begun, the first first. */
export const holders = (events: readonly LedgerEvent[]): readonly number[] =>
  events.filter(({ kind }) => kind === 'run.started').map(({ body }) => started.parse(JSON.parse(body)).holder.pid);

export const kindsIn = (scratch: Scratch, wanted: string, body = ''): number =>
  eventsAfter(scratch, 0).filter((event) => event.kind === wanted && event.body.includes(body)).length;

/** As many agents are at work. */
export const atWork = (scratch: Scratch, many = 2): Promise<unknown> =>
  until(
    () => kindsIn(scratch, 'step.begun', '"backend"'),
    (count) => count >= many,
  );

export const leases = ({ work }: Scratch): number => {
  const ledger = new DatabaseSync(join(work, '.git/writ/ledger.sqlite'), { readOnly: true, timeout: 30_000 });
  const rows = ledger.prepare("select name from locks where name like 'run of %'").all();
  ledger.close();
  return rows.length;
};
