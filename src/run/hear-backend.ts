import { scopeOf } from '#contract';
import type { ActionRecord, BackendEnd, SecretFinding } from '#evidence';
import { ok, type Result } from '#failure';
import type { Conversation, JailEnd } from '#host';
import type { Attempt } from './attempt.ts';
import { startJail, type Work } from './backend-jail.ts';
import { holdSession, type SessionEnd } from './backends/acp/hold-session.ts';
import { openRecorder } from './backends/acp/recorder.ts';
import type { Declared, Speech } from './backends/backend.ts';
import { livePlace, type Abort, type AbortWatch } from './live.ts';
import { openSessionSpans } from './session-spans.ts';

/** What came of a backend's work, without secrets: all that follows is made from this. */
export type Heard = {
  readonly end: JailEnd;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly failure: string | null;
  readonly actions: readonly ActionRecord[];
  readonly findings: readonly SecretFinding[];
  readonly turn?: { readonly stopReason: string | null };
  readonly substituted?: string;
};

/** What the backend declares, searched once more: decoded, a text may hold what its encoding hid. */
const declaredBy = async ({ secrets, events }: Attempt, { events: said, failure, actions }: Declared) => {
  const texts = await secrets.withholdTexts(
    said.map(({ text }) => text),
    'events.normalized.jsonl',
  );
  const details = await secrets.withholdTexts(
    actions.map(({ detail }) => detail),
    'actions.json',
  );
  const failed = await secrets.withholdTexts(failure === null ? [] : [failure], 'backend/backend.json');
  said.forEach((event, index) => events.append({ ...event, text: texts.value[index] ?? '' }));
  return {
    failure: failed.value[0] ?? null,
    actions: actions.map((action, index) => ({ ...action, detail: details.value[index] ?? '' })),
    findings: [...texts.findings, ...details.findings, ...failed.findings],
  };
};

/** A backend at work that somebody may abort. */
export type HeardWork = Work & { readonly abort: AbortWatch };

/** A backend that is given its brief, and whose output is read when it has ended. */
const hearOutput = async (work: HeardWork, speech: Speech & { readonly kind: 'output' }): Promise<Result<Heard>> => {
  const { attempt, abort } = work;
  const { secrets } = attempt;
  const ended = await startJail(work, { stdin: speech.stdin(work.brief), signal: abort.signal });
  if (!ended.ok) return ended;
  const stdout = await secrets.withhold(ended.value.stdout, 'backend/stdout.log');
  const stderr = await secrets.withhold(ended.value.stderr, 'backend/stderr.log');
  const declared = await declaredBy(attempt, speech.read(stdout.value));
  return ok({
    ...{ ...declared, end: ended.value, stdout: stdout.value, stderr: stderr.value },
    findings: [...stdout.findings, ...stderr.findings, ...declared.findings],
  });
};

const COMPLAINT_LENGTH = 200;

/** What a program that ended too early wrote for people, as far as it helps: the line that tells of an error, or the last one. */
const complaint = (stderr: Uint8Array): string => {
  const lines = new TextDecoder()
    .decode(stderr)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const line = lines.find((one) => /error/iu.test(one)) ?? lines.at(-1);
  return line === undefined ? '' : `; on its stderr: ${line.trim().slice(0, COMPLAINT_LENGTH).toWellFormed()}`;
};

/** A backend that speaks while it works. */
const hearSession = async (work: HeardWork, { agent }: Speech & { readonly kind: 'acp' }): Promise<Result<Heard>> => {
  const { attempt, abort } = work;
  const { secrets, order, events, repository } = attempt;
  const place = livePlace(repository, order.run);
  const spans = openSessionSpans(attempt);
  const recorder = openRecorder({ events, secrets, rawFile: place.raw, onEvent: spans.see });
  const scope = scopeOf(order.contract.paths);
  const mayChange = (path: string): boolean => scope(path) === 'allowed';
  // An agent that does not end its turn when it is told to is ended with its jail.
  let held: SessionEnd = { stopReason: null, failure: 'it was never spoken with', substituted: null };
  const converse = async (conversation: Conversation): Promise<void> => {
    const servers = work.session?.servers ?? [];
    held = await holdSession(conversation, {
      agent,
      brief: work.brief,
      servers,
      recorder,
      mayChange,
      aborting: abort.signal,
    });
  };
  const ended = await startJail(work, { converse });
  const { raw, actions, findings } = await recorder.close();
  if (!ended.ok) return ended;
  spans.close(held.stopReason);
  const stderr = await secrets.withhold(ended.value.stderr, 'backend/stderr.log');
  const { value: said, findings: inEnd } = await secrets.withholdTexts(
    [held.failure ?? '', held.substituted ?? ''],
    'backend/backend.json',
  );
  return ok({
    ...{ end: ended.value, stdout: raw, stderr: stderr.value, actions, turn: { stopReason: held.stopReason } },
    failure: held.failure === null ? null : `${said[0] ?? ''}${complaint(stderr.value)}`,
    ...(held.substituted !== null && { substituted: said[1] ?? '' }),
    findings: [...findings, ...stderr.findings, ...inEnd],
  });
};

/** Starts a backend, listens to it in the way in which it speaks, and waits for its end. */
export const hear = (work: HeardWork): Promise<Result<Heard>> => {
  const { speech } = work.attempt.backend;
  return speech.kind === 'output' ? hearOutput(work, speech) : hearSession(work, speech);
};

/** How a backend ended, for the record. Who was aborted, ended by force or too late is not asked what it makes of it. */
export const endOf = ({ end, failure, turn, substituted }: Heard, aborted: Abort | null): BackendEnd => {
  const { exitCode, signal, timedOut, limit } = end;
  return {
    ...{
      exitCode,
      signal,
      timedOut,
      limit,
      declaredFailure: aborted === null && !timedOut && limit === null ? failure : null,
    },
    ...(turn !== undefined && { turn }),
    ...(substituted !== undefined && { substituted }),
    ...(aborted !== null && { aborted }),
  };
};
