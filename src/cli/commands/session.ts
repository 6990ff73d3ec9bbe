import type { ChainEvent } from '#evidence';
import { fail, ok, type Result } from '#failure';
import {
  abortSession,
  followSession,
  listSessions,
  messageSession,
  readSession,
  searchSessions,
  type SessionStanding,
} from '#flow';
import { WORD_BYTES } from '#run';
import type { Io, Shown } from '../io.ts';
import { contextUse, messagesIn, sessionLine } from '../session-lines.ts';
import { writeText } from '../terminal.ts';
import { given, text, type Words } from '../words.ts';
import { withProject } from './with-project.ts';

/** How it stands with a session: of one that was cut off the ledger does not know yet that nobody carries it out. */
const standing = ({ row, atWork, cutOff }: SessionStanding): string =>
  atWork ? 'at work' : cutOff ? 'cut off' : row.state;

/** What ends or continues what was cut off. */
const resumeLine = ({ row, cutOff }: SessionStanding): string | null =>
  cutOff ? `writ run --resume ${row.run}` : null;

/** `writ session list` */
export const sessionList = (): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const found = await listSessions(project);
    if (!found.ok) return found;
    const sessions = found.value.map(({ row, atWork, cutOff }) => {
      const { run, task, attempt, backend, state, at } = row;
      return { run, task, attempt, backend, state, atWork, cutOff, at };
    });
    const lines = found.value.flatMap((one) => {
      const { run, task, attempt, backend, at } = one.row;
      const when = at.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ');
      const next = resumeLine(one);
      return [
        [run, when, standing(one), backend, `${task}, attempt ${attempt}`].join('  '),
        ...(next === null ? [] : [`      next: ${next}`]),
      ];
    });
    return ok({ text: lines.length === 0 ? 'There was no session yet.' : lines.join('\n'), json: { sessions } });
  });

const count = (events: readonly ChainEvent[], type: string): number =>
  events.filter((event) => event['type'] === type).length;

/** What a backend asked the session it was served. */
const servedIn = (events: readonly ChainEvent[]) => {
  const calls = events.filter(({ type }) => type === 'session.called');
  return { calls: calls.length, refused: calls.filter(({ outcome }) => outcome !== 'answered').length };
};

/** What is known of the jail of a session. */
const jailWords = (tried: number, notHeld: string, isNone: boolean): string => {
  if (isNone) return 'NONE: nothing isolated it, and nothing was tried out';
  if (tried === 0) return 'nothing says that it was tried out';
  const failed = `${tried} attempts to get out of it failed before it began`;
  return notHeld === '' ? failed : `UNTESTED: ${failed}; it does not hold: ${notHeld}`;
};

/** `writ session show` */
export const sessionShow = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const found = await readSession(project, text(words, 'run'));
    if (!found.ok) return found;
    const { row, events, atWork, cutOff } = found.value;
    const { run, task, attempt, backend, state } = row;
    const first = (type: string): ChainEvent => events.find((event) => event['type'] === type) ?? {};
    const last = (type: string): ChainEvent => events.findLast((event) => event['type'] === type) ?? {};
    const refused = events.filter((event) => event['answer'] === 'reject_once').length;
    const said = messagesIn(events);
    const context = contextUse(events);
    const alerts = events.flatMap(({ type, says }) => (type === 'session.alert' ? [String(says)] : []));
    const jailTried = String(first('jail.tried')['failed'] ?? '')
      .split(', ')
      .filter(Boolean);
    const notHeld = String(first('jail.tried')['notHeld'] ?? '');
    const session = {
      ...{ run, task, attempt, backend, state, atWork, cutOff, events: events.length, messages: said.length },
      ...{ calls: count(events, 'agent.tool'), asked: count(events, 'agent.asked'), refused },
      ...{ context, alerts },
      jail: jailTried,
      isolated: count(events, 'jail.none') > 0 || notHeld !== '' ? false : jailTried.length > 0 ? true : null,
      ...(notHeld === '' ? {} : { notHeld: notHeld.split('; ') }),
      ...{ agent: first('session.opened'), end: last('turn.ended')['stopReason'] ?? null },
      ...{ told: count(events, 'word.said'), abortedBy: last('backend.ended')['aborted'] ?? null },
      served: servedIn(events),
    };
    const { served, told, abortedBy } = session;
    const next = resumeLine(found.value);
    const { name, version, model, mode } = session.agent;
    const known = [name, version, model, mode].filter((one) => typeof one === 'string').join(', ');
    const lines = [
      `${run}  ${task}, attempt ${attempt}, ${standing(found.value)}`,
      `backend   ${backend}${known === '' ? '' : `: ${known}`}`,
      `session   ${session.events} events, ${session.messages} messages, ${session.calls} calls of tools`,
      `asked     ${session.asked} times, and was told no ${refused} times`,
      ...(served.calls === 0 ? [] : [`served    ${served.calls} calls over MCP, ${served.refused} of them refused`]),
      ...(told === 0 ? [] : [`told      ${told === 1 ? '1 word' : `${told} words`} while it was at work`]),
      `jail      ${jailWords(session.jail.length, notHeld, count(events, 'jail.none') > 0)}`,
      ...(context === null
        ? []
        : [
            `context   ${Math.round((100 * context.used) / context.size)} % of ${context.size} tokens, ${context.band}`,
          ]),
      ...alerts.map((says) => `alert     ${says}`),
      `turn      ${session.end === null ? 'no end of it was told' : String(session.end)}`,
      ...(abortedBy === null ? [] : [`aborted   by ${String(abortedBy)}`]),
      ...(said.length === 0 ? [] : [`last said ${said.at(-1)?.text ?? ''}`]),
      ...(next === null ? [] : [`next      ${next}`]),
    ];
    return ok({ text: lines.join('\n'), json: { session } });
  });

/** `writ session tail` */
export const sessionTail = (words: Words, io: Io): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const followed = await followSession(project, text(words, 'run'));
    if (!followed.ok) return followed;
    const all: ChainEvent[] = [];
    for await (const events of followed.value.events) {
      if (io.json) all.push(...events);
      else
        for (const line of events.flatMap((event) => sessionLine(event) ?? [])) writeText(process.stdout, `${line}\n`);
    }
    return ok({ text: '', json: { run: followed.value.row.run, events: all } });
  });

/** `writ session messages` */
export const sessionMessages = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const found = await readSession(project, text(words, 'run'));
    if (!found.ok) return found;
    const messages = messagesIn(found.value.events);
    const shown = messages.map((one) => `${one.type === 'agent.thought' ? 'thinks' : 'says'}:\n${one.text.trim()}\n`);
    return ok({
      text: shown.length === 0 ? `Nothing is recorded that ${found.value.row.backend} said.` : shown.join('\n'),
      json: { run: found.value.row.run, messages },
    });
  });

/** `writ session search` */
export const sessionSearch = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const wanted = text(words, 'text') ?? '';
    if (wanted.trim() === '')
      return fail('usage.argument', 'say what to search for', { remedy: 'writ session search "TEXT"' });
    const found = await searchSessions(project, wanted, text(words, 'run'));
    if (!found.ok) return found;
    const lines = found.value.flatMap(({ run, event }) => {
      const line = sessionLine(event);
      return line === null ? [] : [`${run}  ${line}`];
    });
    return ok({ text: lines.length === 0 ? 'It stands nowhere.' : lines.join('\n'), json: { found: found.value } });
  });

/** `writ session message` */
export const sessionMessage = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const said = (text(words, 'text') ?? '').trim();
    if (said === '' || Buffer.byteLength(said) > WORD_BYTES)
      return fail('usage.argument', said === '' ? 'say something' : `say it in ${WORD_BYTES / 1000} kB`, {
        remedy: 'writ session message "TEXT"',
      });
    const urgent = given(words, 'now');
    const sent = await messageSession(project, text(words, 'run'), { text: said, urgent });
    if (!sent.ok) return sent;
    const { row, word, taken } = sent.value;
    const when = urgent ? 'Its turn is cancelled for it.' : 'It is given to it when its turn ends.';
    const says = taken
      ? `${row.backend} is told, and it is recorded. ${when}`
      : `${row.backend} has not been told: its session has ended, or takes nothing just now. See: writ session tail ${row.run}`;
    return ok({ text: says, json: { run: row.run, word, taken, urgent }, exit: taken ? 0 : 1 });
  });

/** `writ session abort` */
export const sessionAbort = (words: Words, io: Io): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const because = (text(words, 'because') ?? '').trim();
    if (because === '') return fail('usage.argument', 'say why', { remedy: 'writ session abort RUN --because "…"' });
    const aborted = await abortSession(project, text(words, 'run'), { because, tell: io.tell });
    if (!aborted.ok) return aborted;
    const { row, ended } = aborted.value;
    const said = ended
      ? `The backend of ${row.run} has ended. Its workspace and its evidence are kept, and its verdict is FAIL.`
      : `${row.run} was told, and has not said yet that its backend has ended: writ session tail ${row.run}`;
    return ok({ text: said, json: { run: row.run, ended } });
  });
