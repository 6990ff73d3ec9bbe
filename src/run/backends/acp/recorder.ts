import type { ActionRecord, ChainEvent, SecretFinding } from '#evidence';
import { now } from '#host';
import { actionsInCommand } from '../forbidden-commands.ts';
import { openEntryWriter, type Entry, type RecordPlace } from './entry-writer.ts';
import type { ProtocolLine } from './protocol-lines.ts';
import { listenToSaying, type Said } from './said.ts';
import type { ToolFacts } from './tool-facts.ts';
import { noteOf } from './updates.ts';

/** What was written down of a session. */
export type Recorded = {
  readonly raw: Uint8Array;
  readonly actions: readonly ActionRecord[];
  readonly findings: readonly SecretFinding[];
};

/** Writes down what an agent says, in order, as it says it. */
export type Recorder = {
  /** A line of the agent. Waits where so much came that it has to be written down before more is read. */
  readonly take: (line: ProtocolLine) => Promise<void>;
  /** Something the harness did or saw. */
  readonly note: (event: ChainEvent) => void;
  /** A call that was not allowed, so that what it would have done is no action. */
  readonly refuse: (facts: ToolFacts) => void;
  /** Writes down all that is left. */
  readonly close: () => Promise<Recorded>;
};

/** How long what was said may stay unwritten. */
const BEHIND_MS = 250;
/** So many entries are written down at once, before more is read. */
export const BATCH = 2000;

const entryOf = ({ type, message, text, lines }: Said): Entry => ({
  event: { type, provenance: 'declared', at: now(), message, text },
  lines,
});

/** The command lines that calls were for, but for those that were refused. */
const openCommands = () => {
  const [commands, refused] = [new Map<string, readonly string[]>(), new Set<string>()];
  return {
    see: ({ call, commands: run }: ChainEvent): void => {
      if (typeof call === 'string' && Array.isArray(run))
        commands.set(
          call,
          run.filter((one) => typeof one === 'string'),
        );
    },
    refuse: (call: string): void => void refused.add(call),
    done: () => [...commands].filter(([call]) => !refused.has(call)).flatMap(([, lines]) => lines),
  };
};

/** Opens the record of a session. What is said is written down at the latest after a quarter of a second. */
export const openRecorder = (place: RecordPlace): Recorder => {
  const writer = openEntryWriter(place);
  const saying = listenToSaying();
  const commands = openCommands();
  let waiting: Entry[] = [];
  const flush = (said: readonly Said[]): Promise<void> => {
    const entries = [...waiting, ...said.map(entryOf)];
    waiting = [];
    return writer.write(entries);
  };
  const put = (event: ChainEvent | null, lines: readonly ProtocolLine[]): void => {
    waiting.push(...saying.close().map(entryOf), { event: event === null ? null : { ...event, at: now() }, lines });
  };
  const timer = setInterval(() => void flush(saying.meanwhile()), BEHIND_MS);
  return {
    take: async (line) => {
      const { method, params } = line.message;
      const note = typeof method === 'string' && !('id' in line.message) ? noteOf(method, params) : null;
      if (note === null) put(null, [line]);
      else if ('chunk' in note) waiting.push(...saying.add(note.chunk, line).map(entryOf));
      else {
        commands.see(note.event);
        put(note.event, [line]);
      }
      if (waiting.length >= BATCH) await flush([]);
    },
    // The agent goes on speaking: a sentence that it is in the middle of is not cut, or half a secret would be told.
    note: (event) => {
      waiting.push(...saying.meanwhile().map(entryOf), { event: { ...event, at: now() }, lines: [] });
    },
    refuse: ({ call }) => commands.refuse(call),
    close: async () => {
      clearInterval(timer);
      await flush(saying.close());
      // What is told as it is written down may have been answered with something more.
      await flush([]);
      const { raw, findings } = writer.read();
      const done = await place.secrets.withholdTexts(commands.done(), 'actions.json');
      return { raw, actions: done.value.flatMap(actionsInCommand), findings: [...findings, ...done.findings] };
    },
  };
};
