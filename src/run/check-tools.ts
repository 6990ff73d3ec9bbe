import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, Contract } from '#contract';
import { harnessCommand, hasWitness, requirementsIn, runnerProgram } from '#evidence';
import { ok, type Result } from '#failure';
import type { Attempt } from './attempt.ts';
import { servedBy } from './beside-check.ts';
import { cargoFor } from './cargo.ts';
import { isEnvironment, listIn } from './dependencies/locked-python.ts';
import { goFor } from './go.ts';
import type { Held } from './jail-kind.ts';
import { pythonFor, type InstalledEnvironment } from './python.ts';
import { toolFor, type Tool } from './tools.ts';

/** What a check needs of the attempt it belongs to; a health check belongs to none. */
export type CheckPlace = Pick<Attempt, 'provided'> & {
  readonly repository: Pick<Attempt['repository'], 'root'>;
  readonly order: { readonly contract: Pick<Contract, 'limits'> } & Held['order'];
  /** What the harness has installed for the tree that is checked, where it is an environment of Python. */
  readonly installed?: InstalledEnvironment;
};

/** What a check needs of this machine; `roots`: where the tree must lie besides its own place. */
export type CheckTools = {
  readonly program: Tool;
  readonly node: Tool | null;
  readonly roots: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** Finds what a check needs to be executed here, or says what is missing. */
export const toolsFor = async (attempt: CheckPlace, check: Check): Promise<Result<CheckTools>> => {
  const { root } = attempt.repository;
  const onPath = toolFor('node', root);
  // What witnesses other runners is written for Node, and the Node that runs this is one.
  const needsNode = hasWitness(check.reports) || check.services !== undefined;
  const found = onPath.ok || !needsNode ? onPath : toolFor(process.execPath, root);
  if (needsNode && !found.ok) return found;
  const node = found.ok ? found.value : null;
  const name = runnerProgram(check.reports, check.run);
  if (check.reports === 'pytest') {
    const python = await pythonFor(name, attempt);
    return python.ok ? ok({ program: python.value, node, roots: python.value.roots, env: {} }) : python;
  }
  if (check.reports === 'go-test') {
    const go = await goFor(root);
    return go.ok ? ok({ program: go.value, node, roots: [], env: go.value.env }) : go;
  }
  if (check.reports === 'cargo-test') {
    const cargo = await cargoFor(root);
    return cargo.ok ? ok({ program: cargo.value, node, roots: [], env: {} }) : cargo;
  }
  const program = toolFor(name, root);
  return program.ok ? ok({ program: program.value, node, roots: [], env: {} }) : program;
};

/** Whether the harness makes the environment that a check runs in: what is on the PATH then says nothing of it. */
const isMade = ({ repository: { root }, provided }: CheckPlace, { reports, run }: Check): boolean => {
  const list = listIn({ has: (path) => existsSync(join(root, path)) }, '.');
  const isOwn = runnerProgram(reports, run).includes('/') || provided.some(isEnvironment);
  if (reports !== 'pytest' || isOwn || list === undefined) return false;
  const pinned = requirementsIn(list, readFileSync(join(root, list), 'utf8'));
  return typeof pinned !== 'string' && pinned.names.has('pytest');
};

/**
 * Refuses a check that cannot be executed here, for want of a program or because its command cannot be understood:
 * before an attempt is used up on it.
 */
export const refuseUnable = async (place: CheckPlace, checks: readonly Check[]): Promise<Result<null>> => {
  for (const check of checks) {
    const tools = await toolsFor(place, check);
    if (!tools.ok && isMade(place, check)) continue;
    if (!tools.ok) return tools;
    const { program, node, roots } = tools.value;
    const order = { run: check.run, program: program.program, node: node?.program ?? 'node', roots };
    const command = harnessCommand(check.reports, { ...order, canary: '', only: null, coverage: false });
    if (!command.ok) return command;
    const served = servedBy(check, { root: place.repository.root, node, command: command.value });
    if (!served.ok) return served;
  }
  return ok(null);
};
