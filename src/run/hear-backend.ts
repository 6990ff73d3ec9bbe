import type { BackendEnd } from '#evidence';
import { ok, type Result } from '#failure';
import type { Attempt } from './attempt.ts';
import { startJail } from './backend-jail.ts';
import type { Declared, Speech } from './backends/backend.ts';
import type { Heard, HeardWork } from './heard.ts';
import type { Abort } from './live.ts';

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

/** A backend that is given its brief, and whose output is read when it has ended. */
const hearOutput = async (work: HeardWork, speech: Speech & { readonly kind: 'output' }): Promise<Result<Heard>> => {
  const { attempt, abort } = work;
  const { secrets } = attempt;
  const { signal } = abort;
  const ended = await startJail(work, { stdin: speech.stdin(work.brief), signal, aborting: signal });
  if (!ended.ok) return ended;
  const stdout = await secrets.withhold(ended.value.stdout, 'backend/stdout.log');
  const stderr = await secrets.withhold(ended.value.stderr, 'backend/stderr.log');
  const declared = await declaredBy(attempt, speech.read(stdout.value));
  return ok({
    ...{ ...declared, end: ended.value, stdout: stdout.value, stderr: stderr.value },
    findings: [...stdout.findings, ...stderr.findings, ...declared.findings],
  });
};

/** Starts a backend, listens to it in the way in which it speaks, and waits for its end. */
export const hear = async (work: HeardWork): Promise<Result<Heard>> => {
  const { speech } = work.attempt.backend;
  if (speech.kind === 'output') return hearOutput(work, speech);
  // Loaded only where it is spoken.
  const { hearSession } = await import('./hear-session.ts');
  return hearSession(work, speech);
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
