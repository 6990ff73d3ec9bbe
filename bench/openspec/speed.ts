/**
 * A thousand changes: `writ change list`, `writ change validate` and `writ spec validate` beside OpenSpec's `list` and
 * `validate --all --strict`, each started by itself, twice: the first time nothing of it was read before. Both as they are
 * published, in memory where there is storage in memory. Beside the time by the clock stands that of the processors: on a
 * machine where others work as well, it is the steadier one.
 *
 *   npm run bench:changes -- [CHANGES]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { makeLargeRepository, OPENSPEC, peerEnvironment } from '../../test/openspec/compare.ts';
import { onStage, type Stage } from '../rig/stage.ts';

const [changes = 1000] = process.argv.slice(2).map(Number);

/** Milliseconds by the clock, and of the processors. */
type Took = { readonly clock: number; readonly processors: number };
type Large = ReturnType<typeof makeLargeRepository>;

/** The shell counts what those it started took: the last line of `times`. */
const TIMED = '"$@" >"$OUT" 2>/dev/null; times';
const secondsIn = (text: string): number =>
  [...text.matchAll(/(\d+)m([\d.]+)s/gu)].reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0); // prettier-ignore

const timed = ({ root, home }: Large, argv: readonly string[], cache: string): Took => {
  const out = join(home, 'out');
  const began = performance.now();
  const { error, stdout } = spawnSync('sh', ['-c', TIMED, 'sh', ...argv], {
    cwd: root,
    env: { ...peerEnvironment(home), XDG_CACHE_HOME: cache, OUT: out },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const clock = performance.now() - began;
  // Both end with 1 where a change is invalid; what says nothing was not done.
  if (error !== undefined || statSync(out).size === 0) throw new Error(`${argv.join(' ')}: ${error?.message ?? 'it said nothing'}`); // prettier-ignore
  return { clock, processors: secondsIn(stdout.trim().split('\n').at(-1) ?? '') * 1000 };
};

const twice = (large: Large, argv: readonly string[]): readonly [first: Took, second: Took] => {
  const cache = join(large.home, String(performance.now()));
  return [timed(large, argv, cache), timed(large, argv, cache)];
};

const told = ({ clock, processors }: Took): string => `${Math.round(clock)} (${Math.round(processors)})`;
const times = (theirs: Took, own: Took): string =>
  `${(theirs.clock / own.clock).toFixed(1)}× (${(theirs.processors / own.processors).toFixed(1)}×)`;

const PAIRS: readonly (readonly [theirs: readonly string[], ours: readonly (readonly string[])[]])[] = [
  [['list', '--json'], [['change', 'list', '--json']]],
  [
    ['validate', '--all', '--strict', '--json'],
    [
      ['change', 'validate', '--json'],
      ['spec', 'validate', '--json'],
    ],
  ],
];

const compare = ({ writ, node }: Stage, large: Large): void => {
  const openspec = [node, join(OPENSPEC, 'bin', 'openspec.js')];
  console.log(`${changes} changes, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}; milliseconds by the clock (and of the processors), first and second run`); // prettier-ignore
  for (const [theirs, ours] of PAIRS) {
    const [first, second] = twice(large, [...openspec, ...theirs]);
    console.log(`openspec ${theirs.join(' ')}: ${told(first)}, ${told(second)}`);
    for (const one of ours) {
      const [own, again] = twice(large, [writ, ...one]);
      console.log(`writ ${one.join(' ')}: ${told(own)}, ${told(again)}: ${times(first, own)}, and ${times(second, again)} as fast`); // prettier-ignore
    }
  }
};

await onStage(async (stage) => {
  process.env['TMPDIR'] = stage.folder;
  const large = makeLargeRepository(changes);
  try {
    const git = (...words: readonly string[]): void => void execFileSync('git', words, { cwd: large.root });
    git('init', '-q');
    git('add', '-A');
    git('-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '-qm', 'begin');
    compare(stage, large);
  } finally {
    large.close();
  }
});
