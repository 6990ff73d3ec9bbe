import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { Chain, ChainEvent, SecretFinding } from '#evidence';
import { giveBackOver } from '#host';
import type { SecretWatch } from '../../secrets/watch.ts';
import type { ProtocolLine } from './protocol-lines.ts';
import { leavesOf, withLeaves } from './text-leaves.ts';

/** Where a session is written down while it goes on. */
export type RecordPlace = {
  readonly events: Chain;
  readonly secrets: SecretWatch;
  /** A file for the agent's lines as they came, without secrets. */
  readonly rawFile: string;
  /** Told each event as it is recorded. */
  readonly onEvent: (event: ChainEvent) => void;
};

/** One thing to be written down: its event, if it is one, and the lines it came in. */
export type Entry = { readonly event: ChainEvent | null; readonly lines: readonly ProtocolLine[] };

/** Writes entries down, in order and without secrets. */
export type EntryWriter = {
  /** Resolves when they are written, and all before them. */
  readonly write: (entries: readonly Entry[]) => Promise<void>;
  /** The lines so far, and the secrets that were withheld. */
  readonly read: () => { readonly raw: Uint8Array; readonly findings: readonly SecretFinding[] };
};

/** So much of what was heard may lie about before it is given back: most of it is written down, and needed no more. */
const DROPPED_BYTES = 8 * 1024 * 1024;
const PIECE_LENGTH = 16_000;

/** A long text as several events, so that no line of the log is longer than its readers like. */
const inPieces = (event: ChainEvent): readonly ChainEvent[] => {
  const { text } = event;
  if (typeof text !== 'string' || text.length <= PIECE_LENGTH) return [event];
  return Array.from({ length: Math.ceil(text.length / PIECE_LENGTH) }, (_, index) => ({
    ...event,
    text: text.slice(index * PIECE_LENGTH, (index + 1) * PIECE_LENGTH).toWellFormed(),
  }));
};

/** The lines of something that held a secret across several of them: the first one has the whole text without it. */
const rewritten = (lines: readonly ProtocolLine[], text: unknown): readonly string[] =>
  lines.map(({ message }, index) =>
    JSON.stringify(message, (key: string, value: unknown) => (key === 'text' ? (index === 0 ? text : '') : value)),
  );

const linesOf = ({ lines, event }: Entry, clean: ChainEvent | null): readonly string[] =>
  lines.length > 1 && clean?.['text'] !== event?.['text']
    ? rewritten(lines, clean?.['text'])
    : lines.map(({ text }) => text);

/** Opens the record of a session, which is empty then. */
export const openEntryWriter = ({ events, secrets, rawFile, onEvent }: RecordPlace): EntryWriter => {
  const findings: SecretFinding[] = [];
  let written: Promise<void> = Promise.resolve();
  writeFileSync(rawFile, '');
  const writeDown = async (entries: readonly Entry[]): Promise<void> => {
    if (entries.length === 0) return;
    const leaves = entries.map(({ event }) => (event === null ? [] : leavesOf(event)));
    const withheld = await secrets.withholdTexts(leaves.flat(), 'events.normalized.jsonl');
    const texts = withheld.value.values();
    const clean = entries.map(({ event }) => (event === null ? null : withLeaves(event, texts)));
    const lines = entries.flatMap((entry, index) => linesOf(entry, clean[index] ?? null));
    const raw = await secrets.withhold(Buffer.from(lines.map((line) => `${line}\n`).join('')), 'backend/stdout.log');
    findings.push(...withheld.findings, ...raw.findings);
    appendFileSync(rawFile, raw.value);
    for (const event of clean.flatMap((one) => (one === null ? [] : inPieces(one)))) {
      events.append(event);
      onEvent(event);
    }
    giveBackOver(DROPPED_BYTES);
  };
  return {
    write: (entries) => {
      written = written.then(() => writeDown(entries));
      // Whoever waits for it is told that it failed; until then it is nobody's.
      written.catch(() => {});
      return written;
    },
    read: () => ({ raw: readFileSync(rawFile), findings }),
  };
};
