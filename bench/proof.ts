/** What it costs at LOW to try out whether the tests prove a change of a small repository, beside one run of its suite. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { treeOf } from '#host';
import { HEAD, NODE, PACKAGE, type Files } from './proof/change.ts';
import { examine, openPlace, valueOf } from './proof/examine.ts';
import type { Bench } from './rig/figure.ts';

const MODULES = 8;
const ROUNDS = 5;

const source = (module: number, more = ''): string => `export const add = (a, b) => a + b + ${module}${more};\n`;
const test = (module: number, sum: number): string =>
  `${HEAD}import { add } from '../src/m${module}.js';\ntest('m${module} adds', () => assert.equal(add(1, 2), ${sum}));\n`;

const BEFORE: Files = {
  ...PACKAGE,
  ...Object.fromEntries(Array.from({ length: MODULES }, (_, module) => [`src/m${module}.js`, source(module)])),
  ...Object.fromEntries(
    Array.from({ length: MODULES }, (_, module) => [`test/m${module}.test.js`, test(module, 3 + module)]),
  ),
};
/** Something is mended, and a test beside the old ones asks for it: so the old ones are run as they were, too. */
const AFTER: Files = {
  'src/m0.js': source(0, ' || 1'),
  'test/m0.test.js': `${test(0, 3)}test('nothing counts as one', () => assert.equal(add(0, 0), 1));\n`,
};

export const bench: Bench = async ({ folder, prepare }) => {
  const work = join(folder, 'work');
  const commit = (files: Files): string => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text);
    }
    prepare({ argv: ['git', 'add', '--all'], cwd: work });
    prepare({ argv: ['git', 'commit', '--quiet', '--message', 'a step'], cwd: work });
    return prepare({ argv: ['git', 'rev-parse', 'HEAD'], cwd: work }).trim();
  };
  prepare({ argv: ['git', 'init', '--quiet', '--initial-branch=main', work] });
  const [base, head] = [commit(BEFORE), commit(AFTER)];
  const examined = async () => {
    const place = await openPlace(work, folder);
    try {
      const tree = valueOf(await treeOf(place.store, head));
      const one = await examine(place, { base, tree, check: NODE, tests: ['nothing counts as one'], tier: 'LOW' });
      // A proof that shows nothing is not fast.
      if (!one.isPassing || one.f2p !== 'pass' || one.kept !== 'pass') throw new Error(one.says.join('; '));
      return one;
    } finally {
      place.close();
    }
  };
  const { runs } = await examined();
  let proofMs = Number.NaN;
  return [
    {
      name: 'proof.low',
      measured: { says: `the proof of a change at LOW, ${runs} runs of the suite`, run: () => proofMs },
      // Both are parts of one look at the change: the suite on the result, and then what tries it out.
      baseline: {
        says: 'one run of the suite in the same jail',
        run: async () => {
          const one = await examined();
          proofMs = one.proofMs;
          return one.suiteMs;
        },
      },
      allowed: { ratio: 2 },
      rounds: ROUNDS,
    },
  ];
};
