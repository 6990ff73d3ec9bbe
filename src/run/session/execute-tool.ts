import { join } from 'node:path';
import { joinWords, visibleLine, type Tool } from '#contract';
import { MOST_EXECUTED, toolFiles, type SecretFinding } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { JAIL_HOME, now, runInJail, type JailEnd, type Mount } from '#host';
import type { Answer, Doors } from '#mcp';
import type { Attempt } from '../attempt.ts';
import { jailOf } from '../jail-kind.ts';
import { distinctMounts, jailPath, toolFor } from '../tools.ts';
import { JAIL_WORK } from '../workspace.ts';
import { howEnded } from './how-ended.ts';
import type { Minutes } from './minutes.ts';

/** What a tool put out, without the secrets in it, and where that lies in the bundle. */
export type ToolOutput = { readonly path: string; readonly bytes: Uint8Array };

/** All that the tools of a session put out. */
export type ToolOutputs = { readonly files: ToolOutput[]; readonly secrets: SecretFinding[] };

/** The most that is answered of each output; all of it is in the bundle. */
const ANSWERED_BYTES = 32_000;
const MOST_ARGUMENT_CHARACTERS = 10_000;

/**
 * Installed packages, beside the workspace and not in it: a place in it may be made a link meanwhile, by which a mount
 * would lead out of the jail. Node looks for packages in the folders above, too.
 */
const PACKAGES = { from: 'node_modules', to: '/writ/node_modules' } as const;

const packagesOf = ({ repository, provided }: Attempt): readonly Mount[] =>
  provided.includes(PACKAGES.from)
    ? [{ kind: 'read-only', from: join(repository.root, PACKAGES.from), to: PACKAGES.to }]
    : [];

const runTool = (
  attempt: Attempt,
  workspace: string,
  order: { readonly tool: Tool; readonly args: readonly string[]; readonly signal: AbortSignal },
): Promise<Result<JailEnd>> | Result<JailEnd> => {
  const { root } = attempt.repository;
  const [name, ...rest] = order.tool.run;
  const program = toolFor(name, root);
  if (!program.ok) return program;
  const tools = [program.value, ...['node', 'git'].flatMap((one) => {
    const found = toolFor(one, root);
    return found.ok ? [found.value] : [];
  })]; // prettier-ignore
  return runInJail({
    argv: [program.value.program, ...rest, ...order.args],
    cwd: JAIL_WORK,
    env: {
      ...{
        PATH: `${jailPath(tools)}:${PACKAGES.to}/.bin`,
        HOME: JAIL_HOME,
        LANG: 'C.UTF-8',
        TERM: 'dumb',
        NO_COLOR: '1',
      },
    },
    mounts: distinctMounts([
      ...tools.flatMap(({ mounts }) => mounts),
      ...packagesOf(attempt),
      { kind: 'writable', from: workspace, to: JAIL_WORK },
    ]),
    limits: {
      ...attempt.order.contract.limits,
      ...{ timeMs: order.tool.timeoutMs, outputBytes: order.tool.outputBytes },
    },
    proc: true,
    jail: jailOf(attempt),
    watchFolders: [workspace],
    signal: order.signal,
  });
};

const shown = (bytes: Uint8Array): string => {
  const text = new TextDecoder().decode(bytes.subarray(0, ANSWERED_BYTES));
  return bytes.length > ANSWERED_BYTES ? `${text}\n… ${bytes.length - ANSWERED_BYTES} more bytes` : text;
};

/**
 * Executes the tools of the contract over the workspace, each in a jail of its own that is made like a check's: without
 * network, session or key. What a tool writes there is as if the agent had written it.
 *
 * @param signal ends the tool that is running, when the session is over
 */
export const executing = (
  attempt: Attempt,
  workspace: string,
  {
    minutes,
    outputs,
    signal,
  }: { readonly minutes: Minutes; readonly outputs: ToolOutputs; readonly signal: AbortSignal },
): Doors['execute'] => {
  const { order, secrets, events } = attempt;
  const tools = order.contract.tools ?? [];
  const withheld = async (bytes: Uint8Array, path: string): Promise<Uint8Array> => {
    const { value, findings } = await secrets.withhold(bytes, path);
    outputs.files.push({ path, bytes: value });
    outputs.secrets.push(...findings);
    return value;
  };
  const keep = async (tool: Tool, args: readonly string[], end: JailEnd): Promise<Answer> => {
    const { executed } = minutes.record();
    const paths = toolFiles(executed.length + 1);
    const { exitCode, timedOut, limit } = end;
    const record = { at: now(), tool: tool.id, argv: [...tool.run, ...args], exitCode, timedOut, limit };
    minutes.keep({ executed: [...executed, record] });
    const stdout = await withheld(end.stdout, paths.stdout);
    const stderr = await withheld(end.stderr, paths.stderr);
    events.append({ type: 'session.executed', provenance: 'witnessed', ...record, argv: joinWords(record.argv) });
    minutes.say(`has ${visibleLine(joinWords(record.argv))} executed → ${howEnded(record)}`);
    return { exitCode, timedOut, limit, stdout: shown(stdout), stderr: shown(stderr) };
  };
  return async (id, args) => {
    const tool = tools.find((one) => one.id === id);
    if (tool === undefined)
      return fail(
        'usage.unknown',
        `the contract names no tool “${id.slice(0, 60)}”${tools.length === 0 ? '' : `; it names ${tools.map((one) => one.id).join(', ')}`}`,
      );
    if (args.join('').length > MOST_ARGUMENT_CHARACTERS || args.some((word) => word.includes('\0')))
      return fail('usage.argument', `the arguments hold more than ${MOST_ARGUMENT_CHARACTERS} characters, or a NUL`);
    if (minutes.record().executed.length >= MOST_EXECUTED)
      return fail('session.refused', `a session has ${MOST_EXECUTED} tools executed, and no more`);
    if (signal.aborted) return fail('session.refused', 'the session has ended');
    const ended = await runTool(attempt, workspace, { tool, args, signal });
    return ended.ok ? ok(await keep(tool, args, ended.value)) : ended;
  };
};
