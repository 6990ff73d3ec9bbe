import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChainEvent } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { readIfThere, type Repository } from '#host';
import { livePlace } from './live.ts';
import { runFolder } from './run-folder.ts';

/** The largest log that is read. */
const LOG_BYTES = 512 * 1024 * 1024;

const isEvent = (value: unknown): value is ChainEvent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The events of whole lines; what is none is passed over, because this is for looking on and proves nothing. */
const eventsIn = (text: string): readonly ChainEvent[] =>
  text.split('\n').flatMap((line): readonly ChainEvent[] => {
    try {
      const value: unknown = JSON.parse(line);
      return isEvent(value) ? [value] : [];
    } catch {
      return [];
    }
  });

/** What the watch over a session told the person, in order, from the bytes of its events. */
export const alertsIn = (log: Uint8Array): readonly string[] => {
  // Of a long session nearly nothing is one, and to parse all of it takes seconds.
  const lines = new TextDecoder()
    .decode(log)
    .split('\n')
    .filter((line) => line.includes('"session.alert"'));
  return eventsIn(lines.join('\n')).flatMap(({ type, says }) => (type === 'session.alert' ? [String(says)] : []));
};

const sealedLog = (repository: Repository, run: string): string =>
  join(runFolder(repository, run).sealed, 'events.normalized.jsonl');

/** Everything that is recorded of a run so far: as it was sealed, or as it can be seen while it goes on. */
export const readSessionLog = (repository: Repository, run: string): Result<readonly ChainEvent[]> => {
  for (const path of [sealedLog(repository, run), livePlace(repository, run).events]) {
    const read = readIfThere(path, LOG_BYTES);
    if (!read.ok) return read;
    if (read.value !== null) return ok(eventsIn(new TextDecoder().decode(read.value)));
  }
  return fail('usage.unknown', `nothing is recorded of a session of ${run}`);
};

/** As much as is read of the end of a log for a look at it. */
const GLANCE_BYTES = 16 * 1024;

/** The newest events of a run that goes on, as far as they stand in the last few kilobytes; none where there is nothing to see. */
export const newestEvents = (repository: Repository, run: string): readonly ChainEvent[] => {
  let file: number | null = null;
  try {
    file = openSync(livePlace(repository, run).events, 'r');
    const { size } = fstatSync(file);
    const from = Math.max(0, size - GLANCE_BYTES);
    const bytes = Buffer.alloc(size - from);
    const text = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from)).toString('utf8');
    // What was cut off at either end is no line.
    return eventsIn(text.slice(from === 0 ? 0 : text.indexOf('\n') + 1, text.lastIndexOf('\n') + 1));
  } catch {
    return [];
  } finally {
    if (file !== null) closeSync(file);
  }
};

/** Reads what came to a file since it was read last: whole lines, and what is left of the last one is read again. */
const openLines = (path: string) => {
  const file = openSync(path, 'r');
  let at = 0;
  const next = (): readonly ChainEvent[] => {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - at));
    const text = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, at));
    const end = text.lastIndexOf(0x0a) + 1;
    at += end;
    return eventsIn(text.subarray(0, end).toString('utf8'));
  };
  return { next, close: () => closeSync(file) };
};

const LOOK_MS = 200;

/**
 * Gives the events of a run in order: those there are, and those that come, until it is sealed or nobody carries it out
 * any more.
 *
 * @param isAlive whether somebody still carries it out
 */
export async function* followSessionLog(
  repository: Repository,
  run: string,
  isAlive: () => boolean,
): AsyncGenerator<readonly ChainEvent[]> {
  const { events } = livePlace(repository, run);
  let seen = 0;
  const lines = existsSync(events) ? openLines(events) : null;
  try {
    for (let goesOn = lines !== null; goesOn;) {
      // Asked before it is read: what is written in between is there then.
      goesOn = isAlive() && existsSync(events);
      const came = lines?.next() ?? [];
      seen += came.length;
      yield came;
      if (goesOn) await sleep(LOOK_MS);
    }
  } finally {
    lines?.close();
  }
  const sealed = existsSync(sealedLog(repository, run)) ? readSessionLog(repository, run) : ok([]);
  if (sealed.ok) yield sealed.value.slice(seen);
}
