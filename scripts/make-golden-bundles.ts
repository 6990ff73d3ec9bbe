/**
 * Makes the golden bundles of this version by real runs: `node --conditions=source scripts/make-golden-bundles.ts`.
 * A bundle that is there already is left alone: what was published once has to verify for ever, and is never made anew.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeScratch, removeScratch, runCommand, type Scratch } from '../test/rig/story-runner.ts';

const GOLDEN = join(import.meta.dirname, '../test/conformance/golden');

const FILES: Readonly<Record<string, string>> = {
  'src/month.mjs': 'export const month = (date) => date.getUTCMonth();\n',
  'test/month.test.mjs': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { month } from '../src/month.mjs';
test('counts months from 1', () => assert.equal(month(new Date('2026-11-21')), 11));
`,
};
const FIX = { replace: { path: 'src/month.mjs', from: 'getUTCMonth()', to: 'getUTCMonth() + 1' } };
const RUN =
  'writ run "count months from 1" --allow src/month.mjs --check "node --test test/month.test.mjs" --backend scripted:../backend.json --yes';

type Golden = {
  readonly name: string;
  /** What the agent does. */
  readonly steps: readonly unknown[];
  /** What is typed after the set-up. `!` before a command: it is refused. */
  readonly commands: readonly string[];
  /** What the script says of it, after “VERIFIED: ”. */
  readonly says: string;
  readonly result: 'PASS' | 'FAIL';
  readonly files?: Readonly<Record<string, string>>;
  /** How signers and keys are made. */
  readonly signers?: readonly string[];
};

const ALONE = ['writ init --name alice --new-key --yes'];
const TWO = [
  "writ init --name bob --new-key --no-admit --yes && ssh-keygen -q -t ed25519 -N '' -C alice -f ../home/alice",
  'writ init --name alice --key ../home/alice --yes',
];
const ASIDE = `(until ls .git/writ/workspaces/*/.git/HEAD; do sleep 0.05; done; echo "half a thought" >> notes.txt) >/dev/null 2>&1 & ${RUN}`;

const QUARTER_TEST = 'test/quarter.test.mjs';
const QUARTERS = {
  append: {
    path: 'src/month.mjs',
    text: 'export const quarter = (date) => Math.ceil(month(date) / 3);\nexport const spare = () => 4;\n',
  },
};
const testOf = (name: string, assertion: string): string => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${name} } from '../src/month.mjs';
const day = new Date('2026-11-21');
test('counts quarters', () => ${assertion});
`;
const taskFile = (test: string): string => `---
id: WP-1-quarters
name: Quarters are counted
type: feature
strictness: standard
risk_tier: { tier: MEDIUM, because: everybody reads dates }
paths: { allow: [src/month.mjs, ${QUARTER_TEST}] }
checks:
  - { id: tests, run: node --test test/month.test.mjs ${QUARTER_TEST}, reports: node-test }
done:
  - says: November is in the fourth quarter
    proof: { check: tests, test: ${test} }
  - says: months are counted from 1
    proof: { check: tests, test: counts months from 1 }
rollback: revert the landing commit
---

## What

Count quarters.

## Why

People ask.

## Out of scope

Weeks.
`;
const BY_TASK = ['writ approve WP-1-quarters --yes', 'writ run WP-1-quarters --backend scripted:../backend.json'];

const GOLDENS: readonly Golden[] = [
  { name: 'landed', steps: [FIX], commands: [RUN, 'writ accept --yes', 'writ land'], says: 'landed', result: 'PASS' },
  {
    name: 'rejected',
    steps: [FIX],
    commands: [RUN, 'writ reject --because "the fix hides the error" --yes'],
    says: 'decided: rejected',
    result: 'PASS',
  },
  {
    name: 'failed',
    steps: [FIX, { shell: 'echo x > extra' }],
    commands: [`!${RUN}`],
    says: 'sealed and judged, not decided',
    result: 'FAIL',
  },
  // The second edition of evidence, which is searched for secrets.
  { name: 'searched', steps: [FIX], commands: [RUN, 'writ accept --yes', 'writ land'], says: 'landed', result: 'PASS' },
  {
    name: 'secret',
    steps: [FIX, { say: `the token is ${['ghp', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5'].join('_')}` }],
    commands: [`!${RUN}`],
    says: 'sealed and judged, not decided',
    result: 'FAIL',
  },
  {
    name: 'no-change',
    steps: [],
    files: { 'src/month.mjs': 'export const month = (date) => date.getUTCMonth() + 1;\n' },
    commands: [RUN, 'writ accept --yes'],
    says: 'decided: accepted, NO-CHANGE: nothing is to land',
    result: 'PASS',
  },
  {
    name: 'waived',
    steps: [FIX, { sleep: 1000 }],
    files: { 'notes.txt': 'nothing yet\n' },
    commands: [
      `!${ASIDE}`,
      'writ waive tree.clean.end --because "I wrote into notes.txt meanwhile" --until 1d --yes',
      'git checkout --quiet notes.txt',
      'writ accept --yes',
      'writ land',
    ],
    says: 'landed',
    result: 'PASS',
  },
  {
    name: 'two-decided',
    steps: [FIX],
    files: { '.writ/policy.yaml': 'landing:\n  main: { decide: { each: [alice, bob] }, how: commit }\n' },
    signers: TWO,
    commands: [
      RUN,
      'writ accept --yes',
      'writ init --name bob --key ../home/.config/writ/id_ed25519 --no-admit --yes',
      'writ accept --yes',
      'writ land',
    ],
    says: 'landed',
    result: 'PASS',
  },
  // The third edition, for which git looked at the objects of the result.
  {
    name: 'on-a-branch',
    steps: [FIX],
    commands: [RUN, 'writ accept --yes', 'writ land --branch'],
    says: 'accepted, on a branch of its own',
    result: 'PASS',
  },
  {
    name: 'harmful',
    steps: [FIX, { write: { path: 'src/.gitattributes', text: `*.x ${'a'.repeat(3000)}\n` } }],
    commands: ['writ admit --risk-class HIGH --yes', `!${RUN} --allow src/.gitattributes`],
    says: 'sealed and judged, not decided',
    result: 'FAIL',
  },
  // A patch that was carried over to a target that had moved.
  {
    name: 'carried',
    steps: [FIX],
    commands: [
      RUN,
      'echo hello > NOTES.md && git add NOTES.md && git commit --quiet --message notes',
      'writ accept --if-moved --yes',
      'writ land',
    ],
    says: 'landed on a moved target',
    result: 'PASS',
  },
  // The fourth edition, with a proof: of a new function on stubs, of each part by itself, and carried over.
  {
    name: 'proven',
    steps: [FIX, QUARTERS, { write: { path: QUARTER_TEST, text: testOf('quarter', 'assert.equal(quarter(day), 4)') } }],
    files: { 'tasks/WP-1-quarters.md': taskFile('counts quarters') },
    commands: [
      ...BY_TASK,
      'echo hello > NOTES.md && git add NOTES.md && git commit --quiet --message notes',
      'writ accept --if-moved --yes',
      'writ land',
    ],
    says: 'landed on a moved target',
    result: 'PASS',
  },
  {
    name: 'vacuous',
    steps: [FIX, { write: { path: QUARTER_TEST, text: testOf('month', 'assert.ok(month(day) > 0)') } }],
    files: { 'tasks/WP-1-quarters.md': taskFile('counts quarters') },
    commands: BY_TASK.map((command) => command.replace('writ run', '!writ run')),
    says: 'sealed and judged, not decided',
    result: 'FAIL',
  },
  // The sixth edition, tried in another place, with something to be told and the program that judged.
  {
    name: 'told',
    steps: [
      FIX,
      { append: { path: 'src/month.mjs', text: "export const place = process.env.CI ? 'there' : 'here';\n" } },
    ],
    commands: [RUN, 'writ accept --yes', 'writ land'],
    says: 'landed',
    result: 'PASS',
  },
];

const typed = async (scratch: Scratch, command: string): Promise<void> => {
  const { exitCode, output } = await runCommand(command.replace(/^!/u, ''), scratch);
  if (exitCode !== (command.startsWith('!') ? 1 : 0)) throw new Error(`${command} [exit ${exitCode}]\n${output}`);
};

const make = async ({ name, steps, commands, says, result, files, signers = ALONE }: Golden): Promise<void> => {
  const scratch = await makeScratch();
  try {
    writeFileSync(join(scratch.folder, 'backend.json'), JSON.stringify({ steps }));
    for (const [path, text] of Object.entries({ ...FILES, ...files })) {
      mkdirSync(dirname(join(scratch.work, path)), { recursive: true });
      writeFileSync(join(scratch.work, path), text);
    }
    const setUp = 'git init --quiet && git add . && git commit --quiet --message base';
    for (const command of [setUp, ...signers, ...commands]) await typed(scratch, command);
    const to = join(GOLDEN, name);
    mkdirSync(to, { recursive: true });
    const ref = `$(git for-each-ref --sort=-creatordate --count=1 --format='%(refname)' refs/writ/runs)`;
    await typed(scratch, `git archive ${ref} sealed after | tar -x -C '${to}'`);
    writeFileSync(join(to, 'allowed_signers'), readFileSync(join(scratch.home, '.config/writ/allowed_signers')));
    writeFileSync(join(to, 'expected.json'), `${JSON.stringify({ says, result })}\n`);
  } finally {
    await removeScratch(scratch);
  }
};

for (const golden of GOLDENS) {
  if (existsSync(join(GOLDEN, golden.name))) continue;
  await make(golden);
  process.stdout.write(`${golden.name}: ${readdirSync(join(GOLDEN, golden.name)).join(', ')}\n`);
}
