/**
 * Random work against an oracle that knows neither git nor Writ: what is taken is exactly what lay there, nothing
 * outside the contract is ever taken, and honest work is never refused. Each seed is one run in the jail; the first seed
 * can be given (`DIFFERENTIAL_SEED`), and how many (`DIFFERENTIAL_RUNS`).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scopeOf } from '#contract';
import { workspacePath } from '#run';
import { gitIn, valueOf } from '../../src/host/scratch.fixture.ts';
import { attemptIn, carried, contractFor, projectIn, type TestProject } from '../../src/run/attempt.fixture.ts';
import { ACTOR, BASE_FILES, dice, doubtful, honest, type Act } from './acts.ts';
import { differing, thingsIn, type Things } from './oracle.ts';

const FIRST = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
const RUNS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 20);
const seeds = Array.from({ length: RUNS }, (_, n) => FIRST + n);

const root = mkdtempSync(join(tmpdir(), 'writ-test-'));
let project: TestProject;
/** What the base holds, and what lies in the person's checkout: the settings of the repository tell them apart. */
let before: Things;
let checkout: Things;
beforeAll(async () => {
  project = await projectIn(root, BASE_FILES);
  before = treeThings(join(project.folder, '.git'), project.base);
  checkout = thingsIn(project.folder);
});
const told = { PASS: 0, FAIL: 0 };
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  process.stdout.write(`\n${RUNS} random results from seed ${FIRST}: ${told.PASS} taken, ${told.FAIL} refused\n`);
});

/** Each piece of work is a task of its own, so that one that goes wrong is not in the way of the next. */
const contractOf = (id: string) =>
  contractFor({ id, checks: [{ id: 'look', run: ['true'], reports: 'exit-code', timeoutMs: 20_000 }] });
const allowed = scopeOf(contractOf('WP').paths);

/** A tree, as git itself tells it. */
const treeThings = (gitDir: string, tree: string): Things => {
  const listed = execFileSync('git', ['--git-dir', gitDir, 'ls-tree', '-r', '-z', tree], { encoding: 'utf8' });
  return new Map(
    listed.split('\0').flatMap((entry) => {
      const [, mode, blob, path] = /^(\d+) \w+ (\w+)\t(.*)$/su.exec(entry) ?? [];
      if (mode === undefined || blob === undefined || path === undefined) return [];
      return [[path, { mode: mode === '100644' || mode === '100755' || mode === '120000' ? mode : 'other', blob }]];
    }),
  );
};

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Runs the work in the jail, and compares what came of it with what the oracle sees in the workspace. */
const outcomeOf = async (task: string, acts: readonly Act[]) => {
  const contract = contractOf(task);
  const shell = `node --input-type=module -e ${quoted(ACTOR)} -- ${quoted(JSON.stringify(acts))}`;
  const attempt = await attemptIn(project, [{ shell }], { contract });
  const { end, row } = await carried(project, attempt);
  const { result, gates } = valueOf(end).verdict;
  told[result] += 1;
  const workspace = workspacePath(project.repository, contract.id);
  // The oracle has to read what the agent may have locked.
  execFileSync('chmod', ['-R', 'u+rwX', workspace]);
  const after = thingsIn(workspace);
  const changed = differing(before, after);
  const wrongs = [
    ...changed
      .filter((path) => allowed(path) !== 'allowed' || after.get(path)?.mode === 'other')
      .map((path) => `${path} was changed, which the contract does not allow`),
    ...differing(after, treeThings(project.store.gitDir, row?.tree ?? '')).map(
      (path) => `${path} is not in the result as it lies in the workspace`,
    ),
  ];
  const findings = gates.flatMap((gate) => gate.findings.map(({ code, message }) => `${code} ${message}`));
  return { result, findings, changed, wrongs: result === 'PASS' ? wrongs : [] };
};

test.for(seeds)('honest work is taken as it lies there, seed %i', async (seed) => {
  const acts = honest(dice(seed * 2));
  const { findings, wrongs, changed } = await outcomeOf(`WP-honest-${seed}`, acts);
  const refused = changed.length === 0 ? [] : findings;
  expect({ acts, refused, wrongs }).toEqual({ acts, refused: [], wrongs: [] });
});

test.for(seeds)('what is taken is what lies there and what is allowed, seed %i', async (seed) => {
  const acts = doubtful(dice(seed * 2 + 1));
  const { wrongs } = await outcomeOf(`WP-doubtful-${seed}`, acts);
  expect({ acts, wrongs }).toEqual({ acts, wrongs: [] });
  expect(differing(checkout, thingsIn(project.folder)), 'what the person has checked out').toEqual([]);
  expect(gitIn(project.folder, 'rev-parse', 'main')).toBe(project.base);
});
