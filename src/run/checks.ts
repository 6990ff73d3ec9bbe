import type { Check, Contract } from '#contract';
import { checkFiles, nodeTestArguments, type CheckRecord, type SecretFinding } from '#evidence';
import { ok, type Result } from '#failure';
import { JAIL_HOME, now, randomHex, runInJail } from '#host';
import type { Attempt } from './attempt.ts';
import type { SecretWatch } from './secrets/watch.ts';
import { distinctMounts, jailPath, toolFor, type Tool } from './tools.ts';
import { JAIL_WORK, providedMounts } from './workspace.ts';

/** A check that was executed, with its raw output. */
export type RanCheck = { readonly record: CheckRecord; readonly stdout: Uint8Array; readonly stderr: Uint8Array };

/** The same without the secrets in its output, and what was withheld: in this form it may be stored. */
export type SearchedCheck = RanCheck & { readonly secrets: readonly SecretFinding[] };

/** What a check needs of the attempt it belongs to; a health check belongs to none. */
export type CheckPlace = Pick<Attempt, 'repository' | 'store' | 'provided'> & {
  readonly order: { readonly contract: Pick<Contract, 'limits'> };
};

const toolsFor = (attempt: CheckPlace, check: Check): Result<readonly [Tool, ...Tool[]]> => {
  const program = toolFor(check.run[0], attempt.repository.root);
  if (!program.ok) return program;
  const node = toolFor('node', attempt.repository.root);
  return ok([program.value, ...(node.ok ? [node.value] : [])]);
};

/**
 * Executes a check on a clean checkout of a tree, in a jail of its own; nothing the agent's jail left behind is there.
 *
 * @param on the tree, and a folder that holds it and is used for nothing else
 */
export const runCheck = async (
  attempt: CheckPlace,
  check: Check,
  { tree, folder }: { readonly tree: string; readonly folder: string },
): Promise<Result<RanCheck>> => {
  const tools = toolsFor(attempt, check);
  if (!tools.ok) return tools;
  const [program] = tools.value;
  const [, ...args] = check.run;
  const canary = check.reports === 'node-test' ? randomHex(16) : null;
  const argv =
    canary === null
      ? ([program.program, ...args] as const)
      : nodeTestArguments({ argv: [program.program, ...args], canary });
  const { repository, order, provided } = attempt;
  const startedAt = now();
  const ended = await runInJail({
    argv,
    cwd: JAIL_WORK,
    env: {
      PATH: jailPath(tools.value),
      HOME: JAIL_HOME,
      LANG: 'C.UTF-8',
      TERM: 'dumb',
      NO_COLOR: '1',
      CI: '1',
      TZ: 'UTC',
    },
    mounts: distinctMounts([
      ...tools.value.flatMap(({ mounts }) => mounts),
      { kind: 'writable', from: folder, to: JAIL_WORK },
      ...providedMounts(repository, provided, folder),
    ]),
    limits: { ...order.contract.limits, timeMs: check.timeoutMs },
    // Without /proc, code under test cannot reach the pipe its runner reports through. Where only the exit code
    // counts there is no such pipe, and some programs need it.
    proc: check.reports === 'exit-code',
    watchFolder: folder,
  });
  if (!ended.ok) return ended;
  const { exitCode, signal, timedOut, limit, stdout, stderr } = ended.value;
  const record: CheckRecord = {
    ...{ writ: 1, id: check.id, argv: [...check.run], program: program.program, reports: check.reports, tree, canary },
    ...{ startedAt, endedAt: now(), exitCode, signal, timedOut, limit },
  };
  return ok({ record, stdout, stderr });
};

/** Withholds the secrets in what a check put out. */
export const searchCheck = async (
  secrets: SecretWatch,
  { record, stdout, stderr }: RanCheck,
): Promise<SearchedCheck> => {
  const paths = checkFiles(record.id);
  const out = await secrets.withhold(stdout, paths.stdout);
  const err = await secrets.withhold(stderr, paths.stderr);
  return { record, stdout: out.value, stderr: err.value, secrets: [...out.findings, ...err.findings] };
};
