/** For tests only: a ledger with one run at a stage, and programs that do something with a ledger all at once. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { sha256, type Digest, type LandingPolicy } from '#contract';
import type { Holder } from '#events';
import type { Result } from '#failure';
import { recordApproval, type ApprovedContractRecord } from './approvals.ts';
import { beginRun, record, recordDecision, recordLanding, recordVerdict } from './ledger.ts';
import type { Ledger } from './open.ts';
import { newestContract } from './read.ts';

export const AT = '2026-11-21T09:30:00.000Z';
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const digest = (text: string): Digest => sha256(text);
export const nonce = (text: string): string => digest(text).slice(0, 32);
export const ALIVE = (): boolean => true;
export const HOLDER: Holder = { pid: 1, startedAt: '1' };

export const valueOf = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(result.failures.map(({ code, message }) => `${code}: ${message}`).join('; '));
};
export const codesOf = (result: Result<unknown>): readonly string[] =>
  result.ok ? [] : result.failures.map(({ code }) => code);

type Approving = {
  readonly use?: string;
  readonly version?: number;
  readonly name?: string;
  readonly awaits?: readonly string[];
};

/** What is recorded of a contract of a task that is approved under a nonce; the contract's bytes are its name. */
export const approved = (task: string, how: Approving = {}): Omit<ApprovedContractRecord, 'seen'> => {
  const { use = `approve ${task}`, version = 1, awaits = [] } = how;
  const { name = `${task} ${version}` } = how;
  return {
    contract: { task, version, contract: digest(name), name, strictness: 'light', tier: 'LOW', dependsOn: [] },
    approval: {
      ...{ base: '1'.repeat(40), attempts: 3, until: AT, signer: 'ada', nonce: nonce(use) },
      ...{ supersedes: null, because: '', awaits },
    },
    documents: { contract: bytes(name), text: bytes(`text of ${name}`), envelope: bytes(`envelope ${use}`) },
    at: AT,
  };
};

/** Records that, by somebody who has seen all that was recorded before. */
export const approvalOf = async (
  ledger: Ledger,
  task: string,
  how: Approving = {},
  isAlive: (holder: Holder) => boolean = ALIVE,
): Promise<Result<Digest>> => {
  const newest = valueOf(await newestContract(ledger, task));
  return recordApproval(ledger, { ...approved(task, how), seen: newest?.approval ?? null }, isAlive);
};

export const runOf = (
  ledger: Ledger,
  task: string,
  run: string,
  {
    isAlive = ALIVE,
    approval = digest(`envelope approve ${task}`),
  }: { readonly isAlive?: (holder: Holder) => boolean; readonly approval?: Digest } = {},
) =>
  beginRun(
    ledger,
    {
      ...{ task, version: 1, run, approval, backend: 'scripted' },
      ...{ base: '1'.repeat(40), holder: HOLDER },
    },
    isAlive,
    AT,
  );

/** What holds where nobody asks for more. */
export const OPEN_POLICY: LandingPolicy = {
  ...{ branch: 'main', decide: { any: null, each: [] }, how: 'fast-forward', protected: false, health: [] },
};

/** A task whose run has passed. */
export const passed = async (ledger: Ledger, task: string, run: string): Promise<void> => {
  valueOf(await approvalOf(ledger, task));
  valueOf(await runOf(ledger, task, run));
  valueOf(await record(ledger, { kind: 'run.sealed', task, run, manifest: digest('m'), tree: '2'.repeat(40) }, AT));
  valueOf(
    await recordVerdict(ledger, { task, run, result: 'PASS' }, new TextEncoder().encode(`verdict of ${run}`), AT),
  );
};

/** Decides a run of the task T, under a nonce made of `use`. */
export const decide = (
  ledger: Ledger,
  run: string,
  {
    outcome = 'accept',
    use = `${outcome} ${run}`,
  }: { readonly outcome?: 'accept' | 'reject'; readonly use?: string } = {},
) =>
  recordDecision(
    ledger,
    { task: 'T', run, outcome, because: '', signer: 'ada', nonce: nonce(use) },
    { envelope: bytes(use), at: AT, policy: OPEN_POLICY, after: null },
  );

/** Records that a run of the task T landed. */
export const land = (ledger: Ledger, run: string) =>
  recordLanding(
    ledger,
    { task: 'T', run, commit: '3'.repeat(40), tip: '3'.repeat(40), ref: 'refs/heads/main' },
    bytes(`land ${run}`),
    AT,
  );

/** Runs a TypeScript program in a process of its own and gives what it printed. */
const inProcess = (program: string, n: number, cache: string): Promise<string> =>
  new Promise((resolve) => {
    const args = ['--conditions=source', '--input-type=module-typescript', '-e', program, String(n)];
    const env = { ...process.env, NODE_COMPILE_CACHE: cache };
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let printed = '';
    for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (chunk) => (printed += String(chunk)));
    child.on('close', () => resolve(printed.trim()));
  });

/** Starts processes that each run a program with `open()`, `n` and everything of this file, at one moment; gives what each printed. */
export const together = async (count: number, path: string, program: string): Promise<readonly string[]> => {
  const [room, fixture] = ['index.ts', 'ledger.fixture.ts'].map((name) => join(import.meta.dirname, name));
  const imports = `import * as room from '${room}'; import * as fixture from '${fixture}';`;
  const cache = `${path}.cache`;
  // One alone first: what it compiles, the others load.
  const began = Date.now();
  await inProcess(imports, 0, cache);
  const start = Date.now() + ((Date.now() - began) * count) / 4;
  const text = `${imports} const n = Number(process.argv[1]);
    const open = async () => fixture.valueOf(await room.openLedger('${path}'));
    while (Date.now() < ${start}) await new Promise((resolve) => setTimeout(resolve, ${start} - Date.now()));
    ${program}`;
  return Promise.all(Array.from({ length: count }, (_, n) => inProcess(text, n, cache)));
};
