import { canonicalJson, few, sha256 } from '#contract';
import {
  asCarried,
  CARRIED_FILE,
  CARRIED_VERDICT_FILE,
  readCarried,
  type ChangedPath,
  type SealedFiles,
  type SpecRecord,
  type SpecResult,
} from '#evidence';
import { fail, ok, type Failure, type Result } from '#failure';
import { failuresOf, judgeRun, refusesMoved, verifiedDecisions, type Verdict } from '#gates';
import { changedPaths, harnessKey, isAncestor, now, openStore, treeOf, withPaths, type HarnessStore } from '#host';
import { recordCarrying } from '#ledger';
import {
  carryingFolder,
  checkCarried,
  digestsOf,
  isCoverageAsked,
  keepCarried,
  layCarried,
  lookAtSpecsOf,
  resolveBackend,
  sealCarried,
  signedVerdict,
  verdictStatement,
} from '#run';
import { harnessPublicKey } from '#signoff';
import type { Found } from './landing-order.ts';
import type { Project } from './project.ts';
import { harnessOf } from './review.ts';

const SHOWN = 5;

/** Is told, in a sentence, of what takes its time. */
export type Tell = (sentence: string) => void;

/** A target that stands somewhere else than where the run began. */
export type MovedFound = Found & { readonly target: string };

const touches = (path: string, other: string): boolean =>
  path === other || path.startsWith(`${other}/`) || other.startsWith(`${path}/`);

/** The paths of the patch that the target has changed since the base, or that cannot stand beside what it has added. */
const touchedBy = (moved: readonly ChangedPath[], patch: readonly ChangedPath[]): readonly string[] =>
  moved.map(({ path }) => path).filter((path) => patch.some((one) => touches(path, one.path)));

/** What a run found out about its citations, and about the documents of its result; and how each reads on the target. */
type OwnSpecs = Pick<SpecRecord, 'cites' | 'result'> & { readonly onTarget: ReadonlyMap<string, string | null> };

/**
 * What of the documents is otherwise where a patch was put on a moved target than it is there and in the run's own
 * result: an anchor may be gone with two changes that stand beside each other, and be there after each. What is cited
 * and reads otherwise on the target itself is for the gate over that.
 */
export const apartInSpecs = (there: SpecResult, { cites, result, onTarget }: OwnSpecs): readonly string[] => {
  const lost = new Set(result?.lost.map(({ anchor }) => anchor));
  const faults = new Set([...(result?.changes.faults ?? []), ...(result?.changes.known ?? [])].map(({ file, says }) => `${file} ${says}`)); // prettier-ignore
  const known = [digestsOf(cites), result?.cites ?? [], [...onTarget].map(([cite, digest]) => ({ cite, digest }))];
  const read = new Set(known.flatMap((all) => all.map(({ cite, digest }) => `${cite} ${digest ?? ''}`)));
  return [
    ...there.lost.filter(({ anchor }) => !lost.has(anchor)).map(({ anchor, file, line }) => `${anchor} (${file}:${line}) would not hold any more`),
    ...there.changes.faults.filter(({ file, says }) => !faults.has(`${file} ${says}`)).map(({ file, line, says }) => `${file}:${line}: ${says}`),
    ...there.cites
      .filter(({ cite, digest }) => !read.has(`${cite} ${digest ?? ''}`))
      .map(({ cite }) => `${cite} would read otherwise than it was approved`),
  ];
}; // prettier-ignore

/** Refuses a patch that spoils documents together with what its target has changed in them. */
const refuseApart = async (
  store: HarnessStore,
  { target, targetRef, reviewed, currency }: MovedFound,
  tree: string,
): Promise<Result<string>> => {
  const { changes, specs = { cites: [], result: null } } = reviewed.evidence;
  const there = await lookAtSpecsOf(store, { base: target, tree, paths: changes?.paths ?? [] }, specs);
  if (!there.ok) return there;
  const onTarget = new Map((currency?.cites ?? []).map(({ cite, now: digest }) => [cite, digest] as const));
  const apart = apartInSpecs(there.value, { ...specs, onTarget });
  return apart.length === 0
    ? ok(tree)
    : fail(
        'target.touched',
        `on ${targetRef}, as it stands now, ${few(apart, SHOWN, (count) => `and ${count} more`).join('; ')}`,
      );
};

/** Puts the patch on the moved target: the same paths, from the same bytes to the same bytes. Nothing is merged. */
const putOn = async (store: HarnessStore, found: MovedFound): Promise<Result<string>> => {
  const { base, target, targetRef, reviewed } = found;
  const patch = reviewed.evidence.changes?.paths ?? [];
  const moved = await changedPaths(store, base, target);
  if (!moved.ok) return moved;
  const touched = touchedBy(moved.value, patch);
  if (touched.length > 0)
    return fail('target.touched', `${targetRef} has changed what the patch changes: ${few(touched, SHOWN).join(', ')}`);
  const before = await treeOf(store, target);
  if (!before.ok) return before;
  const tree = await withPaths(store, before.value, patch);
  if (!tree.ok) return tree;
  const made = await changedPaths(store, before.value, tree.value);
  if (!made.ok) return made;
  return canonicalJson(made.value) === canonicalJson(patch)
    ? refuseApart(store, found, tree.value)
    : fail('target.touched', `on ${targetRef}, as it stands now, the patch would be another one`);
};

/** What is carried over must be vouched for by the harness that was approved, or nobody would believe it. */
const approvedKey = (project: Project, { reviewed, row }: Found): Result<string> => {
  const key = harnessKey(project.folders.state);
  if (!key.ok) return key;
  const approved = harnessOf(reviewed.files, project.trust, reviewed.evidence.freshness?.startedAt ?? row.at);
  if (!approved.ok) return approved;
  return approved.value === harnessPublicKey(key.value)
    ? key
    : fail('evidence.unsigned', 'the harness here is not the one that was approved', {
        remedy: 'land it on the machine that ran it',
      });
};

const keysOf = async ({ cwd, repository, settings }: Project, { row }: Found) => {
  const backend = await resolveBackend(row.backend, { cwd, root: repository.root, settings });
  return backend.ok ? backend.value : null;
};

/** Judges what was sealed as it would be read back, and signs what comes of it. */
const judged = (
  { reviewed, row }: Found,
  sealed: SealedFiles,
  key: string,
): Result<{ readonly verdict: Verdict; readonly files: SealedFiles; readonly at: string }> => {
  const carried = readCarried(sealed, harnessPublicKey(key));
  if (!carried.ok) return carried;
  const at = now();
  const verdict = judgeRun(asCarried(reviewed.evidence, carried.value, at));
  const { tree } = carried.value.statement;
  const { contract } = reviewed.recorded.verdict;
  const about = { run: row.run, at, manifest: carried.value.digest, contract, tree };
  const envelope = new TextEncoder().encode(signedVerdict(verdictStatement(verdict, about), key));
  return ok({ verdict, at, files: new Map([...sealed, [CARRIED_VERDICT_FILE, envelope]]) });
};

/** Lays a judged carrying down, records it, and puts it beside the bundle where it passed. */
const keep = async (
  project: Project,
  { row, target }: MovedFound,
  { verdict, files, at }: { readonly verdict: Verdict; readonly files: SealedFiles; readonly at: string },
  tree: string,
): Promise<Result<SealedFiles>> => {
  const { repository, ledger } = project;
  const laid = layCarried(repository, row.run, files);
  if (!laid.ok) return laid;
  const [carried, envelope] = [CARRIED_FILE, CARRIED_VERDICT_FILE].map((name) => files.get(name) ?? new Uint8Array());
  const event = { task: row.task, run: row.run, result: verdict.result, onto: target, tree };
  const documents = { carried: carried ?? new Uint8Array(), verdict: envelope ?? new Uint8Array() };
  const recorded = await recordCarrying(ledger, event, documents, at);
  if (!recorded.ok) return recorded;
  if (verdict.result === 'FAIL') return refusedThere(failuresOf(verdict), carryingFolder(repository, row.run));
  const kept = keepCarried(repository, row.run);
  return kept.ok ? ok(files) : kept;
};

/** What the gates found on the moved target, after the sentence that says where. */
const refusedThere = (failures: readonly Failure[], folder: string): Result<never> => {
  const remedy = `see ${folder}, then: writ land RUN, or: writ approve TASK, then: writ run TASK --backend ID`;
  const message = 'on the target as it stands now the patch does not pass; nothing was moved';
  // A gate that has nothing to decide on is told here like any other: it is all there is to tell.
  const told = failures.map((one): Failure => ({
    ...{ code: one.code === 'gate.missing' ? 'target.failing' : one.code, message: one.message, remedy },
  }));
  return { ok: false, failures: [{ code: 'target.failing', message, remedy }, ...told] };
};

/** Whether everybody who decided allowed a moved target, and still does. */
export const allowsMoved = (project: Project, { decisions, target, at }: Found): boolean => {
  const verified = verifiedDecisions({ decisions, trust: project.trust, at });
  return verified.ok && refusesMoved(verified.value, { at, target }).length === 0;
};

/**
 * Carries an accepted patch over to where its target stands now: puts it there, checks it there, and judges every gate
 * again. Neither the run nor the decision is touched, and no branch moves. Gives the files of the carrying, which lie
 * beside the bundle then; fails with what speaks against it, `target.touched` or what the gates found.
 */
export const carryOver = async (project: Project, found: MovedFound, tell: Tell): Promise<Result<SealedFiles>> => {
  const { repository, settings } = project;
  const { base, target, targetRef, row, contract, decisions, reviewed } = found;
  const key = approvedKey(project, found);
  if (!key.ok) return key;
  const forward = await isAncestor(repository, base, target);
  if (!forward.ok) return forward;
  if (!forward.value) return fail('target.moved', `${targetRef} does not hold the base of the run any more`);
  const store = await openStore(repository);
  if (!store.ok) return store;
  const tree = await putOn(store.value, found);
  if (!tree.ok) return tree;
  tell(`${targetRef} has moved to ${target.slice(0, 12)}: the patch is carried over and checked there`);
  const paths = reviewed.evidence.changes?.paths ?? [];
  const means = {
    repository,
    store: store.value,
    settings,
    coverage: isCoverageAsked(reviewed.evidence.freshness ?? {}),
    backend: await keysOf(project, found),
    tell,
  };
  const checked = await checkCarried({ contract, onto: target, tree: tree.value, paths }, means);
  if (!checked.ok) return checked;
  const decision = sha256(decisions.at(-1) ?? new Uint8Array());
  const about = { run: row.run, manifest: reviewed.manifest, decision, ref: targetRef };
  const verdict = judged(found, sealCarried(checked.value, about, key.value), key.value);
  return verdict.ok ? keep(project, found, verdict.value, tree.value) : verdict;
};
