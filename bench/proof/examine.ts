/** One change looked at as a run looks at it: its checks, then its proof, then what the gates over the proof say. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractDigest, type Check, type Contract, type Tier } from '#contract';
import { isPassed, type ProofEvidence, type RunEvidence, type Unit } from '#evidence';
import type { Result } from '#failure';
import {
  changedPaths,
  differenceBetween,
  openRepository,
  openStore,
  treeOf,
  type HarnessStore,
  type Repository,
} from '#host';
import { judge, RUN_GATES } from '#gates';
import { openCheckFolders, prove, readChecks, runChecks, watchSecrets, openPackages } from '#run';
import { parseTrust } from '#signoff';
import { endOfLog } from '../../src/flow/check-logs.ts';

export const valueOf = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(result.failures.map(({ code, message }) => `${code}: ${message}`).join('; '));
};

/** A repository with a folder of ours beside it: nothing is written into its own git folder. */
export type Place = { readonly repository: Repository; readonly store: HarnessStore; readonly close: () => void };

/** @param above the folder that ours is made in */
export const openPlace = async (path: string, above = tmpdir()): Promise<Place> => {
  const opened = valueOf(await openRepository(path));
  const writ = mkdtempSync(join(above, 'writ-proof-'));
  const repository = { ...opened, writ };
  const store = valueOf(await openStore(repository));
  return { repository, store, close: () => rmSync(writ, { recursive: true, force: true, maxRetries: 5 }) };
};

export type Wanted = {
  readonly base: string;
  /** The tree of the result. */
  readonly tree: string;
  readonly check: Check;
  /** The tests that have to prove it; none: the check as a whole. */
  readonly tests: readonly string[];
  readonly tier: Tier;
  readonly provided?: readonly string[];
};

export type Examined = {
  /** Whether the check passes on the result; where it does not, nothing else is known. */
  readonly isPassing: boolean;
  readonly kept: string;
  readonly f2p: string;
  readonly unproven: readonly Unit[];
  readonly units: number;
  readonly unexamined: number;
  readonly runs: number;
  readonly proofMs: number;
  readonly suiteMs: number;
  readonly says: readonly string[];
  /** How the output of a check that did not pass ends; empty where it passed, or put out nothing. */
  readonly log: string;
};

const contractFor = ({ check, tests, tier }: Wanted): Contract => ({
  ...{ writ: 1, id: 'WP-1-bench', version: 1, name: 'a change', strictness: 'standard', type: 'feature' },
  ...{ baseBranch: 'main', cites: [], paths: { allow: ['**'], deny: [] }, forbid: [], checks: [check] },
  done:
    tests.length === 0
      ? [{ says: 'it works', cites: [], proof: { kind: 'test', check: check.id, test: null } }]
      : tests.map((test) => ({ says: test, cites: [], proof: { kind: 'test', check: check.id, test } })),
  ...{ noTests: null, riskTier: { tier, because: 'bench', floor: { tier, because: [] } }, attempts: 1 },
  limits: { timeMs: 600_000, processes: 1000, diskBytes: 4e9, outputBytes: 1e8, memoryBytes: 8e9 },
  ...{ rollback: 'none', what: 'a change', why: 'a bench', outOfScope: '' },
});

const NOTHING: Omit<Examined, 'isPassing' | 'suiteMs' | 'says' | 'log'> = {
  ...{ kept: 'missing', f2p: 'missing', unproven: [], units: 0, unexamined: 0, runs: 0, proofMs: 0 },
};

const TRUST = valueOf(parseTrust({ allowedSigners: '', revokedKeys: '' }));

/** Examines one change. */
export const examine = async ({ repository, store }: Place, wanted: Wanted): Promise<Examined> => {
  const { base, tree, provided = [] } = wanted;
  const contract = contractFor(wanted);
  const paths = valueOf(await changedPaths(store, valueOf(await treeOf(store, base)), tree));
  const secrets = watchSecrets({ env: {}, passes: [], logins: [], endpoint: null });
  const packages = openPackages({
    ...{ repository, store, base, wanted: provided, provided, mayChange: () => false, tell: () => {} },
    settings: { packages: 'checkout' },
  });
  const place = { repository, store, provided, packages, secrets, tell: () => {}, order: { contract } };
  const folders = openCheckFolders(repository, store);
  const began = performance.now();
  const checks = valueOf(await runChecks(place, folders, { tree, base }, () => {}).finally(() => folders.close()));
  const suiteMs = performance.now() - began;
  const read = readChecks(checks);
  const isPassing = read.every(isPassed);
  const problems = read.flatMap(({ report }) => [
    ...report.problems,
    ...report.tests.filter(({ outcome }) => outcome === 'failed').map(({ name }) => `failed: ${name}`),
  ]);
  const log = checks.map(({ stdout, stderr }) => endOfLog(Buffer.concat([stdout, stderr]))).join('\n');
  if (!isPassing) return { ...NOTHING, isPassing, suiteMs, says: problems, log };
  const begun = performance.now();
  const proved = valueOf(await prove(place, { base, tree, paths, checks }));
  const proofMs = performance.now() - begun;
  const { patch } = valueOf(await differenceBetween(store, base, tree));
  const proof: ProofEvidence = {
    record: proved.record,
    runs: proved.runs.flatMap(({ run, stored }) => readChecks([stored]).map((one) => ({ ...run, ...one }))),
  };
  const evidence: RunEvidence = {
    ...{ at: '2026-01-01T00:00:00.000Z', trust: TRUST, checks: read, proof, patch },
    contract: { value: contract, digest: contractDigest(contract) },
    changes: { writ: 1, base, tree, paths, hygiene: [] },
  };
  const verdict = judge(['tests.kept', 'proof.f2p', 'proof.removal'], RUN_GATES, evidence);
  const outcome = (gate: string): string => verdict.gates.find((one) => one.gate === gate)?.outcome ?? 'missing';
  const says = verdict.gates.flatMap(({ findings, notices }) => [...findings.map(({ message }) => message), ...notices]);
  const unproven = proved.record.units.filter((unit) => says.some((text) => text.startsWith(`${unit.path}:`) && text.includes('is unproven') && text.includes(lines(unit))));
  return {
    ...{ isPassing, suiteMs, proofMs, says, log: '', unproven, runs: proof.runs.length },
    ...{ kept: outcome('tests.kept'), f2p: outcome('proof.f2p') },
    ...{ units: proved.record.units.length, unexamined: proved.record.unexamined.length },
  };
}; // prettier-ignore

const lines = ({ from, to, name }: Unit): string =>
  `:${to > from ? `${from}-${to}` : from}${name === null ? ' is' : ` (${name})`}`;
