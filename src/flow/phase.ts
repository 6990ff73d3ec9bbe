import { relative } from 'node:path';
import { contractDigest, parseContract } from '#contract';
import type { RunEvidence } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { fileAt, git, isAncestor, openStore, splitNul } from '#host';
import { newestContract, readDocument, readHappened, readRuns } from '#ledger';
import {
  isClosed,
  missingGate,
  phaseGate,
  phaseLines,
  planGatesOf,
  staleMentions,
  type PhaseFinding,
  type PhaseGate,
  type PhaseLine,
  type PhaseTerms,
  type TaskGraph,
} from '#plan';
import { bundlePaths, citationsIn, readBundle, specsAt } from '#run';
import { isHealthy } from '#signoff';
import type { Specs } from '#spec';
import { approvedReadings, wrongReading } from './approved-readings.ts';
import { bundleOfRun } from './bundle-folder.ts';
import { refuseDirty } from './clean-checkout.ts';
import { checkHealth } from './health.ts';
import { PHASES_FILE, readPhaseTerms } from './phase-terms.ts';
import { readPlan } from './plan.ts';
import type { Project } from './project.ts';
import { readSpecs } from './specs.ts';
import { openChecked } from './verify.ts';

/** A phase with what was found at each of its gates. */
export type JudgedPhase = { readonly phase: number; readonly closed: boolean; readonly gates: readonly PhaseGate[] };

/** All phases that tasks name, and what is left of each. Fails as `readPlan` does. */
export const listPhases = async (cwd: string): Promise<Result<readonly PhaseLine[]>> => {
  const plan = await readPlan(cwd);
  return plan.ok ? ok(phaseLines(plan.value.graph)) : plan;
};

const landedIn = ({ tasks }: TaskGraph, phase: number): readonly string[] =>
  tasks.flatMap((task) => (task.phase === phase && task.state === 'landed' ? [task.id] : []));

/** Whether what is checked out holds the commit as which a run has landed: a branch can be put back. */
const whetherHeld = async (
  { ledger, repository }: Pick<Project, 'ledger' | 'repository'>,
  task: string,
  run: string,
): Promise<Result<readonly PhaseFinding[]>> => {
  const landings = await readHappened(ledger, ['run.landed']);
  if (!landings.ok) return landings;
  for (const { event } of landings.value) {
    if (event.kind !== 'run.landed' || event.run !== run) continue;
    const held = await isAncestor(repository, event.commit, repository.head);
    if (!held.ok) return held;
    if (!held.value) return ok([{ message: `${task} landed as ${event.commit}, and what is checked out does not hold it`, next: `git branch --contains ${event.commit}` }]); // prettier-ignore
  }
  return ok([]);
};

/** A landed task: what speaks against it, and what was sealed of it, where that verifies. */
type LandedTask = {
  readonly task: string;
  readonly findings: readonly PhaseFinding[];
  readonly sealed: Pick<RunEvidence, 'approval' | 'specs'> | null;
};

/** What speaks against one landed task: its bundle does not verify, or its commit is not on the branch. */
const landedTask = async ({ ledger, repository, trust }: Project, task: string): Promise<Result<LandedTask>> => {
  const against = (...findings: readonly PhaseFinding[]): Result<LandedTask> => ok({ task, findings, sealed: null });
  const runs = await readRuns(ledger, { task });
  if (!runs.ok) return runs;
  const run = runs.value.findLast(({ state }) => state === 'landed' || state === 'accepted')?.run;
  const nothing = { message: `${task} has landed, and no run of it is known here`, next: `writ log --task ${task}` };
  if (run === undefined) return against(nothing);
  const bundle = await bundleOfRun(repository, run);
  if (!bundle.ok) return bundle;
  if (bundle.value === null) return against({ message: `${task}: the bundle of ${run} is not here`, next: "git fetch REMOTE 'refs/writ/runs/*:refs/writ/runs/*'" }); // prettier-ignore
  try {
    const files = readBundle(bundlePaths(bundle.value.folder));
    const verified = files.ok ? openChecked(files.value, trust) : files;
    const next = `writ verify ${run}`;
    if (!verified.ok)
      return against(...verified.failures.map(({ message }) => ({ message: `${task}: ${message}`, next })));
    const { result, stage, noChange } = verified.value.check;
    const isDone = result === 'PASS' && (stage === 'landed' || (noChange && stage === 'accepted'));
    if (!isDone) return against({ message: `${task}: ${run} is ${result}, ${stage}`, next });
    const held = await whetherHeld({ ledger, repository }, task, run);
    return held.ok ? ok({ task, findings: held.value, sealed: verified.value.evidence }) : held;
  } finally {
    bundle.value.dispose();
  }
};

const evidenceGate = (landed: readonly LandedTask[]): PhaseGate =>
  landed.length === 0
    ? missingGate('phase.evidence', 'nothing of this phase has landed', 'writ board')
    : phaseGate(
        'phase.evidence',
        `${landed.length} verified, from approval to landing`,
        landed.flatMap(({ findings }) => findings),
      );

/** What the contract of a task cites, as it was signed. */
const citesOf = async ({ ledger }: Project, task: string): Promise<Result<readonly string[]>> => {
  const row = await newestContract(ledger, task);
  if (!row.ok) return row;
  const bytes = row.value === null ? ok(null) : await readDocument(ledger, row.value.contract);
  if (!bytes.ok) return bytes;
  const contract = bytes.value === null ? fail('ledger.broken', `the contract of ${task} is not in the ledger`) : parseContract(bytes.value); // prettier-ignore
  if (!contract.ok) return contract;
  if (contractDigest(contract.value) !== row.value?.contract) return fail('ledger.broken', `the contract of ${task} is another one`); // prettier-ignore
  return ok([...new Set([...contract.value.cites, ...contract.value.done.flatMap(({ cites }) => cites)])]);
};

/** What is cited by one task, and where it reads otherwise in what has landed. */
const citedBy = async (
  project: Project,
  { task, sealed }: LandedTask,
  specs: Specs,
): Promise<Result<{ readonly count: number; readonly findings: readonly PhaseFinding[] }>> => {
  const cites = await citesOf(project, task);
  if (!cites.ok) return cites;
  const readings = sealed === null ? null : approvedReadings(sealed);
  const now = citationsIn(specs, { cites: cites.value, done: [] }).cites;
  const findings = now.flatMap((one): PhaseFinding[] => {
    const wrong = wrongReading(one, readings);
    return wrong === null
      ? []
      : [{ message: `${task} cites ${one.cite}: ${wrong}`, next: `writ spec show ${one.cite}` }];
  });
  return ok({ count: cites.value.length, findings });
};

/**
 * Everything that was cited is still there and says the same (S3-R70), in the commit itself and not in what lies beside
 * it; documents have no fault.
 */
const specGate = async (project: Project, landed: readonly LandedTask[]): Promise<Result<PhaseGate>> => {
  const shown = await readSpecs(project.repository);
  if (!shown.ok) return shown;
  const store = await openStore(project.repository);
  if (!store.ok) return store;
  const specs = await specsAt(store.value, project.repository.head);
  if (!specs.ok) return specs;
  const findings: PhaseFinding[] = shown.value.faults.map(({ file, line, says }) => ({ message: `${file}:${line}: ${says}`, next: 'writ spec validate' })); // prettier-ignore
  let count = 0;
  for (const one of landed) {
    const cited = await citedBy(project, one, specs.value);
    if (!cited.ok) return cited;
    count += cited.value.count;
    findings.push(...cited.value.findings);
  }
  return ok(phaseGate('phase.spec', `${count} citation${count === 1 ? '' : 's'} found as cited, in ${specs.value.files.length} documents`, findings)); // prettier-ignore
};

const SAY = (phase: number, line: string): string =>
  `write into ${PHASES_FILE} and commit: phases: { ${phase}: { ${line} } }`;

/** Every file and every folder of a commit. */
const pathsOf = async ({ repository: { commonDir, head } }: Project): Promise<Result<ReadonlySet<string>>> => {
  const listed = await git(['ls-tree', '-r', '-t', '-z', '--name-only', '--full-tree', head], { gitDir: commonDir, config: 'harness' }); // prettier-ignore
  return listed.ok ? ok(new Set(splitNul(listed.value))) : listed;
};

/** Documents that say how it is built name nothing that is not there (S2-R18). */
const architectureGate = async (
  project: Project,
  phase: number,
  terms: PhaseTerms | null,
): Promise<Result<PhaseGate>> => {
  const said = terms?.architecture ?? null;
  if (said === null) return ok(missingGate('phase.architecture', 'nothing says which documents have to be in step', SAY(phase, 'architecture: [docs/architecture/README.md]'))); // prettier-ignore
  if (said.kind === 'none') return ok(phaseGate('phase.architecture', `none, because ${said.because}`, []));
  const paths = await pathsOf(project);
  if (!paths.ok) return paths;
  const findings: PhaseFinding[] = [];
  for (const file of said.some) {
    const text = paths.value.has(file) ? await fileAt(project.repository, project.repository.head, file) : ok(null);
    if (!text.ok) return text;
    if (text.value === null) findings.push({ message: `${file} is not in what has landed`, next: `git add ${file}` });
    for (const { path, line } of staleMentions(file, text.value ?? '', paths.value))
      findings.push({ message: `${file}:${line}: there is no ${path}`, next: `mend ${file}` });
  }
  return ok(
    phaseGate(
      'phase.architecture',
      `${said.some.length} document${said.some.length === 1 ? '' : 's'} in step`,
      findings,
    ),
  );
};

/** What tries out the whole is run on exactly the tree that has landed, each in a jail of its own. */
const integrationGate = async (
  project: Project,
  phase: number,
  terms: PhaseTerms | null,
): Promise<Result<PhaseGate>> => {
  const said = terms?.integration ?? null;
  if (said === null) return ok(missingGate('phase.integration', 'nothing says how the whole is tried out', SAY(phase, 'integration: ["npm test"]'))); // prettier-ignore
  if (said.kind === 'none') return ok(phaseGate('phase.integration', `none, because ${said.because}`, []));
  const { head, tree } = project.repository;
  const ran = await checkHealth(project, { health: said.some }, { commit: head, tree });
  if (!ran.ok) return ran;
  const findings = ran.value.filter((check) => !isHealthy(check)).map(({ argv, exitCode, timedOut }) => ({
    message: `${argv.join(' ')} ${timedOut ? 'ran out of time' : `ended with ${String(exitCode)}`} on ${head.slice(0, 12)}`,
    next: argv.join(' '),
  })); // prettier-ignore
  return ok(phaseGate('phase.integration', `${ran.value.length} passed on ${head.slice(0, 12)}`, findings));
};

/**
 * Judges whether a phase can be closed, on the commit that is checked out (S3-R72, S2-R18). Nothing is recorded.
 *
 * Fails with `usage.unknown` for a phase no task is of, and with `tree.dirty` where the checkout holds something else.
 */
export const judgePhase = async (
  project: Project,
  phase: number,
  tell: (sentence: string) => void,
): Promise<Result<JudgedPhase>> => {
  const plan = await readPlan(project.cwd);
  if (!plan.ok) return plan;
  const { graph, lines, fileOf } = plan.value;
  // A draft may yet come to be of this phase, whatever it says now.
  const unreadable = [...plan.value.unreadable, ...plan.value.drafts].map((path) => relative(plan.value.root, path));
  const phases = phaseLines(graph);
  if (!phases.some((line) => line.phase === phase)) return fail('usage.unknown', `no task is of phase ${phase}; ${phases.length === 0 ? 'no task names one' : `there are ${phases.map((line) => line.phase).join(', ')}`}`, { remedy: 'writ phase list' }); // prettier-ignore
  const clean = await refuseDirty(project.repository);
  if (!clean.ok) return clean;
  const terms = await readPhaseTerms(project.repository, phase);
  if (!terms.ok) return terms;
  const tasks = landedIn(graph, phase);
  tell(`verifying ${tasks.length} landed tasks`);
  const landed: LandedTask[] = [];
  for (const task of tasks) {
    const one = await landedTask(project, task);
    if (!one.ok) return one;
    landed.push(one.value);
  }
  const judged = [
    () => specGate(project, landed),
    () => architectureGate(project, phase, terms.value),
    () => integrationGate(project, phase, terms.value),
  ];
  const ofPlan = planGatesOf(graph, lines, { phase, unreadable, isFiled: (task) => fileOf(task) !== null });
  const gates = [...ofPlan, evidenceGate(landed)];
  for (const judge of judged) {
    const gate = await judge();
    if (!gate.ok) return gate;
    gates.push(gate.value);
  }
  return ok({ phase, closed: isClosed(gates), gates });
};
