import type { ChainEvent } from '#evidence';
import { usageIn } from './context-use.ts';

/** What a session is watched for (S2-R41). */
export type Rule = 'degradation' | 'errors' | 'failing' | 'stall' | 'scope' | 'budget';

/** A rule that was met: first the agent is told, and when it is met again it is ended. */
export type Alert = {
  readonly rule: Rule;
  readonly says: string;
  readonly does: 'tell' | 'message' | 'abort';
};

/** So many failed calls, or rejected ones, are an alert; and as many again are the next. */
export const MOST_ERRORS = 5;
export const MOST_REJECTED = 3;
/** So long nothing may be heard while no call of a tool is open. */
export const STALL_MS = 60_000;
/** This share of its time, or of what its model can hold, is an alert. */
export const BUDGET_SHARE = 0.9;

/** What a program calls a call that its model got wrong. */
const MALFORMED: ReadonlySet<string> = new Set(['invalid', 'tool']);

/** A session as it is watched. */
export type SessionAlerts = {
  /** Sees an event, at a time in milliseconds; gives what it sets off. */
  readonly see: (event: ChainEvent, at: number) => readonly Alert[];
  /** Looks at the time that passed. */
  readonly look: (at: number) => readonly Alert[];
  /** There is nobody left to be told, and nothing to be ended: what is seen from now on is only told to the person. */
  readonly end: () => void;
};

const textOf = (event: ChainEvent, name: string): string => {
  const value = event[name];
  return typeof value === 'string' ? value : '';
};

/**
 * What each rule leads to, the first time it is met, the second, the third. A model may think for a while without a word,
 * a search that finds nothing is a failed call, and what is asked for is refused anyway: the person is told of those first.
 */
const STEPS: Readonly<Record<Rule, readonly Alert['does'][]>> = {
  degradation: ['message', 'abort'],
  errors: ['tell'],
  failing: ['message', 'abort'],
  stall: ['tell', 'message', 'abort'],
  scope: ['tell', 'message', 'abort'],
  // Once for its time, and once for what its model can hold.
  budget: ['tell', 'tell'],
};

/** How often each rule was met, and what follows from it; in the end nothing more does. */
const counting = (isOver: () => boolean) => {
  const times = new Map<Rule, number>();
  return (rule: Rule, says: string): readonly Alert[] => {
    const count = times.get(rule) ?? 0;
    times.set(rule, count + 1);
    const step = STEPS[rule][count];
    return step === undefined ? [] : [{ rule, says, does: isOver() ? 'tell' : step }];
  };
};

/** Calls that are counted once each; so many of them are one alert. */
const countingCalls = (most: number) => {
  const calls = new Set<string>();
  return (call: string): number | null => {
    if (call === '' || calls.has(call)) return null;
    calls.add(call);
    return calls.size % most === 0 ? calls.size : null;
  };
};

/** Budgets, each of which is told of once, however often it is seen to be nearly used. */
const watchingBudgets = (alert: ReturnType<typeof counting>) => {
  const told = new Set<string>();
  return (what: string, share: number): readonly Alert[] => {
    if (told.has(what) || share <= BUDGET_SHARE) return [];
    told.add(what);
    return alert('budget', `${BUDGET_SHARE * 100} % of ${what} is used`);
  };
};

const CLOSED = /^(?:completed|failed)$/u;

/** Watches one session. Pure but for what it remembers: times are given to it. */
export const watchSession = ({ began, timeMs }: { readonly began: number; readonly timeMs: number }): SessionAlerts => {
  let isOver = false;
  const alert = counting(() => isOver);
  const [malformed, failed, rejected] = [countingCalls(1), countingCalls(MOST_ERRORS), countingCalls(MOST_REJECTED)];
  let inARow = countingCalls(MOST_ERRORS);
  const open = new Set<string>();
  /** Calls that were not allowed: that they come to nothing then is no further failure. */
  const refused = new Set<string>();
  let heardAt = began;
  let isBusy = false;
  const used = watchingBudgets(alert);
  const ofCall = (event: ChainEvent): readonly Alert[] => {
    const [call, status, title] = [textOf(event, 'call'), textOf(event, 'status'), textOf(event, 'title')];
    if (CLOSED.test(status)) open.delete(call);
    // One that says no status is pending, and news of one that say none change nothing.
    else if (status !== '' || event['type'] === 'agent.tool') open.add(call);
    const wrong = MALFORMED.has(title) ? malformed(call) : null;
    if (status === 'completed') inARow = countingCalls(MOST_ERRORS);
    const isFailure = status === 'failed' && !refused.has(call);
    const errors = isFailure ? failed(call) : null;
    const row = isFailure ? inARow(call) : null;
    return [
      ...(wrong === null ? [] : alert('degradation', `its model makes calls that no tool understands (${wrong})`)),
      ...(errors === null ? [] : alert('errors', `${errors} calls of its tools have failed`)),
      ...(row === null ? [] : alert('failing', `${row} calls in a row have failed, and none has succeeded between`)),
    ];
  };
  const ofAnswer = (event: ChainEvent): readonly Alert[] => {
    // Where it offers no way to say no it is not answered at all, and what it asked for is as little allowed.
    const isRefused = textOf(event, 'decided') === 'reject_once';
    if (isRefused) refused.add(textOf(event, 'call'));
    const count = isRefused ? rejected(textOf(event, 'call')) : null;
    return count === null ? [] : alert('scope', `it asked ${count} times for what its contract does not allow`);
  };
  const see = (event: ChainEvent): readonly Alert[] => {
    switch (event['type']) {
      case 'session.opened':
      case 'word.given':
        isBusy = true;
        return [];
      case 'turn.ended':
        isBusy = false;
        open.clear();
        return [];
      case 'agent.tool':
      case 'agent.tool.update':
        return ofCall(event);
      case 'permission.answered':
        return ofAnswer(event);
      case 'agent.usage': {
        const said = usageIn(event);
        return said === null ? [] : used('what its model can hold', said.used / said.size);
      }
      default:
        return [];
    }
  };
  return {
    end: () => void (isOver = true),
    see: (event, at) => {
      if (event['type'] !== 'session.alert' && event['type'] !== 'word.said') heardAt = at;
      return see(event);
    },
    look: (at) => {
      const isStalled = isBusy && open.size === 0 && at - heardAt > STALL_MS;
      // The next one is as long after this one.
      if (isStalled) heardAt = at;
      return [
        ...(isStalled ? alert('stall', `nothing was heard of it for ${STALL_MS / 1000} s`) : []),
        ...used('its time', (at - began) / timeMs),
      ];
    },
  };
};

/** What an agent is told that an alert is about. */
export const RECOVERY: Readonly<Record<Rule, string>> = {
  degradation: 'Your last calls were malformed. Call one tool at a time, by its name and with the arguments it takes.',
  errors: '',
  failing:
    'All of your last calls failed. Stop, find out what is common to them, and go on another way; say `blocked` where you cannot.',
  stall: 'Nothing was heard of you for a while. Please continue, or end your turn.',
  scope:
    'What you ask for is not allowed, and to ask again changes nothing. Work within your contract, give your bootstrap before your first change, or ask for an amendment and end your turn.',
  budget: '',
};
