/**
 * `npm run bench:planted [-- --tier LOW|MEDIUM|HIGH] [--language javascript|python|go]`: honest changes, each once as it is, once with a dead part planted into
 * it, and once with its test made vacuous. Prints how many of the planted ones are found, and how many honest ones are
 * blamed. The changes are in `changes/`; their code is what a programmer would write, not what the proof would like.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Tier } from '#contract';
import { treeOf } from '#host';
import { CHANGES, plant, type Change, type Files } from './changes.ts';
import { examine, openPlace, valueOf, type Examined } from './examine.ts';
import { GO_CHANGES } from './go-changes.ts';
import { PYTHON_CHANGES } from './python-changes.ts';

const { values } = parseArgs({
  options: {
    tier: { type: 'string', default: 'HIGH' },
    only: { type: 'string' },
    language: { type: 'string', default: 'javascript' },
  },
});
const TIERS: Readonly<Record<string, Tier>> = { LOW: 'LOW', MEDIUM: 'MEDIUM', HIGH: 'HIGH' };
const tier = TIERS[values.tier] ?? 'HIGH';
const LANGUAGES: Readonly<Record<string, readonly Change[]>> = {
  javascript: CHANGES,
  python: PYTHON_CHANGES,
  go: GO_CHANGES,
};
const changes = LANGUAGES[values.language] ?? [];

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...{ PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' },
      ...{ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org' },
      ...{ GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org' },
    },
  }).trim();

const commit = (folder: string, files: Files): string => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'a step');
  return git(folder, 'rev-parse', 'HEAD');
};

/** Examines a change as it would be with other files of the result. */
const examineWith = async (change: Change, result: Files): Promise<Examined> => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-planted-'));
  try {
    git(folder, 'init', '--quiet', '--initial-branch=main');
    const base = commit(folder, change.before);
    const head = commit(folder, result);
    const place = await openPlace(folder);
    try {
      const tree = valueOf(await treeOf(place.store, head));
      const { check, tests } = change;
      return await examine(place, { base, tree, check, tests, tier });
    } finally {
      place.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

type Row = { readonly says: string; readonly isRight: boolean; readonly examined: Examined };
const rows: { readonly honest: Row[]; readonly dead: Row[]; readonly vacuous: Row[] } = {
  honest: [],
  dead: [],
  vacuous: [],
};
const wanted = changes.filter(({ name }) => values.only === undefined || name.includes(values.only));
for (const change of wanted) {
  const add = (kind: keyof typeof rows, examined: Examined, isRight: boolean): void => {
    rows[kind].push({ says: change.name, isRight, examined });
    const why = isRight ? '' : `  ${examined.says.join(' | ')}`;
    console.log(`${isRight ? 'right' : 'WRONG'}  ${kind.padEnd(8)} ${change.name}  ${examined.runs} runs of ${examined.units} parts, ${examined.proofMs.toFixed(0)} ms beside ${examined.suiteMs.toFixed(0)} ms${why}`);
  };
  const honest = await examineWith(change, change.after);
  add('honest', honest, honest.isPassing && honest.f2p === 'pass' && honest.kept === 'pass' && honest.unproven.length === 0);
  const planted = plant(change);
  const dead = await examineWith(change, planted.files);
  const isFound = dead.unproven.some(({ path, from, to }) => path === change.dead.path && from <= planted.line && to >= planted.line);
  add('dead', dead, dead.isPassing && isFound);
  const vacuous = await examineWith(change, { ...change.after, ...change.vacuous });
  add('vacuous', vacuous, vacuous.isPassing && vacuous.f2p === 'fail');
} // prettier-ignore
const right = (of: readonly Row[]): number => of.filter(({ isRight }) => isRight).length;
const sum = (of: readonly Row[], what: (one: Examined) => number): number =>
  of.reduce((all, { examined }) => all + what(examined), 0);
console.log(`dead parts found         ${right(rows.dead)} of ${rows.dead.length}`);
console.log(`vacuous tests found      ${right(rows.vacuous)} of ${rows.vacuous.length}`);
console.log(`honest changes blamed    ${rows.honest.length - right(rows.honest)} of ${rows.honest.length}`);
console.log(
  `runs of a check          ${sum(rows.honest, ({ runs }) => runs)} for ${sum(rows.honest, ({ units }) => units)} parts of honest changes`,
);
console.log(
  `time of honest proofs    ${(
    sum(rows.honest, ({ proofMs }) => proofMs) /
    Math.max(
      1,
      sum(rows.honest, ({ suiteMs }) => suiteMs),
    )
  ).toFixed(2)}× of one run of the suite each`,
);
process.exitCode = Object.values(rows).every((of) => of.length > 0 && right(of) === of.length) ? 0 : 1; // prettier-ignore
