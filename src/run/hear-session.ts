import { scopeOf } from '#contract';
import { ok, type Result } from '#failure';
import type { Conversation } from '#host';
import { startJail } from './backend-jail.ts';
import { holdSession, type SessionEnd } from './backends/acp/hold-session.ts';
import { openRecorder } from './backends/acp/recorder.ts';
import type { Speech } from './backends/backend.ts';
import type { Heard, HeardWork } from './heard.ts';
import { livePlace } from './live.ts';
import { openSessionSpans } from './session-spans.ts';

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
export const hearSession = async (
  work: HeardWork,
  { agent }: Speech & { readonly kind: 'acp' },
): Promise<Result<Heard>> => {
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
