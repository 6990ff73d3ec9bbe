import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from '#contract';
import { nodeTestArguments, type Changes, type CheckRecord } from '#evidence';
import { MOMENTS } from './example-signers.ts';

/** The repository of the example: a base with a bug, and a commit that mends it, on no branch. */
export type Repository = {
  readonly folder: string;
  readonly base: string;
  readonly baseTree: string;
  readonly tree: string;
  readonly commit: string;
};

const SUM_BEFORE = 'export const sum = (a, b) => a - b;\n';
const SUM_AFTER = 'export const sum = (a, b) => a + b;\n';
const SUM_TEST = `import { test } from 'node:test';\nimport assert from 'node:assert';\nimport { sum } from './sum.mjs';\ntest('adds', () => assert.equal(sum(1, 2), 3));\n`;

export const makeRepository = (folder: string): Repository => {
  mkdirSync(folder);
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_DATE: MOMENTS.admitted,
    GIT_COMMITTER_DATE: MOMENTS.admitted,
  };
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false', ...words], {
      cwd: folder,
      env,
      encoding: 'utf8',
    }).trim();
  git('init', '-q', '-b', 'main');
  writeFileSync(join(folder, 'sum.mjs'), SUM_BEFORE);
  writeFileSync(join(folder, 'sum.test.mjs'), SUM_TEST);
  git('add', '-A');
  git('commit', '-q', '-m', 'base');
  const base = git('rev-parse', 'HEAD');
  const baseTree = git('rev-parse', 'HEAD^{tree}');
  writeFileSync(join(folder, 'sum.mjs'), SUM_AFTER);
  git('add', '-A');
  const tree = git('write-tree');
  return { folder, base, baseTree, tree, commit: git('commit-tree', tree, '-p', base, '-m', 'landed') };
};

/** The contract of the example. */
export const exampleContract = (): Contract => ({
  writ: 1,
  id: 'WP-sum',
  version: 1,
  name: 'The sum adds',
  strictness: 'standard',
  type: 'debug',
  baseBranch: 'main',
  cites: ['spec:A1'],
  paths: { allow: ['sum.mjs'], deny: [] },
  forbid: [],
  checks: [{ id: 'sum', run: ['node', '--test', 'sum.test.mjs'], reports: 'node-test', timeoutMs: 60_000 }],
  done: [{ says: 'sum(1, 2) is 3', cites: ['spec:A1'], proof: { kind: 'test', check: 'sum', test: 'adds' } }],
  noTests: null,
  riskTier: { tier: 'LOW', because: 'one function', floor: { tier: 'LOW', because: [] } },
  attempts: 3,
  limits: { timeMs: 60_000, processes: 64, diskBytes: 1 << 30, outputBytes: 1 << 20, memoryBytes: 1 << 30 },
  rollback: 'revert the landing commit',
  what: 'Make the sum add.',
  why: 'It subtracts — “surprisingly”.',
  outOfScope: 'Everything else.',
});

/** What a check of the example left. */
export type RanCheck = {
  readonly record: CheckRecord;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
};

/** Executes the example's check for real on the mended code. */
export const runCheck = ({ folder, tree }: Repository): RanCheck => runIn(folder, tree);

/** Executes it on the code as it was. */
export const runWithout = ({ folder, baseTree }: Repository): RanCheck => {
  const without = join(folder, '..', 'without');
  mkdirSync(without);
  writeFileSync(join(without, 'sum.mjs'), SUM_BEFORE);
  writeFileSync(join(without, 'sum.test.mjs'), SUM_TEST);
  return runIn(without, baseTree);
};

const runIn = (folder: string, tree: string): RanCheck => {
  const canary = randomBytes(16).toString('hex');
  const argv = ['node', '--test', 'sum.test.mjs'] as const;
  const [, ...words] = nodeTestArguments({ argv: [process.execPath, ...argv.slice(1)], canary });
  const { stdout, status } = spawnSync(process.execPath, words, {
    cwd: folder,
    env: { HOME: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const record: CheckRecord = {
    writ: 1,
    id: 'sum',
    argv,
    program: 'node',
    reports: 'node-test',
    tree,
    canary,
    startedAt: MOMENTS.started,
    endedAt: MOMENTS.ended,
    exitCode: status,
    signal: null,
    timedOut: false,
    limit: null,
  };
  return { record, stdout: new Uint8Array(stdout), stderr: new Uint8Array() };
};

/** What the mended code differs in from the base. */
export const changesOf = (repository: Repository): Changes => {
  const blob = (text: string): string =>
    execFileSync('git', ['hash-object', '--stdin'], { input: text, encoding: 'utf8' }).trim();
  const path = {
    path: 'sum.mjs',
    status: 'modified',
    oldMode: '100644',
    newMode: '100644',
    oldBlob: blob(SUM_BEFORE),
    newBlob: blob(SUM_AFTER),
  } as const;
  return { writ: 1, base: repository.base, tree: repository.tree, paths: [path], hygiene: [], objects: 'sound' };
};
