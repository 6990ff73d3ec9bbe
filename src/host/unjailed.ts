/**
 * A program is executed without a jail of bubblewrap: with all the rights of the person, where she has signed for that and
 * this machine can make no jail, or with those that something else leaves it. What needs no kernel's help is held: an environment of its own, a home of its own, no
 * descriptor but its three, the limits, and that nothing of it is left that can be found.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, type Result } from '#failure';
import { randomHex } from './clock.ts';
import type { JailEnd, JailSpec, LimitName, Mount } from './jail-spec.ts';
import { lookAtProcesses } from './processes.ts';
import { runProgram, signalOfExitCode, type Conversation, type ProgramEnd } from './programs.ts';
import { layOut, type UnjailedPlaces } from './unjailed-places.ts';
import { aliveOf, endAll, MARK_VARIABLE, noteFamily, noteFirst, type SeenProcesses } from './unjailed-processes.ts';
import { diskUse } from './workspace-scan.ts';

const BLOCK_BYTES = 512;
/** The limits that a shell can set. The count of processes is that of the whole person here, so it is watched instead. */
const LIMITED = 'ulimit -c 0; ulimit -f "$1"; shift; exec "$@"';

const POLL_MS = 200;
const SURVIVAL_MS = 3000;
const AGAIN_MS = 20;

/** Whole lines of what comes in pieces, so that no path is cut in two. */
const byLines = (back: UnjailedPlaces['back']) => {
  let rest = Buffer.alloc(0);
  return {
    take: (bytes: Uint8Array): Uint8Array => {
      const all = Buffer.concat([rest, bytes]);
      const end = all.lastIndexOf('\n') + 1;
      rest = all.subarray(end);
      return end === 0 ? new Uint8Array() : back(all.subarray(0, end));
    },
    last: (): Uint8Array => {
      const last = rest;
      rest = Buffer.alloc(0);
      return last.length === 0 ? last : back(last);
    },
  };
};

/** What a program says in its places, heard in those of the jail. */
async function* heardBack(heard: Conversation['heard'], back: UnjailedPlaces['back']): AsyncGenerator<Uint8Array> {
  const lines = byLines(back);
  for await (const bytes of heard) {
    const whole = lines.take(bytes);
    if (whole.length > 0) yield whole;
  }
  const last = lines.last();
  if (last.length > 0) yield last;
}

/** How a program is talked to and listened to, in places of the jail. */
const translated = ({ stdin, onOutput, converse }: JailSpec, { there, back }: UnjailedPlaces) => {
  const lines = { stdout: byLines(back), stderr: byLines(back) };
  const tell = (stream: 'stdout' | 'stderr', bytes: Uint8Array): void => {
    if (bytes.length > 0) onOutput?.(stream, bytes);
  };
  return {
    how: {
      stdin: there(typeof stdin === 'string' ? stdin : new TextDecoder().decode(stdin)),
      onOutput: (stream: 'stdout' | 'stderr', bytes: Uint8Array): void => tell(stream, lines[stream].take(bytes)),
      ...(converse !== undefined && {
        converse: ({ heard, say }: Conversation) =>
          converse({ heard: heardBack(heard, back), say: (text) => say(there(text)) }),
      }),
    },
    last: (): void => (['stdout', 'stderr'] as const).forEach((stream) => tell(stream, lines[stream].last())),
  };
};

/** Watches processes, memory and disk, and ends the program when one goes over. */
const watchLimits =
  (spec: JailSpec, seen: SeenProcesses, exceeded: (limit: LimitName) => void) =>
  (pid: number, end: () => void): (() => void) => {
    noteFirst(pid, seen);
    let nextDiskAt = Date.now() + POLL_MS;
    const over = (): LimitName | null => {
      const processes = lookAtProcesses();
      const family = noteFamily(seen, processes);
      if (family.length > spec.limits.processes) return 'processes';
      const bytes = family.reduce((sum, one) => sum + (processes.facts(one)?.rssBytes ?? 0), 0);
      if (bytes > spec.limits.memoryBytes) return 'memory';
      if (spec.watchFolders === undefined || Date.now() < nextDiskAt) return null;
      const began = Date.now();
      if (spec.watchFolders.some((folder) => diskUse(folder) > spec.limits.diskBytes)) return 'disk';
      nextDiskAt = Date.now() + Math.max(1000, 10 * (Date.now() - began));
      return null;
    };
    const timer = setInterval(() => {
      const limit = over();
      if (limit === null) return;
      exceeded(limit);
      end();
    }, POLL_MS);
    return () => clearInterval(timer);
  };

/** Ends what is left until nothing is, and says how much could not be ended. */
const survivorsOf = async (first: number, mark: string, seen: SeenProcesses): Promise<number> => {
  const until = Date.now() + SURVIVAL_MS;
  for (;;) {
    endAll(first, mark, seen);
    const left = aliveOf(seen).length;
    if (left === 0 || Date.now() >= until) return left;
    await sleep(AGAIN_MS);
  }
};

const endOf = (
  end: ProgramEnd,
  back: UnjailedPlaces['back'],
  facts: Pick<JailEnd, 'limit' | 'survivors'>,
): JailEnd => ({
  ...{ exitCode: end.exitCode, signal: end.signal ?? signalOfExitCode(end.exitCode), timedOut: end.timedOut },
  ...{ limit: end.outputExceeded ? 'output' : facts.limit, survivors: facts.survivors },
  ...{ stdout: back(end.stdout), stderr: back(end.stderr) },
});

/** What holds a program that is executed with the places of this machine; nothing, where nothing does. */
export type Hold = (
  /** What is to be executed, in places of this machine. */
  wanted: { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> },
  /** Where its own folder is, which it may do with as it likes. */
  place: { readonly root: string; readonly mounts: readonly Mount[]; readonly port: number | undefined },
) => Promise<Result<{ readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> }>>;

const heldByNothing: Hold = async (wanted) => ok(wanted);

const environmentOf = (spec: JailSpec, { there }: UnjailedPlaces, temporary: string): Record<string, string> => ({
  TMPDIR: temporary,
  ...Object.fromEntries(Object.entries(spec.env).map(([name, value]) => [name, there(value)])),
});

const runIn = async (spec: JailSpec, root: string, mark: string, hold: Hold): Promise<Result<JailEnd>> => {
  const temporary = join(root, 'tmp');
  mkdirSync(temporary);
  const laid = layOut(spec.mounts, root);
  if (!laid.ok) return laid;
  const places = laid.value;
  const seen: SeenProcesses = new Map();
  let limit: LimitName | null = null;
  let first = 0;
  let ending: NodeJS.Timeout | undefined;
  const blocks = String(Math.floor(spec.limits.diskBytes / BLOCK_BYTES));
  const { how, last } = translated(spec, places);
  try {
    const held = await hold(
      { argv: spec.argv.map(places.there), env: environmentOf(spec, places, temporary) },
      { root, mounts: spec.mounts, port: spec.port },
    );
    if (!held.ok) return held;
    const end = await runProgram({
      argv: ['/bin/sh', '-c', LIMITED, mark, blocks, ...held.value.argv],
      cwd: places.there(spec.cwd),
      env: { ...held.value.env, [MARK_VARIABLE]: mark },
      ownSession: true,
      timeoutMs: spec.limits.timeMs,
      outputLimitBytes: spec.limits.outputBytes,
      watch: (pid, kill) => {
        first = pid;
        return watchLimits(spec, seen, (reached) => (limit ??= reached))(pid, kill);
      },
      // Whoever was left behind may hold its pipes, for which it would be waited.
      onExit: (pid) => {
        endAll(pid, mark, seen);
        ending = setInterval(() => endAll(pid, mark, seen), POLL_MS);
      },
      ...how,
      ...(spec.signal === undefined ? {} : { signal: spec.signal }),
    });
    clearInterval(ending);
    last();
    if (end.startError !== null) return fail('machine.program', `nothing could be started: ${end.startError}`);
    return ok(endOf(end, places.back, { limit, survivors: await survivorsOf(first, mark, seen) }));
  } finally {
    clearInterval(ending);
    places.remove();
  }
};

/**
 * Runs a program without a jail, to its end or until a limit is reached.
 *
 * @param name what its processes bear, so that the warden knows them
 * @param hold by what it is held besides
 * @returns `machine.jail` where something would have to be shown to it that only a jail can show
 */
export const runUnjailed = async (
  spec: JailSpec,
  name: string,
  hold: Hold = heldByNothing,
): Promise<Result<JailEnd>> => {
  // Short, because a socket in it may have 108 bytes in its path.
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'writ-u-')));
  try {
    return await runIn(spec, root, `${name}-${randomHex(8)}`, hold);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};
