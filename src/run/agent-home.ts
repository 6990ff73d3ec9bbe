/**
 * The home of an agent that may go on with its session in the next attempt (decision 081). Whatever lies in there the
 * agent wrote: out here it is copied and digested and never read for what it says, and nobody sees it but that agent.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainEvent } from '#evidence';
import { copyPlain, JAIL_HOME, now, readPlain, removeBeside, type JailEnd, type PlainTerms } from '#host';
import type { Attempt } from './attempt.ts';
import { placesInHome, type Work } from './backend-jail.ts';
import type { SessionEnd } from './backends/acp/hold-session.ts';
import type { KeptSession } from './earlier-session.ts';
import { homesOf, removeHomes } from './homes.ts';
import { jailOf } from './jail-kind.ts';

/** A home with more in it is not kept. */
export const HOME_LIMITS = { bytes: 64 * 1024 * 1024, entries: 10_000 } as const;

/** The home that an agent begins with. */
export type AgentHome = {
  /** Where it lies; null: in the memory of its jail, and gone with that. */
  readonly folder: string | null;
  /** The session to be gone on with, or why there is none; null where nobody could expect one. */
  readonly earlier: KeptSession | { readonly because: string } | null;
};

/** Why the home of a backend stays in memory, or null. */
const keptInMemory = (attempt: Attempt): string | null => {
  if (jailOf(attempt) !== 'bubblewrap') return 'nothing is kept of a home without a jail by bubblewrap';
  // What was handed to it must not lie about, and nobody can say where else it has put it.
  return attempt.backend.logins.length > 0 ? 'nothing is kept of a home with a log-in' : null;
};

const termsOf = (work: Work): PlainTerms => ({
  ...HOME_LIMITS,
  except: placesInHome(work),
  forbids: (bytes) => work.attempt.secrets.holdsKey(bytes),
});

/** Makes the empty home. What an agent wants to find there is made by us, before anything of an agent's is. */
const makeHome = (folder: string, { env }: Attempt['backend']): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const codex = env['CODEX_HOME'];
  if (codex?.startsWith(`${JAIL_HOME}/`) === true) mkdirSync(join(folder, codex.slice(JAIL_HOME.length)));
};

const given = (folder: string, work: Work, kept: KeptSession): AgentHome['earlier'] => {
  const { attempt } = work;
  const { repository, order, events } = attempt;
  const facts = copyPlain(join(homesOf(repository, order.contract.id), kept.run), folder, termsOf(work));
  if ('because' in facts) return { because: `what was kept of run ${kept.run} cannot be used: ${facts.because}` };
  if (facts.digest !== kept.digest) return { because: `what was kept of run ${kept.run} is not what it sealed` };
  events.append({ type: 'home.given', provenance: 'witnessed', at: now(), from: kept.run, ...facts });
  return kept;
};

/**
 * Makes the home of an agent: a copy of the one that the last sealed attempt left, where that holds a session to go on
 * with and is to the last byte what was sealed, and else an empty one.
 */
export const openHome = async (work: Work): Promise<AgentHome> => {
  const { repository, order, backend, earlier } = work.attempt;
  const task = order.contract.id;
  const kept = earlier !== null && 'session' in earlier ? earlier : null;
  await removeHomes(repository, task, kept?.run);
  const because = keptInMemory(work.attempt);
  if (because !== null) return { folder: null, earlier: earlier === null ? null : { because } };
  const folder = join(homesOf(repository, task), order.run);
  try {
    makeHome(folder, backend);
    if (kept === null) return { folder, earlier };
    const found = given(folder, work, kept);
    if (found !== kept) {
      await removeBeside(folder);
      makeHome(folder, backend);
    }
    return { folder, earlier: found };
  } catch {
    return { folder: null, earlier: earlier === null ? null : { because: 'no home can be made on the disk' } };
  }
};

/** Longer than any name of a session. */
const MOST_NAME = 200;

/** What a session has to have come to for anybody to go on with it. */
const whyUnkept = (held: SessionEnd, { survivors, limit }: JailEnd): string | null => {
  const { opened, stopReason, failure, substituted } = held;
  // What was ended, ran full or failed is better begun anew, by an agent that is told what was found.
  if (opened === null || stopReason !== 'end_turn' || failure !== null || substituted !== null)
    return 'its turn came to no good end';
  if (survivors > 0 || limit !== null) return 'its jail did not end as it should';
  return opened.session.length > MOST_NAME ? 'the name of its session is too long' : null;
};

/** What is sealed of a home: what is kept of it, or why nothing is. */
const keptOf = async (work: Work, folder: string, held: SessionEnd, ended: JailEnd): Promise<ChainEvent> => {
  const { backend, secrets } = work.attempt;
  const dropped = (because: string): ChainEvent => ({ type: 'home.dropped', because });
  const because = whyUnkept(held, ended);
  if (because !== null) return dropped(because);
  const session = held.opened?.session ?? '';
  const { findings } = await secrets.withholdTexts([session], 'events.normalized.jsonl');
  if (findings.length > 0) return dropped('the name of its session looks like a secret');
  const facts = readPlain(folder, termsOf(work));
  const model = backend.speech.kind === 'acp' ? backend.speech.agent.model : null;
  return 'because' in facts ? dropped(facts.because) : { type: 'home.kept', session, model, ...facts };
};

/** Keeps the home of an agent that can load a session, and writes down what lies in it; or removes it, and why. */
export const keepHome = async (
  work: Work & { readonly home: AgentHome },
  held: SessionEnd,
  ended: JailEnd,
): Promise<void> => {
  const { folder } = work.home;
  if (folder === null) return;
  const loads = held.opened?.loads === true;
  const kept = await keptOf(work, folder, held, ended);
  if (!loads || kept['type'] !== 'home.kept') await removeBeside(folder).catch(() => {});
  // Of an agent that never said that it can, nobody expects anything.
  if (loads) work.attempt.events.append({ ...kept, provenance: 'witnessed', at: now() });
};
