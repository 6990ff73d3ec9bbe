import { scopeOf } from '#contract';
import type { ChainEvent } from '#evidence';
import { ok, type Result } from '#failure';
import type { Conversation } from '#host';
import { keepHome, openHome } from './agent-home.ts';
import type { Attempt } from './attempt.ts';
import { startJail } from './backend-jail.ts';
import { holdSession, type SessionEnd } from './backends/acp/hold-session.ts';
import { openRecorder } from './backends/acp/recorder.ts';
import type { Speech } from './backends/backend.ts';
import type { Heard, HeardWork } from './heard.ts';
import { openInbox } from './inbox.ts';
import { askToAbort, HARNESS, livePlace } from './live.ts';
import { BUDGET_SHARE, RECOVERY, watchSession, type Alert } from './session-alerts.ts';
import { openSessionSpans } from './session-spans.ts';

/** How often it is looked whether anything is heard. */
const LOOK_MS = 5000;
const DOES: Readonly<Record<Alert['does'], string>> = {
  tell: '',
  message: '; it is told',
  abort: ' again, after it was told; it is ended, and what it did is kept',
};

const NEVER_SPOKEN: SessionEnd = {
  ...{ stopReason: null, failure: 'it was never spoken with' },
  ...{ substituted: null, opened: null },
};

/** Tells the person how a session begins that another one came before. */
const tellWay = ({ tell, backend }: Attempt, { type, from, because }: ChainEvent): void => {
  if (type === 'session.loaded') tell(`${backend.id}: goes on with the session of run ${String(from)}`);
  if (type === 'session.anew') tell(`${backend.id}: begins a new session: ${String(because)}`);
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
export const hearSession = async (
  work: HeardWork,
  { agent }: Speech & { readonly kind: 'acp' },
): Promise<Result<Heard>> => {
  const { attempt, abort } = work;
  const { secrets, order, events, repository } = attempt;
  const place = livePlace(repository, order.run);
  const home = await openHome(work);
  const spans = openSessionSpans(attempt);
  const alerts = watchSession({ began: Date.now(), timeMs: order.contract.limits.timeMs });
  const onEvent = (event: ChainEvent): void => {
    spans.see(event);
    tellWay(attempt, event);
    alerts.see(event, Date.now()).forEach(heed);
  };
  const recorder = openRecorder({ events, secrets, rawFile: place.raw, onEvent });
  const inbox = openInbox(place.words, ({ id, by, text, urgent }) =>
    recorder.note({ type: 'word.said', provenance: 'witnessed', word: id, by, urgent, text }),
  );
  const heed = ({ rule, says, does }: Alert): void => {
    recorder.note({ type: 'session.alert', provenance: 'witnessed', rule, does, says });
    attempt.tell(`${attempt.backend.id}: ${says}${DOES[does]}`);
    if (does === 'message') inbox.add({ by: HARNESS, text: RECOVERY[rule], urgent: true });
    // Where it cannot be asked for, time and limits end it.
    if (does === 'abort') askToAbort(place, { by: HARNESS, because: `${says}, after it was told` });
  };
  const look = (): void => alerts.look(Date.now()).forEach(heed);
  const looking = setInterval(look, LOOK_MS);
  // A short time may be over before the next look.
  const late = setTimeout(look, BUDGET_SHARE * order.contract.limits.timeMs + 1);
  const scope = scopeOf(order.contract.paths);
  const mayChange = (path: string): boolean => scope(path) === 'allowed';
  // An agent that does not end its turn when it is told to is ended with its jail.
  let held = NEVER_SPOKEN;
  const converse = async (conversation: Conversation): Promise<void> => {
    const servers = work.session?.servers ?? [];
    held = await holdSession(conversation, {
      agent,
      brief: work.brief,
      servers,
      recorder,
      mayChange,
      ...(work.session !== null && { isPrepared: work.session.isPrepared }),
      inbox,
      earlier: home.earlier,
      aborting: abort.signal,
    });
    // At once: a word that nobody will be given any more is not to be told as taken.
    alerts.end();
    inbox.stop();
  };
  const ended = await startJail({ ...work, home: home.folder }, { converse, aborting: abort.signal });
  inbox.stop();
  // Where this process was held up, what was due by now is told now.
  look();
  clearInterval(looking);
  clearTimeout(late);
  const { raw, actions, findings } = await recorder.close();
  if (!ended.ok) return ended;
  spans.close(held.stopReason);
  await keepHome({ ...work, home }, held, ended.value);
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
