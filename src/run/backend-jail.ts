import {
  BRIDGE_PORT,
  bridgeMounts,
  giveBack,
  JAIL_HOME,
  loginMounts,
  now,
  prepareSelfTest,
  runInJail,
  selfTestIn,
  throughBridge,
  triedIn,
  type Bridge,
  type JailEnd,
  type JailSpec,
  type Mount,
  type SelfTest,
} from '#host';
import { JAILS } from '#contract';
import { ok, type Result } from '#failure';
import type { Attempt } from './attempt.ts';
import { harnessMounts, JAIL_NODE } from './backends/resolve.ts';
import { jailOf } from './jail-kind.ts';
import { livePlace } from './live.ts';
import type { SessionTools } from './session/open.ts';
import { distinctMounts, jailPath, toolFor } from './tools.ts';
import { JAIL_WORK, providedMounts } from './workspace.ts';

const mountsFor = ({ attempt, brief, workspace, bridge, session }: Work): readonly Mount[] => {
  const { repository, backend, provided } = attempt;
  const tools = ['node', 'git'].flatMap((name) => {
    const tool = toolFor(name, repository.root);
    return tool.ok ? tool.value.mounts : [];
  });
  return distinctMounts([
    ...harnessMounts(),
    ...tools,
    ...backend.mounts(brief),
    { kind: 'writable', from: workspace, to: JAIL_WORK },
    ...providedMounts(repository, provided, workspace),
    ...(bridge === null ? [] : bridgeMounts(bridge)),
    ...(session?.mounts ?? []),
  ]);
};

/** What the jail of a backend has in its environment. */
export const jailEnvironment = ({
  repository,
  backend,
}: Pick<Attempt, 'repository' | 'backend'>): Record<string, string> => {
  const node = toolFor('node', repository.root);
  return {
    PATH: jailPath(node.ok ? [node.value] : []),
    HOME: JAIL_HOME,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    NO_COLOR: '1',
    ...backend.env,
  };
};

/** After so long at work a backend is one that is waited for. */
const WAITING_MS = 2000;
const PROGRESS_MS = 10_000;

/** Tells from time to time that a backend is alive: how long it has worked and how much it has said. */
const progressOf = (id: string, tell: Attempt['tell']) => {
  const began = Date.now();
  let toldAt = began;
  let total = 0;
  return (_: 'stdout' | 'stderr', bytes: Uint8Array): void => {
    total += bytes.length;
    if (Date.now() - toldAt < PROGRESS_MS) return;
    toldAt = Date.now();
    tell(`${id}: ${Math.round((toldAt - began) / 1000)} s, ${Math.ceil(total / 1000)} kB of output`);
  };
};

/** A backend at work: what it is started for, and what it is started with. */
export type Work = {
  readonly attempt: Attempt;
  /** What it is told. */
  readonly brief: string;
  readonly workspace: string;
  readonly bridge: Bridge | null;
  /** The tools of its session; null where it has none. */
  readonly session: SessionTools | null;
};

/** The places within an agent's home that are not its own: something is shown to it there. */
export const placesInHome = (work: Work): readonly string[] =>
  mountsFor(work)
    .filter(({ to }) => to.startsWith(`${JAIL_HOME}/`))
    .map(({ to }) => to.slice(JAIL_HOME.length + 1));

/** What the home of a backend lies in: memory that lives and dies with the jail, and so does a log-in in there; or a folder. */
const homeMounts = (backend: Attempt['backend'], home: string | null): readonly Mount[] => {
  if (home !== null) return [{ kind: 'writable', from: home, to: JAIL_HOME }];
  // Codex wants its home to exist.
  const codex = backend.env['CODEX_HOME'];
  return codex === undefined ? [] : [{ kind: 'memory', to: codex, bytes: 256 * 1024 * 1024 }];
};

/** How a backend is listened to while it works. */
export type Listening = Pick<JailSpec, 'stdin' | 'converse' | 'signal'> & {
  /** Says that somebody wants it to end, which is then no success. */
  readonly aborting: AbortSignal;
};

/**
 * Records that the jail was tried out, and with what, as soon as it says so: nothing that is heard comes before it. Then
 * the agent starts, which takes a while: what it will ask for is loaded meanwhile, and not before, when the jail waited.
 */
const recordTried = ({ attempt, bridge, session }: Work) => {
  const { events } = attempt;
  const { notHeld } = JAILS[jailOf(attempt)];
  let isFirst = true;
  return (stream: 'stdout' | 'stderr', bytes: Uint8Array): void => {
    if (stream !== 'stderr' || !isFirst) return;
    isFirst = false;
    const tried = triedIn(bytes);
    if (tried !== null)
      events.append({
        ...{ type: 'jail.tried', provenance: 'witnessed', at: now(), failed: tried.join(', ') },
        ...(notHeld.length > 0 && { notHeld: notHeld.join('; ') }),
      });
    bridge?.prepare();
    session?.prepare();
  };
};

/** Where there is no jail, its first program is the one that is wanted. */
const NOTHING_TO_TRY: SelfTest = { mounts: [], before: ([first = '', ...rest]) => [first, ...rest] };

/** Records that there is no jail to be tried out, which must never read as if one had held. */
const recordNone = ({ attempt: { events }, bridge, session }: Work): void => {
  events.append({ type: 'jail.none', provenance: 'witnessed', at: now(), says: 'not isolated: nothing was tried out' });
  bridge?.prepare();
  session?.prepare();
};

/**
 * Starts the backend in the jail over the workspace, and waits for its end. The jail is tried out from inside before it:
 * where something of what no backend may do can be done, it is never started, and this fails with `jail.open`. Where the
 * start gates let it go without a jail there is nothing to try out, and that is recorded.
 */
export const startJail = async (
  work: Work & { readonly home?: string | null },
  { aborting, ...listening }: Listening,
): Promise<Result<JailEnd>> => {
  const { attempt, brief, workspace, bridge, session, home = null } = work;
  const { backend, order, tell, repository } = attempt;
  const jail = jailOf(attempt);
  const test = jail === 'none' ? ok(NOTHING_TO_TRY) : prepareSelfTest(livePlace(repository, order.run).outside, jail);
  if (!test.ok) return test;
  const argv = backend.argv(brief, session?.servers);
  const [progress, tried] = [progressOf(backend.id, tell), recordTried(work)];
  if (jail === 'none') recordNone(work);
  // A backend that is done at once waits for nothing.
  const waiting = setTimeout(giveBack, WAITING_MS);
  const end = await runInJail({
    argv: test.value.before(bridge === null ? argv : throughBridge(JAIL_NODE, argv)),
    cwd: JAIL_WORK,
    env: jailEnvironment(attempt),
    // The home comes first: whatever is shown in it lies upon it.
    mounts: [...homeMounts(backend, home), ...mountsFor(work), ...test.value.mounts, ...loginMounts(backend.logins)],
    limits: order.contract.limits,
    proc: true,
    jail,
    ...(bridge === null ? {} : { port: BRIDGE_PORT }),
    ...listening,
    watchFolders: [workspace, ...(home === null ? [] : [home])],
    onOutput: (stream, bytes) => {
      if (jail !== 'none') tried(stream, bytes);
      progress(stream, bytes);
    },
  });
  clearTimeout(waiting);
  if (!end.ok || jail === 'none') return end;
  const tested = selfTestIn(end.value, aborting.aborted);
  return tested.ok ? ok(tested.value.end) : tested;
};
