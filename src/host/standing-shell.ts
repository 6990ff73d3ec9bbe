/**
 * Shells that stand by. To start a program, Node copies the tables of all its memory and waits until the child has
 * begun; a shell has next to nothing to copy, and nobody waits for it. So a few are started while little is loaded, and
 * told later what to start.
 */
import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { randomHex } from './clock.ts';
import { signalOfExitCode, startProgram, type ProgramEnd } from './programs.ts';

/** What a shell is told to do, as `sh -c SCRIPT sh WORD…` would. */
export type ShellOrder = {
  readonly script: string;
  readonly words: readonly string[];
  readonly cwd?: string;
  /** All that is in the environment of what the script starts. */
  readonly env: Readonly<Record<string, string>>;
  /** Lines that it reads; absent: nothing. */
  readonly stdin?: string;
};

type Stream = 'stdout' | 'stderr';

/** One order on its way: what came of it, and by which words the shell tells that it has ended. */
type Order = {
  readonly mark: string;
  readonly chunks: Record<Stream, Buffer[]>;
  /** The last bytes of each stream; the mark may come in pieces. */
  readonly tails: Record<Stream, string>;
  readonly ended: (end: ProgramEnd) => void;
};

type Shell = { readonly process: ChildProcess; order: Order | null };

const shells = new Set<Shell>();
/** How many called for them and have not sent them away since. */
let callers = 0;

/** As many programs as a run has going on at once, beside those that it starts itself. */
const SHELLS = 4;
const TAIL_LENGTH = 64;
/** More is told to a shell of its own, whose command line the kernel then measures. */
const LONGEST = 65_536;
const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

/** Whether every shell reads these words as they are meant. */
const isPlain = (words: readonly string[]): boolean =>
  words.every((word) => /^[\t\n\x20-\x7e]*$/u.test(word)) &&
  words.reduce((sum, word) => sum + word.length, 0) < LONGEST;

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Shells end with these where a program cannot be started or found; so does the script below where its folder cannot be entered. */
const UNSTARTED: readonly number[] = [126, 127];

const linesFor = ({ script, words, cwd, env, stdin = '' }: ShellOrder, mark: string): string =>
  [
    '(',
    ...(cwd === undefined ? [] : [`cd -- ${quoted(cwd)} || exit ${UNSTARTED[0]}`]),
    ...Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `set -- ${words.map(quoted).join(' ')}`,
    script,
    `) <<'end ${mark}'`,
    `${stdin}end ${mark}`,
    String.raw`printf '%s %d\0' ${mark} "$?"; printf '%s\0' ${mark} >&2`,
    '',
  ].join('\n');

/** An idle shell does not keep this process from ending; its own end comes when it can read no more. */
const holdOn = ({ process: child }: Shell, isBusy: boolean): void => {
  for (const held of [child, child.stdin, child.stdout, child.stderr]) {
    if (held !== child && !(held instanceof Socket)) continue;
    if (isBusy) held.ref();
    else held.unref();
  }
};

/** What the shell told of the end, as the end of a program that was started by ourselves. */
const toldBy = (code: number): Pick<ProgramEnd, 'exitCode' | 'signal' | 'startError'> => {
  if (UNSTARTED.includes(code)) return { exitCode: null, signal: null, startError: 'ENOENT' };
  const signal = signalOfExitCode(code);
  return { exitCode: signal === null ? code : null, signal, startError: null };
};

const endOf = ({ chunks, mark, tails }: Order, isWhole: boolean): ProgramEnd => {
  const code = Number(tails.stdout.slice(tails.stdout.lastIndexOf(mark) + mark.length, -1));
  const written = (stream: Stream): Uint8Array => {
    const all = Buffer.concat(chunks[stream]);
    return isWhole ? all.subarray(0, all.lastIndexOf(mark)) : all;
  };
  return {
    ...(isWhole ? toldBy(code) : { exitCode: null, signal: 'SIGKILL', startError: null }),
    ...{ timedOut: false, outputExceeded: false, told: new Uint8Array() },
    ...{ stdout: written('stdout'), stderr: written('stderr') },
  };
};

const isOver = ({ tails, mark }: Order): boolean =>
  tails.stderr.endsWith(`${mark}\0`) && tails.stdout.includes(mark) && tails.stdout.endsWith('\0');

const dismiss = (shell: Shell): void => {
  shells.delete(shell);
  shell.process.kill('SIGKILL');
};

const listen = (shell: Shell, stream: Stream): void => {
  shell.process[stream]?.on('data', (bytes: Buffer) => {
    const { order } = shell;
    // Something that was started is still there and speaks: nothing of it may stand in the next answer.
    if (order === null) return dismiss(shell);
    order.chunks[stream].push(bytes);
    order.tails[stream] = (order.tails[stream] + bytes.subarray(-TAIL_LENGTH).toString('latin1')).slice(-TAIL_LENGTH);
    if (order.chunks[stream].reduce((sum, { length }) => sum + length, 0) > OUTPUT_LIMIT_BYTES) return dismiss(shell);
    if (!isOver(order)) return;
    shell.order = null;
    holdOn(shell, false);
    order.ended(endOf(order, true));
  });
};

/**
 * Has shells stand by from now on. Whoever calls for them does so early, while to start one is cheap, and sends them away
 * in the end.
 *
 * @param count how many, which is how many orders they can carry out at once
 */
export const callShells = (count = SHELLS): void => {
  callers += 1;
  for (let more = count - shells.size; more > 0; more--) {
    const child = startProgram({ argv: ['/bin/sh'], env: { PATH: '/usr/bin:/bin' }, stdin: '' });
    if (typeof child === 'string') return;
    const shell: Shell = { process: child, order: null };
    shells.add(shell);
    for (const pipe of child.stdio) pipe?.on('error', () => {});
    child.on('error', () => dismiss(shell));
    child.on('close', () => {
      dismiss(shell);
      const { order } = shell;
      shell.order = null;
      order?.ended(endOf(order, false));
    });
    listen(shell, 'stdout');
    listen(shell, 'stderr');
    holdOn(shell, false);
  }
};

/** Sends all shells away, unless others called for them too, and waits until they are gone; what they were doing has no exit code. */
export const dismissShells = async (): Promise<void> => {
  callers -= 1;
  if (callers > 0) return;
  const leaving = [...shells].map((shell) => {
    holdOn(shell, true);
    return new Promise((gone) => shell.process.once('close', gone));
  });
  shells.forEach(dismiss);
  await Promise.all(leaving);
};

/**
 * Has a shell that stands by carry out a script. Null where none does, all are busy, or the order is not one that every
 * shell reads alike: then it has to be started otherwise. An order whose shell ended has no exit code.
 */
export const runByShell = (order: ShellOrder): Promise<ProgramEnd> | null => {
  const shell = [...shells].find((one) => one.order === null);
  const { script, cwd = '', words, env, stdin = '' } = order;
  const isLines = stdin === '' || stdin.endsWith('\n');
  if (shell === undefined || !isLines || !isPlain([script, cwd, stdin, ...words, ...Object.values(env)])) return null;
  return new Promise((ended) => {
    const mark = randomHex(16);
    shell.order = { mark, chunks: { stdout: [], stderr: [] }, tails: { stdout: '', stderr: '' }, ended };
    holdOn(shell, true);
    shell.process.stdin?.write(linesFor(order, mark));
  });
};
