import {
  configuringIn,
  few,
  isRunBy,
  isSurelyTest,
  joinWords,
  mayBeTest,
  mayConfigure,
  mayRunScripts,
  type Check,
  type Contract,
} from '#contract';
import {
  hasCanary,
  type ChangedPath,
  type HeldTests,
  type ReadCheck,
  type ProofRecord,
  type ReadProofRun,
  type RunEvidence,
} from '#evidence';
import type { Failure } from '#failure';
import { askedBefore } from './asked-before.ts';
import { wrongResult } from './checks-passed.ts';
import { doneProven } from './done-proven.ts';
import { failIf, missing, type Gate } from './gate.ts';
import { namedSettings } from './named-settings.ts';
import { proofGround, type ProofGround } from './proof-runs.ts';
import { sidestepsIn } from './sidesteps.ts';
import { silencedBy, type Silenced } from './silenced.ts';
import { standingApart } from './standing-apart.ts';

const guarded = (message: string): Failure => ({ code: 'tests.protected', message });

/** Files that say how tests run, or that a check runs: they change only where the contract names them letter by letter. */
const changedRunners = ({ checks, paths: { allow } }: Contract, paths: readonly ChangedPath[]): readonly Failure[] =>
  paths
    .filter(({ path }) => !allow.includes(path))
    .flatMap(({ path, status }) => {
      const by = checks.find((check) => isRunBy(check, path) && !(isSurelyTest(path) && hasCanary(check.reports)));
      if (by !== undefined) return [guarded(`${path} was ${status}; it is what the check ${by.id} runs`)];
      return mayConfigure(path) ? [guarded(`${path} was ${status}; it configures how tests run`)] : [];
    });

/** Whether a check runs a script of a package.json; where nobody looked, whatever runs scripts may. */
const isRunScript = ({ contract, proof }: ProofGround, path: string, key: string): boolean =>
  proof.record.reached?.some((one) => one.path === path && one.part === key) ??
  (key.startsWith('scripts.') && contract.checks.some(({ run }) => mayRunScripts(run)));

/** What of a file of settings configures tests changes no more easily than a file that does nothing else. */
const changedSettings = (ground: ProofGround): readonly Failure[] => {
  const { contract, proof, paths } = ground;
  return paths
    .filter(({ path }) => configuringIn(path) !== null)
    .flatMap(({ path }) => {
      const found = proof.record.configured.find((one) => one.path === path);
      if (found === undefined) return [guarded(`nobody looked at what was changed in ${path}`)];
      const isNamed = contract.paths.allow.includes(path);
      // Whoever lets a dependency be added has not agreed to another meaning of the check.
      const keys = found.keys.filter((key) => !isNamed || isRunScript(ground, path, key));
      const said = guarded(`${path}: ${keys.join(', ')} was changed, which configures how tests run`);
      // What a check runs is part of its command: to name the file once more would not help.
      return keys.length === 0 ? [] : [isNamed ? { ...said, remedy: 'take it back, or sign the command itself as the check: writ amend TASK --drop-check CHECK --check COMMAND' } : said];
    });
}; // prettier-ignore

/** What a check comes to by way of a script, a recipe or settings of the base is what it runs. */
const changedOnTheWay = ({ contract, proof, paths }: ProofGround): readonly Failure[] =>
  (proof.record.reached ?? []).flatMap(({ path, part, by }) => {
    const changed = paths.find((one) => one.path === path);
    const isKnown = contract.paths.allow.includes(path) || contract.checks.some((check) => isRunBy(check, path));
    if (part !== null || changed === undefined || isKnown) return [];
    return [guarded(`${path} was ${changed.status}; ${by} has it run`)];
  });

const SHOWN_FILES = 3;

/**
 * What was done to the file of a test; where its runner tells none, or it is as it was, to those that may be why. And
 * what lets them change, as it is typed.
 */
type Touched = { readonly told: (file: string | null) => string; readonly remedy: (file: string | null) => string };
const touchedBy = (changed: readonly ChangedPath[]): Touched => {
  const meant = (file: string | null): readonly ChangedPath[] => {
    const own = changed.filter(({ path }) => path === file);
    return own.length > 0 ? own : changed;
  };
  return {
    told: (file) =>
      few(
        meant(file).map(({ path, status }) => `${path} was ${status}`),
        SHOWN_FILES,
      ).join(', '),
    remedy: (file) =>
      `if the test was wrong, name its file itself: writ amend TASK ${joinWords(
        meant(file)
          .slice(0, SHOWN_FILES)
          .flatMap(({ path }) => ['--allow', path]),
      )}`,
  };
};

/** What the tests of the base say of the result, and whether they are all still there. */
const keptFailures = (check: Check, result: ReadCheck, kept: ReadProofRun, touched: Touched): readonly Failure[] => {
  const failed = kept.report.tests.filter(({ outcome }) => outcome === 'failed');
  const gone = kept.report.tests.filter(
    ({ name, file, outcome }) =>
      outcome === 'passed' &&
      !result.report.tests.some((one) => one.name === name && one.file === file && one.outcome === 'passed'),
  );
  const told = (file: string | null, message: string): Failure => ({
    ...{ code: 'tests.kept', message: `${kept.check}: ${touched.told(file)}: ${message}` },
    remedy: touched.remedy(file),
  });
  return [
    ...failed.map(({ name, file }) => told(file, `“${name}”, as it was at the base, fails on the result`)),
    ...gone.map(({ name, file }) => told(file, `“${name}” was there at the base and passes no more: it is gone, renamed or skipped`)),
    ...(failed.length === 0 ? wrongResult(check, kept).map(({ message }) => told(null, `with the tests of the base: ${message}`)) : []),
  ];
}; // prettier-ignore

/** Code that knows what a test asks, and by heart what it wants to hear. */
const foreseen = ({ foreseen: places = [] }: ProofRecord): readonly string[] =>
  places.map(
    ({ path, line, test }) =>
      `${path}:${line} gives the very answer that ${test} wants for the very input it gives: other inputs have to be tried`,
  );

/** Code of which nothing comes, so that a test that goes through what comes of it claims nothing. */
const hollow = ({ hollow: places = [] }: ProofRecord): readonly string[] =>
  places.map(
    ({ path, line }) =>
      `${path}:${line} gives nothing any more, whatever it is given: a test that goes through that claims nothing`,
  );

/** What the change itself keeps from being tested, by every check that was run without it. */
const silenced = ({ proof, results }: ProofGround): readonly (Silenced & { readonly check: string })[] =>
  proof.runs.flatMap((run) => {
    const result = results.get(run.check);
    return run.purpose === 'without' && result !== undefined ? [{ check: run.check, ...silencedBy(result, run) }] : [];
  });

/** By an exit code little can be shown; where little is demanded it is not worth a run. */
const keptChecks = ({ checks, strictness }: Contract): readonly Check[] =>
  checks.filter(({ reports }) => reports !== 'exit-code' || strictness !== 'light');

/** The tests of the base that were changed, and that the contract does not name. */
const changedTests = ({ paths: { allow } }: Contract, paths: readonly ChangedPath[]): readonly ChangedPath[] =>
  paths.filter(({ path, status }) => status !== 'added' && mayBeTest(path) && !allow.includes(path));

/** Changed files of which a part was put back, because they hold tests whatever they are called. */
const heldBack = ({ proof: { record } }: ProofGround): readonly HeldTests[] =>
  (record.holding ?? []).filter(({ back }) => back === 'file' || back === 'tests');

/**
 * Files that were there, hold tests, and were changed, so that nobody can say what became of the tests: they could not
 * be told from the rest, or a runner reports tests of a file that nobody looked into. Rust's runner names the root of
 * a crate, wherever in it a test stands.
 */
const unsortedTests = ({ contract: { paths: { allow } }, proof, paths, results }: ProofGround): readonly Failure[] => {
  const held = new Map((proof.record.holding ?? []).map((one) => [one.path, one]));
  const without = proof.runs.filter(({ purpose }) => purpose === 'without');
  const reports = [...results.values(), ...without].flatMap(({ report }) => report.tests.map(({ file }) => file));
  const reported = new Set(reports.filter((file) => file?.endsWith('.rs') === false));
  return paths
    .filter(({ path, status }) => status !== 'added' && !mayBeTest(path) && !allow.includes(path))
    .filter(({ path }) => (held.has(path) ? held.get(path)?.back === null : reported.has(path)))
    .map(({ path }): Failure => ({
      code: 'tests.kept',
      message: `${path} holds tests and was changed below a glob: name it letter by letter under allow`,
    }));
}; // prettier-ignore

/**
 * The tests that were there at the base still hold on the result, and none of them is gone; and what configures tests
 * is as it was. What the contract names letter by letter may change. (Red team H01, H02, H05, H06, H16, H18.) What goes
 * around tests, or asks less of them, is told to whoever decides. (H13, H14, H17.)
 */
export const testsKept: Gate<RunEvidence> = {
  id: 'tests.kept',
  judge: (evidence) => {
    const ground = proofGround(evidence);
    if ('outcome' in ground) {
      // What was changed in plain sight is told even where nothing could be run.
      const seen =
        evidence.contract && evidence.changes ? changedRunners(evidence.contract.value, evidence.changes.paths) : [];
      const told = evidence.patch ? sidestepsIn(evidence.patch) : [];
      if (seen.length > 0) return failIf(seen, told);
      return ground.outcome === 'missing' ? missing(ground.what, told) : ground;
    }
    if (!evidence.patch) return missing('the patch');
    const { contract, proof, paths, results } = ground;
    const told = [
      ...sidestepsIn(evidence.patch),
      ...foreseen(proof.record),
      ...hollow(proof.record),
      ...namedSettings(ground),
    ];
    const wanted =
      changedTests(contract, paths).length === 0 && heldBack(ground).length === 0 ? [] : keptChecks(contract);
    const kept = wanted.map((check) => ({
      check,
      run: proof.runs.find((run) => run.check === check.id && run.purpose === 'kept'),
    }));
    const unrun = kept.find(({ run }) => run === undefined);
    if (unrun !== undefined) return missing(`a run of ${unrun.check.id} with the tests as they were at the base`, told);
    const apart = standingApart(ground);
    const [unseen] = apart.missing;
    if (unseen !== undefined) return missing(unseen, told);
    const back = new Set(heldBack(ground).map(({ path }) => path));
    const changed = changedTests(contract, paths);
    const touched = touchedBy([...changed, ...paths.filter((one) => back.has(one.path) && !changed.includes(one))]);
    const failures = kept.flatMap(({ check, run }) => {
      const result = results.get(check.id);
      return run === undefined || result === undefined ? [] : keptFailures(check, result, run, touched);
    });
    // What a done-item needs and was skipped has a gate of its own.
    const silences = doneProven.judge(evidence).outcome === 'fail' ? [] : silenced(ground);
    return failIf(
      [
        ...changedRunners(contract, paths),
        ...changedSettings(ground),
        ...changedOnTheWay(ground),
        ...unsortedTests(ground),
        ...failures,
        ...apart.failures,
        ...silences.flatMap(({ check, refused }) =>
          refused.map((says): Failure => ({ code: 'tests.kept', message: `${check}: ${says}` })),
        ),
      ],
      [
        ...silences.flatMap((silence) => silence.told.map((says) => `${silence.check}: ${says}`)),
        ...askedBefore(ground),
        ...apart.notices,
        ...told,
      ],
    );
  },
};
