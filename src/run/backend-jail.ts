import {
  BRIDGE_PORT,
  bridgeInside,
  JAIL_HOME,
  runInJail,
  type Bridge,
  type JailEnd,
  type JailSpec,
  type Mount,
} from '#host';
import type { Result } from '#failure';
import type { Attempt } from './attempt.ts';
import { harnessMounts, JAIL_NODE } from './backends/resolve.ts';
import type { SessionTools } from './session/open.ts';
import { distinctMounts, jailPath, toolFor } from './tools.ts';
import { JAIL_WORK, providedMounts } from './workspace.ts';

export const BRIDGE_FILE = '/writ/bridge.mjs';
export const BRIDGE_SOCKET = '/writ/model.sock';

/** The way out of a jail to the one endpoint of a backend, if it has one. */
export const bridgeMounts = (bridge: Bridge | null): readonly Mount[] =>
  bridge === null
    ? []
    : [
        { kind: 'file', to: BRIDGE_FILE, text: bridgeInside() },
        { kind: 'read-only', from: bridge.socket, to: BRIDGE_SOCKET },
      ];

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
    ...bridgeMounts(bridge),
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

/** How a backend is listened to while it works. */
export type Listening = Pick<JailSpec, 'stdin' | 'converse' | 'signal'>;

/** Starts the backend in the jail over the workspace, and waits for its end. */
export const startJail = (work: Work, listening: Listening): Promise<Result<JailEnd>> => {
  const { attempt, brief, workspace, bridge, session } = work;
  const { backend, order, tell } = attempt;
  const argv = backend.argv(brief, session?.servers);
  const home = backend.env['CODEX_HOME'];
  return runInJail({
    argv: bridge === null ? argv : [JAIL_NODE, BRIDGE_FILE, String(BRIDGE_PORT), BRIDGE_SOCKET, '--', ...argv],
    cwd: JAIL_WORK,
    env: jailEnvironment(attempt),
    // Codex wants its home to exist; it lives and dies with the jail.
    mounts: [
      ...mountsFor(work),
      ...(home === undefined ? [] : [{ kind: 'memory' as const, to: home, bytes: 256 * 1024 * 1024 }]),
    ],
    limits: order.contract.limits,
    proc: true,
    ...listening,
    watchFolder: workspace,
    onOutput: progressOf(backend.id, tell),
  });
};
