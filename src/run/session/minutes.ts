import { visibleLine } from '#contract';
import type { SecretFinding, SessionRecord } from '#evidence';
import { fail, ok } from '#failure';
import { now } from '#host';
import type { Call, Doors } from '#mcp';
import type { Attempt } from '../attempt.ts';

/** The minutes of a session: what was said in it so far, and how more is added. */
export type Minutes = Pick<Doors, 'admit' | 'ended'> & {
  readonly record: () => SessionRecord;
  /** The secrets that were in what nobody kept. */
  readonly secrets: () => readonly SecretFinding[];
  readonly keep: (more: Partial<SessionRecord>) => void;
  /** Tells the person what the agent says; how it goes on from “the agent”. */
  readonly say: (what: string) => void;
};

const NOTHING_SAID: SessionRecord = {
  ...{ writ: 1, calls: 0, refused: 0, bootstrap: null, amendments: [], warnings: [] },
  ...{ blocked: null, completed: null, executed: [] },
};

/** More calls than that are refused, and only counted. */
const MOST_CALLS = 100_000;
/** So many words of a session are told while it goes on; all of them are in its events. */
const MOST_TOLD = 100;
const TOLD_LIMIT = 500;
/** The most of one call that becomes an event. */
const TEXT_LIMIT = 2000;

/** Every text in a value, its keys included. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [key, ...textsIn(one)]);
};

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most).toWellFormed()} …` : text.toWellFormed();

const eventOf = ({ tool, args }: Call, outcome: 'answered' | 'refused') => ({
  ...{ type: 'session.called', provenance: 'declared', at: now(), tool: shortened(tool, 60), outcome },
  text: shortened(JSON.stringify(args) ?? '', TEXT_LIMIT),
});

/** Opens the minutes of a session. Every call is counted once and becomes one event; none that holds a secret is kept. */
export const openMinutes = ({
  events,
  secrets,
  backend,
  tell,
}: Pick<Attempt, 'events' | 'secrets' | 'backend' | 'tell'>): Minutes => {
  const found: SecretFinding[] = [];
  let record = NOTHING_SAID;
  let told = 0;
  const keep = (more: Partial<SessionRecord>): void => void (record = { ...record, ...more });
  return {
    record: () => record,
    secrets: () => found,
    keep,
    say: (what) => {
      told += 1;
      if (told <= MOST_TOLD) tell(visibleLine(shortened(`${backend.id} ${what}`, TOLD_LIMIT)));
      if (told === MOST_TOLD) tell(`${backend.id} says more, which is in the events of the run`);
    },
    admit: async ({ tool, args }) => {
      keep({ calls: record.calls + 1 });
      if (record.calls > MOST_CALLS) return fail('session.refused', `a session has ${MOST_CALLS} calls, and no more`);
      const { findings } = await secrets.withholdTexts([tool, ...textsIn(args)], 'events.normalized.jsonl');
      found.push(...findings);
      return findings.length === 0
        ? ok(null)
        : fail('session.refused', 'this holds what looks like a secret, so nothing of it was kept: say it without');
    },
    ended: (call, outcome) => {
      if (outcome === 'refused') keep({ refused: record.refused + 1 });
      if (record.calls <= MOST_CALLS) events.append(eventOf(call, outcome));
    },
  };
};
