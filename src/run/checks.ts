import type { Check } from '#contract';
import {
  checkFiles,
  harnessCommand,
  hasCanary,
  readServiceFault,
  type CheckRecord,
  type HarnessCommand,
  type SecretFinding,
} from '#evidence';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ok, type Result } from '#failure';
import { JAIL_HOME, now, randomHex, runInJail, type JailEnd, type Mount } from '#host';
import { isEnvironment } from './dependencies/locked-python.ts';
import { packagesFolder } from './dependencies/package-cache.ts';
import type { Packages } from './dependencies/packages.ts';
import type { SecretWatch } from './secrets/watch.ts';
import { servedBy } from './beside-check.ts';
import { toolsFor, type CheckPlace } from './check-tools.ts';
import { jailOf } from './jail-kind.ts';
import { USUAL_PLACE, type Elsewhere } from './other-place.ts';
import { distinctMounts, jailPath, type Tool } from './tools.ts';
import { JAIL_WORK, placesIn } from './workspace.ts';

/** A check that was executed, with its raw output. */
export type RanCheck = { readonly record: CheckRecord; readonly stdout: Uint8Array; readonly stderr: Uint8Array };

/** The same without the secrets in its output, and what was withheld: in this form it may be stored. */
export type SearchedCheck = RanCheck & { readonly secrets: readonly SecretFinding[] };

/** What a check is executed on, and how much of it. */
export type CheckOrder = {
  readonly tree: string;
  /** A folder that holds the tree and is used for nothing else. */
  readonly folder: string;
  /** Only these files of tests; absent or null for whatever the contract's command selects. */
  readonly only?: readonly string[] | null;
  readonly coverage?: boolean;
  /** Another place than the usual one. */
  readonly elsewhere?: Elsewhere;
};

const below = (folder: string, path: string): string | null =>
  path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;

/**
 * The harness's own files: those for the tree are written into the check's copy of it, the others mounted. Nothing is
 * written through a link that the tree holds; then the file is missing, and with it what the reader demands.
 */
const placeFiles = (folder: string, work: string, { files }: HarnessCommand): readonly Mount[] =>
  [...files].flatMap(([to, text]): readonly Mount[] => {
    const inTree = below(work, to);
    if (inTree === null) return [{ kind: 'file', to, text }];
    if (placesIn(folder, [dirname(inTree)]).length === 0) return [];
    const path = join(folder, inTree);
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    writeFileSync(path, text, { flag: 'wx' });
    return [];
  });

const usualEnvironment = (tools: readonly Tool[]): Readonly<Record<string, string>> => ({
  ...{ PATH: jailPath(tools), HOME: JAIL_HOME, LANG: 'C.UTF-8', TERM: 'dumb', NO_COLOR: '1', CI: '1', TZ: 'UTC' },
});

type Part = Pick<HarnessCommand, 'argv' | 'stdin'>;

/** What must be built is built first, in a jail with a `/proc`; what that put out is handed to the command. */
const inTurn = async (
  { argv, stdin, building }: HarnessCommand,
  execute: (part: Part, proc: boolean) => Promise<Result<JailEnd>>,
): Promise<Result<JailEnd>> => {
  if (building === undefined) return execute({ argv, stdin }, false);
  const built = await execute(building, true);
  if (!built.ok || built.value.timedOut || built.value.limit !== null) return built;
  const ended = await execute(
    { argv, stdin: `${stdin ?? ''}\n${new TextDecoder().decode(built.value.stdout)}` },
    false,
  );
  if (!ended.ok) return ended;
  return ok({ ...ended.value, stderr: Buffer.concat([built.value.stderr, ended.value.stderr]) });
};

/** The environment of Python among what is mounted, where the harness has installed it. */
const installedIn = (mounts: readonly Mount[]): Pick<CheckPlace, 'installed'> => {
  const found = mounts.find((mount) => isEnvironment(mount.to) && 'from' in mount && mount.from.startsWith(`${packagesFolder()}/`));
  return found !== undefined && 'from' in found ? { installed: { from: found.from, to: found.to } } : {};
}; // prettier-ignore

/**
 * Executes a check on a clean checkout of a tree, in a jail of its own; nothing the agent's jail left behind is there.
 *
 * @param on the tree, where it lies, and what of the check to execute
 */
export const runCheck = async (
  attempt: CheckPlace & { readonly packages: Pick<Packages, 'mountsFor'> },
  check: Check,
  { tree, folder, only = null, coverage = false, elsewhere }: CheckOrder,
): Promise<Result<RanCheck>> => {
  const installed = await attempt.packages.mountsFor(folder);
  if (!installed.ok) return installed;
  const found = await toolsFor({ ...attempt, ...installedIn(installed.value) }, check);
  if (!found.ok) return found;
  const { program, node, roots } = found.value;
  const tools = [program, ...(node === null ? [] : [node])];
  const canary = hasCanary(check.reports) ? randomHex(16) : null;
  const command = harnessCommand(check.reports, {
    ...{ run: check.run, program: program.program, node: node?.program ?? 'node', roots },
    ...{ canary: canary ?? '', only, coverage },
  });
  if (!command.ok) return command;
  const served = servedBy(check, { root: attempt.repository.root, node, command: command.value });
  if (!served.ok) return served;
  const { secret } = served.value;
  const { env } = command.value;
  const { order } = attempt;
  const startedAt = now();
  const began = Date.now();
  const there = elsewhere ?? USUAL_PLACE;
  const work = there.path(JAIL_WORK);
  const placed = there.command(served.value.command);
  const mounts = distinctMounts([
    ...there.mounts([...tools, ...served.value.tools].flatMap((tool) => tool.mounts)),
    ...[work, ...roots].map((to): Mount => ({ kind: 'writable', from: folder, to })),
    ...there.mounts(installed.value),
    ...placeFiles(folder, work, placed),
  ]);
  const ended = await inTurn(placed, ({ argv, stdin }, proc) =>
    runInJail({
      argv,
      cwd: work,
      env: there.env({ ...usualEnvironment([...tools, ...served.value.tools]), ...found.value.env, ...env }),
      mounts,
      ...(elsewhere !== undefined && { look: elsewhere.look }),
      ...(stdin === null ? {} : { stdin }),
      jail: jailOf(attempt),
      limits: { ...order.contract.limits, timeMs: Math.max(1, check.timeoutMs - (Date.now() - began)) },
      // Without /proc, code under test cannot reach the pipe its runner reports through. Where only the exit code
      // counts there is no such pipe, and some programs need it.
      proc: proc || check.reports === 'exit-code',
      watchFolders: [folder],
    }),
  );
  if (!ended.ok) return ended;
  const { exitCode, signal, timedOut, limit, stderr } = ended.value;
  const service = secret === null ? null : readServiceFault(ended.value.stdout, secret);
  const stdout = service === null ? ended.value.stdout : new Uint8Array();
  const record: CheckRecord = {
    ...{ writ: 1, id: check.id, argv: [...check.run], program: program.program, reports: check.reports, tree, canary },
    ...{ startedAt, endedAt: now(), exitCode, signal, timedOut, limit },
    ...(service === null ? {} : { service }),
    ...(elsewhere !== undefined && { place: elsewhere.place }),
  };
  return ok({ record, stdout, stderr });
};

/**
 * Withholds the secrets in what a check put out.
 *
 * @param paths where its output is to lie in the bundle
 */
export const searchCheck = async (
  secrets: SecretWatch,
  { record, stdout, stderr }: RanCheck,
  paths: Pick<ReturnType<typeof checkFiles>, 'stdout' | 'stderr'> = checkFiles(record.id),
): Promise<SearchedCheck> => {
  const out = await secrets.withhold(stdout, paths.stdout);
  const err = await secrets.withhold(stderr, paths.stderr);
  return { record, stdout: out.value, stderr: err.value, secrets: [...out.findings, ...err.findings] };
};
