/**
 * `npm run bench:replay -- PATH --check "node --test" [--last N] [--tier LOW|MEDIUM|HIGH] [--lines N]`: takes a clone of any
 * repository and looks again at its last N small commits that touch tests: once as they are, and once with the
 * assertions of their tests taken away. Prints what the gates say of each, how many runs that took beside one for each
 * part, and how long beside one run of the suite. What says of itself that it changes no behaviour is counted apart: no
 * test can fail without it. Nothing is written into the clone. Interrupted, it sums up what it has seen.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isSurelyTest, splitWords, usualReport, type Check, type Tier } from '#contract';
import { mixedTree, treeOf, type FileInTree } from '#host';
import { loadSources, type ReadSource } from '../../src/run/proof/syntax.ts';
import { withoutAssertions } from './assertions.ts';
import { examine, openPlace, valueOf, type Examined, type Place } from './examine.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'string', default: 'node --test' },
    last: { type: 'string', default: '10' },
    lines: { type: 'string', default: '200' },
    tier: { type: 'string', default: 'MEDIUM' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const USAGE = `npm run bench:replay -- PATH --check COMMAND [--last N] [--tier LOW|MEDIUM|HIGH] [--lines N] [--json]

The check runs in a jail that holds a commit and what is installed in the clone (node_modules, .venv, venv), and nothing
that is installed from it elsewhere. The packages of Python that lie below src/ have to be named:
  npm run bench:replay -- ../clone --check "python3 -m pytest -o pythonpath=src tests"`;
const TIERS: Readonly<Record<string, Tier>> = { LOW: 'LOW', MEDIUM: 'MEDIUM', HIGH: 'HIGH' };
const [path] = positionals;
const split = splitWords(values.check);
const [program, ...words] = 'words' in split ? split.words : [];
const tier = TIERS[values.tier];
if (values.help || path === undefined || !existsSync(path) || program === undefined || tier === undefined) {
  (values.help ? console.log : console.error)(USAGE);
  process.exit(values.help ? 0 : 2);
}
const run = [program, ...words] as const;
const check: Check = { id: 'tests', run, reports: usualReport(run), timeoutMs: 600_000 };

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: path, encoding: 'utf8', maxBuffer: 1e9 }).trim();

type Commit = { readonly commit: string; readonly says: string; readonly paths: readonly string[] };

/** Small commits of one parent that touch tests and something else, the newest first. */
const commits = (): readonly Commit[] => {
  const found: Commit[] = [];
  for (const line of git('log', '--no-merges', '--format=%H %s', '--max-count=2000').split('\n')) {
    if (found.length >= Number(values.last)) break;
    const commit = line.slice(0, 40);
    if (git('rev-list', '--parents', '-n', '1', commit).split(' ').length !== 2) continue;
    const changed = git('diff', '--numstat', '--no-renames', `${commit}^`, commit).split('\n').filter((one) => one !== '');
    const rows = changed.map((one) => one.split('\t'));
    const lines = rows.reduce((sum, [added = '0', gone = '0']) => sum + (Number(added) || 0) + (Number(gone) || 0), 0);
    const paths = rows.map((row) => row[2] ?? '');
    if (lines > Number(values.lines) || !paths.some(isSurelyTest) || paths.every(isSurelyTest)) continue;
    found.push({ commit, says: line.slice(41), paths });
  }
  return found;
}; // prettier-ignore

/** Whether a commit says that behaviour is as before: then no test could fail without it. */
const isPreserving = ({ says }: Pick<Commit, 'says'>): boolean =>
  /^(build|chore|ci|docs|refactor|style|test)(\([^)]*\))?!?:/iu.test(says);

/** The result with the assertions of the tests that the commit touches taken away; null where there are none to take. */
const bareTree = async (
  { store }: Place,
  tree: string,
  { commit, paths }: Commit,
  read: ReadSource,
): Promise<string | null> => {
  const files = paths.filter(isSurelyTest).flatMap((file): readonly FileInTree[] => {
    const entry = git('ls-tree', commit, '--', file);
    if (entry === '') return [];
    const text = execFileSync('git', ['show', `${commit}:${file}`], { cwd: path, encoding: 'utf8' });
    const source = read(file, text);
    const bare = source === null ? null : withoutAssertions(source);
    return bare === null ? [] : [{ path: file, mode: entry.slice(0, 6), text: bare }];
  });
  return files.length === 0 ? null : valueOf(await mixedTree(store, tree, files));
};

type Row = {
  readonly commit: string;
  readonly says: string;
  readonly honest: Examined;
  readonly cheat: Examined | null;
};

/** How many faults are named before the log. */
const SHOWN = 5;
let isExplained = false;

/** Why a suite does not pass, once: of the first, since the others mostly fail as it does. */
const explain = ({ isPassing, says, log }: Examined): void => {
  if (isPassing || isExplained || values.json) return;
  isExplained = true;
  for (const line of [...says.slice(0, SHOWN), ...log.split('\n')]) console.log(`    ${line}`);
};

const tell = (kind: string, { commit, says }: Commit, { isPassing, f2p, kept, runs, units, proofMs, suiteMs, unproven }: Examined): void => {
  const said = isPassing ? `fail-to-pass ${f2p}, tests kept ${kept}, ${unproven.length} of ${units} parts unproven, ${runs} runs, ${proofMs.toFixed(0)} ms beside ${suiteMs.toFixed(0)} ms` : 'the suite does not pass';
  if (!values.json) console.log(`${kind.padEnd(18)} ${commit.slice(0, 10)}  ${said}  (${says})`);
}; // prettier-ignore

const place = await openPlace(path);
const read = valueOf(await loadSources());
const provided = ['node_modules', '.venv', 'venv'].filter((folder) => existsSync(join(path, folder)));
const rows: Row[] = [];
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
try {
  for (const one of commits()) {
    if (interrupted.signal.aborted) break;
    const base = git('rev-parse', `${one.commit}^`);
    const tree = valueOf(await treeOf(place.store, one.commit));
    const honest = await examine(place, { base, tree, check, tests: [], tier, provided });
    tell('honest', one, honest);
    explain(honest);
    const bare = honest.isPassing ? await bareTree(place, tree, one, read) : null;
    const cheat = bare === null ? null : await examine(place, { base, tree: bare, check, tests: [], tier, provided });
    if (cheat !== null) tell('assertions removed', one, cheat);
    rows.push({ commit: one.commit, says: one.says, honest, cheat });
  }
} finally {
  place.close();
}
const passing = rows.filter(({ honest }) => honest.isPassing);
const cheats = passing.flatMap(({ cheat }) => (cheat?.isPassing === true ? [cheat] : []));
const sum = (of: readonly Examined[], what: (one: Examined) => number): number =>
  of.reduce((all, one) => all + what(one), 0);
const honest = passing.map((row) => row.honest);
const preserving = passing.filter(isPreserving).map((row) => row.honest);
const changing = passing.filter((row) => !isPreserving(row)).map((row) => row.honest);
if (values.json) console.log(JSON.stringify(rows));
else {
  console.log(`commits looked at          ${rows.length}, of which ${passing.length} pass their suite here`);
  console.log(
    `honest: fail without it    ${changing.filter(({ f2p }) => f2p === 'pass').length} of ${changing.length}`,
  );
  console.log(
    `says it changes nothing    ${preserving.length}, of which ${preserving.filter(({ f2p }) => f2p === 'pass').length} fail without it`,
  );
  console.log(`assertions removed: seen   ${cheats.filter(({ f2p }) => f2p !== 'pass').length} of ${cheats.length}`);
  console.log(
    `runs beside one a part     ${sum(honest, ({ runs }) => runs)} beside ${sum(honest, ({ units }) => units)}`,
  );
  console.log(
    `time beside the suite      ${(
      sum(honest, ({ proofMs }) => proofMs) /
      Math.max(
        1,
        sum(honest, ({ suiteMs }) => suiteMs),
      )
    ).toFixed(2)}×`,
  );
}
process.exitCode = passing.length === 0 ? 1 : 0; // prettier-ignore
