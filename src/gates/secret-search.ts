import {
  checkFiles,
  proofRunFiles,
  REVIEW_FILES,
  sessionFiles,
  type Changes,
  type RunEvidence,
  type SecretFinding,
  type SecretScan,
} from '#evidence';
import type { Failure } from '#failure';
import { failIf, missing, type GateOutcome } from './gate.ts';

/** No content of its own: gone, or a commit of another repository, which another gate refuses. */
const EMPTY: readonly string[] = ['000000', '160000'];

/** What a run puts out beside its checks. A change that was only looked at has nothing of that kind. */
export const RUN_OUTPUTS: readonly string[] = ['backend/stdout.log', 'backend/stderr.log', 'events.normalized.jsonl'];

/** The first thing that should have been searched and was not. */
const unsearched = (
  { tree, files, outputs }: SecretScan,
  changes: NonNullable<RunEvidence['changes']>,
  {
    checks = [],
    proof,
    review,
    session,
    put,
  }: Pick<RunEvidence, 'checks' | 'proof' | 'review' | 'session'> & { readonly put: readonly string[] },
): string | undefined => {
  if (tree !== changes.tree || files < changes.paths.filter(({ newMode }) => !EMPTY.includes(newMode)).length)
    return 'a search of this result for secrets';
  const wanted = [
    ...put,
    ...checks.flatMap(({ record }) => [checkFiles(record.id).stdout, checkFiles(record.id).stderr]),
    ...(proof?.runs ?? []).flatMap(({ id }) => [proofRunFiles(id).stdout, proofRunFiles(id).stderr]),
    ...(review ? [REVIEW_FILES.stdout, REVIEW_FILES.stderr] : []),
    ...(session ? sessionFiles(session) : []),
  ];
  const first = wanted.find((file) => !outputs.includes(file));
  return first === undefined ? undefined : `a search of ${first} for secrets`;
};

/** Where a finding stands and what became of it, as one sentence. */
const tellFinding = ({ at, place, line, standing }: SecretFinding, what: string, changes: Changes): string => {
  if (at === 'output') return `${place}:${line} held ${what}; it is withheld there`;
  const where = at === 'name' ? `the name ${place}` : `${place}:${line}`;
  // Whoever thinks of a waiver has to know that the result is without this file.
  const left = at === 'result' && !changes.paths.some(({ path }) => path === place) ? '; the file was not taken' : '';
  return `${where} holds ${what}${standing === 'base' ? ', as it did at the base' : left}`;
};

type Decide = (
  findings: readonly SecretFinding[],
  tell: (finding: SecretFinding, what: string) => string,
) => { readonly failures: readonly Failure[]; readonly notices: readonly string[] };

/**
 * Decides over the findings of a search that left nothing out. A search with a gap says nothing, and that refuses.
 *
 * @param put what must have been searched beside the result and its checks
 */
export const judgeSearch = (
  { secrets, changes, checks, proof, review, session }: RunEvidence,
  decide: Decide,
  put: readonly string[] = RUN_OUTPUTS,
): GateOutcome => {
  if (!secrets) return missing('the search for secrets');
  if (!changes) return missing('the changes');
  if (!checks) return missing('the checks');
  const also = { ...(proof && { proof }), ...(review && { review }), ...(session && { session }) };
  const gap = unsearched(secrets, changes, { checks, put, ...also });
  if (gap !== undefined) return missing(gap);
  const { failures, notices } = decide(secrets.findings, (finding, what) => tellFinding(finding, what, changes));
  return failIf(failures, notices);
};
