import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { parseDigest, type Digest } from '#contract';
import type { ActionRecord, BackendRecord, SecretFinding } from '#evidence';
import { fail, ok, type Result } from '#failure';
import {
  BRIDGE_PORT,
  bridgeInside,
  JAIL_HOME,
  now,
  openBridge,
  runInJail,
  type Bridge,
  type JailEnd,
  type Mount,
} from '#host';
import type { Attempt } from './attempt.ts';
import { harnessMounts, JAIL_NODE } from './backends/resolve.ts';
import { briefOf } from './brief.ts';
import { distinctMounts, jailPath, toolFor } from './tools.ts';
import { JAIL_WORK, providedMounts } from './workspace.ts';

/** What a backend left behind. */
export type Executed = {
  readonly record: BackendRecord;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly actions: readonly ActionRecord[];
  readonly survivors: number;
  /** The secrets that were withheld from all of this. */
  readonly secrets: readonly SecretFinding[];
};

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

/** The digest of a file, read as a stream: agents weigh hundreds of megabytes. */
export const digestOfFile = (path: string): Promise<Result<Digest>> =>
  new Promise((resolve) => {
    const hash = createHash('sha256');
    createReadStream(path)
      .on('data', (bytes) => hash.update(bytes))
      .on('error', (error) => resolve(fail('machine.program', `${path} cannot be read: ${error.message}`)))
      .on('end', () => resolve(parseDigest(hash.digest('hex'))));
  });

/** The record of a backend before it starts: what the start gates look at. */
export const backendRecord = (backend: Attempt['backend'], before: Digest): BackendRecord => ({
  writ: 1,
  id: backend.id,
  kind: backend.kind,
  // The brief is in the contract; here it would only repeat it.
  argv: [...backend.argv('{brief}')],
  program: backend.program,
  programDigest: { before, after: null },
  version: backend.version,
  endpoints: [],
  environment: [...backend.passes],
  tiers: [...backend.tiers],
  end: null,
});

const mountsFor = (
  { repository, backend, order, provided }: Attempt,
  workspace: string,
  bridge: Bridge | null,
): readonly Mount[] => {
  const tools = ['node', 'git'].flatMap((name) => {
    const tool = toolFor(name, repository.root);
    return tool.ok ? tool.value.mounts : [];
  });
  return distinctMounts([
    ...harnessMounts(),
    ...tools,
    ...backend.mounts(briefOf(order.contract, order.findings, order.start.freshness.coverage)),
    { kind: 'writable', from: workspace, to: JAIL_WORK },
    ...providedMounts(repository, provided, workspace),
    ...bridgeMounts(bridge),
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

const startJail = (attempt: Attempt, workspace: string, bridge: Bridge | null): Promise<Result<JailEnd>> => {
  const { backend, order, tell } = attempt;
  const brief = briefOf(order.contract, order.findings, order.start.freshness.coverage);
  const argv = backend.argv(brief);
  const home = backend.env['CODEX_HOME'];
  return runInJail({
    argv: bridge === null ? argv : [JAIL_NODE, BRIDGE_FILE, String(BRIDGE_PORT), BRIDGE_SOCKET, '--', ...argv],
    cwd: JAIL_WORK,
    env: jailEnvironment(attempt),
    // Codex wants its home to exist; it lives and dies with the jail.
    mounts: [
      ...mountsFor(attempt, workspace, bridge),
      ...(home === undefined ? [] : [{ kind: 'memory' as const, to: home, bytes: 256 * 1024 * 1024 }]),
    ],
    limits: order.contract.limits,
    proc: true,
    stdin: backend.stdin(brief),
    watchFolder: workspace,
    onOutput: progressOf(backend.id, tell),
  });
};

/** What was put out, without the secrets in it: all that follows is made from this. */
const withheldOutputs = async ({ secrets }: Attempt, { stdout, stderr }: JailEnd) => {
  const out = await secrets.withhold(stdout, 'backend/stdout.log');
  const err = await secrets.withhold(stderr, 'backend/stderr.log');
  return { stdout: out.value, stderr: err.value, findings: [...out.findings, ...err.findings] };
};

type Said = ReturnType<Attempt['backend']['read']> & { readonly findings: readonly SecretFinding[] };

/** What the backend declares, searched once more: decoded, a text may hold what its encoding hid. */
const declaredBy = async ({ secrets, backend }: Attempt, stdout: Uint8Array): Promise<Said> => {
  const { events, failure, actions } = backend.read(stdout);
  const texts = await secrets.withholdTexts(
    events.map(({ text }) => text),
    'events.normalized.jsonl',
  );
  const details = await secrets.withholdTexts(
    actions.map(({ detail }) => detail),
    'actions.json',
  );
  const failed = await secrets.withholdTexts(failure === null ? [] : [failure], 'backend/backend.json');
  return {
    events: events.map((event, index) => ({ ...event, text: texts.value[index] ?? '' })),
    failure: failed.value[0] ?? null,
    actions: actions.map((action, index) => ({ ...action, detail: details.value[index] ?? '' })),
    findings: [...texts.findings, ...details.findings, ...failed.findings],
  };
};

const recordEvents = ({ events }: Attempt, end: JailEnd, declared: Said): void => {
  for (const event of declared.events) events.append({ ...event });
  events.append({
    ...{ type: 'backend.ended', provenance: 'witnessed', at: now(), exitCode: end.exitCode, signal: end.signal },
    ...{ timedOut: end.timedOut, limit: end.limit, stdoutBytes: end.stdout.length, stderrBytes: end.stderr.length },
  });
};

/**
 * Runs the backend in the jail over the workspace. How it ended is evidence, not a failure of this function, which
 * fails only where no jail can be made.
 */
export const execute = async (attempt: Attempt, workspace: string): Promise<Result<Executed>> => {
  const { backend, order, events } = attempt;
  const opened = backend.endpoint === null ? ok(null) : await openBridge(backend.endpoint);
  if (!opened.ok) return opened;
  const bridge = opened.value;
  events.append({
    type: 'backend.started',
    provenance: 'witnessed',
    at: now(),
    backend: backend.id,
    version: backend.version,
    scripted: backend.kind === 'scripted',
  });
  try {
    const ended = await startJail(attempt, workspace, bridge);
    if (!ended.ok) return ended;
    const end = ended.value;
    const { stdout, stderr, findings } = await withheldOutputs(attempt, end);
    const declared = await declaredBy(attempt, stdout);
    recordEvents(attempt, end, declared);
    const after = await digestOfFile(backend.program);
    if (!after.ok) return after;
    const { exitCode, signal, timedOut, limit } = end;
    const record: BackendRecord = {
      ...order.start.backend,
      programDigest: { before: order.start.backend.programDigest.before, after: after.value },
      endpoints:
        backend.endpoint === null
          ? []
          : [{ origin: new URL(backend.endpoint.url).origin, requests: bridge?.requests() ?? 0 }],
      end: { exitCode, signal, timedOut, limit, declaredFailure: declared.failure },
    };
    const secrets = [...findings, ...declared.findings];
    return ok({ record, stdout, stderr, actions: declared.actions, survivors: end.survivors, secrets });
  } finally {
    bridge?.close();
  }
};

/** Whether a backend ended as one that did its work would. Only then are the checks worth running. */
export const endedWell = ({ record }: Executed): boolean => {
  const { end } = record;
  return end !== null && end.exitCode === 0 && !end.timedOut && end.limit === null && end.declaredFailure === null;
};
