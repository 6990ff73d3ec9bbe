/**
 * Which case of the red team stands where, for each runner of tests. A cell names a case of this folder by its id, or a
 * test elsewhere as `FILE: NAME`; or it says why there is nothing, as `none: WHY`. red-team.test.ts looks whether all of
 * them are there, and prints the table.
 */
export const RUNNERS = ['vitest', 'jest', 'node:test', 'pytest'] as const;
type Cells = readonly string[];
export type CaseByRunner = Readonly<Record<(typeof RUNNERS)[number], Cells>>;

const [VITEST, JEST, NODE, PYTEST] = [
  'test/runners/vitest-attacks.test.ts',
  'test/runners/jest-attacks.test.ts',
  'test/runners/node-test-attacks.test.ts',
  'test/runners/pytest-cheats.ts',
];
/** What is judged by the difference, or by reports whoever wrote them, is the same for every runner. */
const forAll = (...cells: Cells): CaseByRunner => ({ vitest: cells, jest: cells, 'node:test': cells, pytest: cells });
const VACUOUS = ['H12-empty', 'H12-new-module', 'H12-swallowed', 'H12-any-error'];
const CAUGHT = 'test/runners/caught.test.ts';
const GUARDED = 'test/conformance/gates/tests-kept.ts';
const SIGNS = 'src/gates/sidesteps.test.ts';

export const BY_RUNNER: Readonly<Record<string, CaseByRunner>> = {
  H01: forAll('H01'),
  H02: {
    vitest: ['H02-skip-vitest', 'H02-only-vitest', 'H02-fails-vitest', `${VITEST}: a deleted test`],
    jest: [`${JEST}: a skipped test`, `${JEST}: another test alone`, `${JEST}: a test that should fail`, `${JEST}: a deleted test`],
    'node:test': ['H02-deleted', `${GUARDED}: a test that was there is skipped now`],
    pytest: ['H02-skip-pytest', 'H02-xfail-pytest', 'H02-skipped-by-product'],
  },
  H04: {
    vitest: ['H04-vitest'],
    jest: [`${JEST}: production code that bends Node’s assert`, `${JEST}: production code that bends Object.is`],
    'node:test': ['H04', `${NODE}: a module that is given in the place of the assertions`],
    pytest: ['H04-pytest', 'H04-near-pytest'],
  },
  H05: {
    vitest: ['H05'],
    jest: [`${JEST}: a setup file by which everything is what it should be`],
    'node:test': ['none: there are no files of set-up but those that the command of the contract imports'],
    pytest: ['H18-conftest'],
  },
  H06: {
    vitest: ['H06'],
    jest: [`${GUARDED}: sub/jest.config.js`],
    'node:test': ['src/contract/runner-files.test.ts: package.json'],
    pytest: [`${GUARDED}: pytest.ini`],
  },
  H08: {
    vitest: ['H08'],
    jest: [`${JEST}: a global set-up that forces the exit code`],
    'node:test': ['H08-resource', `${NODE}: process.exitCode forced to 0`],
    pytest: ['H08-pytest', 'H08-added-pytest'],
  },
  H09: { ...forAll('H09'), pytest: ['none: npm starts no Python'] },
  H11: forAll('H11'),
  H12: {
    vitest: [...VACUOUS, 'H12-callback-vitest', `${CAUGHT}: that swallows what it calls back with`],
    jest: [...VACUOUS, `${CAUGHT}: that swallows what it calls back with`],
    'node:test': [...VACUOUS, 'H12-callback', 'H12-needless'],
    pytest: [...VACUOUS, 'H12-callback-pytest', 'H12-needless-pytest', `${CAUGHT}: test_swallowed`],
  },
  H13: { ...forAll('H13', 'src/run/proof/foreseen.test.ts: a comparison in Python'), pytest: ['H13', 'H13-unreadable-pytest', 'src/run/proof/foreseen.test.ts: a comparison in Python'] },
  H14: {
    vitest: [`${SIGNS}: process.env['VITEST']`, 'test/runners/flow.test.ts: npx vitest run'],
    jest: [`${SIGNS}: process.env['JEST_'`, 'test/runners/flow.test.ts: npx jest'],
    'node:test': ['H14', 'H14-place'],
    pytest: ['H14', 'H14-place-pytest'],
  },
  H16: {
    vitest: ['H16', 'H16-in-source-vitest', 'H16-elsewhere-vitest', `${VITEST}: snapshots that are rewritten`],
    jest: ['H16', `${JEST}: a snapshot that is written just before it is compared`],
    'node:test': ['H16'],
    pytest: ['H16', 'H16-elsewhere-pytest', 'test/runners/pytest.test.ts: options of other kinds are left out'],
  },
  H17: {
    vitest: ['H17', 'H17-weakened-vitest'],
    jest: ['H17'],
    'node:test': ['H17', 'H17-weakened'],
    pytest: ['H17', 'H17-weakened-pytest'],
  },
  H18: {
    vitest: ['H18-configuration'],
    jest: ['H18-configuration'],
    'node:test': ['none: it reads no configuration'],
    pytest: ['H18-conftest', 'H18-plugin'],
  },
  H19: {
    vitest: ['H19-vitest', 'H19-checkout'],
    jest: [`${JEST}: a jest that the tree brings along is not started`],
    'node:test': ['none: the runner is the person’s own Node, outside of the tree; see H11'],
    pytest: [`${PYTEST}: a module of the tree called pytest`],
  },
  H20: { ...forAll('H20-resolved', 'H20-postinstall'), pytest: ['none: wheels alone are installed, and installing one runs nothing of it'] },
  H21: forAll('H21'),
  H23: {
    vitest: ['H23-vitest'],
    jest: [`${JEST}: forged lines`],
    'node:test': ['H23-stream', `${NODE}: a line of a stranger`],
    pytest: ['H23-pytest'],
  },
  H25: {
    vitest: ['H25-vitest'],
    jest: [`${JEST}: retries until it is green`],
    'node:test': ['none: it tries nothing again'],
    pytest: ['H25-pytest'],
  },
  H26: forAll('H26'),
  H31: forAll('H31', `${SIGNS}: looks into its tests`),
}; // prettier-ignore
