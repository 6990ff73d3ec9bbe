import { awaitedBy, sha256, type LandingPolicy } from '#contract';
import type { RunEvidence, SealedFiles } from '#evidence';
import { ok, type Failure, type Result } from '#failure';
import { failuresOf, judge, LANDING_GATES, type CarriedEvidence, type LandingEvidence } from '#gates';
import type { AfterFiles } from '#run';
import {
  BRANCH_PAYLOAD_TYPE,
  LANDING_PAYLOAD_TYPE,
  parseBranch,
  parseEnvelope,
  parseLanding,
  parseStatement,
  verifyHarness,
  verifyStatement,
  type BranchStatement,
  type Decision,
  type LandingStatement,
  type Trust,
  type VerdictStatement,
} from '#signoff';
import { carriedEvidence } from './carried-evidence.ts';

/** How far a run has come, as the files beside its bundle say. `awaiting`: some have accepted, and others have to as well. */
export type Stage = 'judged' | 'awaiting' | 'rejected' | 'accepted' | 'branched' | 'landed';

/** A bundle whose approval, manifest and verdict were opened under a trust. */
export type OpenedBundle = {
  readonly evidence: RunEvidence;
  readonly harness: string;
  readonly verdictBytes: Uint8Array;
  readonly verdict: VerdictStatement;
  readonly trust: Trust;
};

export type AfterCheck = { readonly stage: Stage; readonly failures: readonly Failure[] };

export const wrongLink = (message: string): Failure => ({ code: 'verdict.different', message });

/** Each sentence whose condition does not hold, as a failure. */
const unlessAll = (...conditions: readonly (readonly [holds: boolean, message: string])[]): readonly Failure[] =>
  conditions.filter(([holds]) => !holds).map(([, message]) => wrongLink(message));

type Files = {
  readonly decisions: readonly Uint8Array[];
  readonly branch: BranchStatement | null;
  readonly landing: LandingStatement | null;
  /** The files of a patch that was carried over to a moved target; null where there are none. */
  readonly carried: SealedFiles | null;
};

const readByHarness = <T>(
  bytes: Uint8Array | null,
  about: { readonly name: string; readonly payloadType: string; readonly publicKey: string },
  parse: (payload: Uint8Array) => Result<T>,
): Result<T | null> => {
  if (bytes === null) return ok(null);
  const payload = verifyHarness({ bytes, ...about });
  return payload.ok ? parse(payload.value) : payload;
};

const readFiles = (after: AfterFiles, publicKey: string): Result<Files> => {
  const ofBranch = { name: 'the branch', payloadType: BRANCH_PAYLOAD_TYPE, publicKey };
  const branch = readByHarness(after.branch, ofBranch, parseBranch);
  if (!branch.ok) return branch;
  const ofLanding = { name: 'the landing', payloadType: LANDING_PAYLOAD_TYPE, publicKey };
  const landing = readByHarness(after.landing, ofLanding, parseLanding);
  const { decisions, carried } = after;
  return landing.ok ? ok({ decisions, carried, branch: branch.value, landing: landing.value }) : landing;
};

/** The moment a decision says it was taken, read without believing it; its signature is verified right after. */
const claimedMoment = (envelope: Uint8Array, fallback: string): string => {
  const parsed = parseEnvelope(envelope, 'the decision');
  const statement = parsed.ok ? parseStatement('decision', parsed.value.payload) : parsed;
  return statement.ok ? statement.value.at : fallback;
};

type Moment = { readonly at: string; readonly policy?: LandingPolicy; readonly ownBranch: boolean };

/** What the landing gates are asked over, as the bundle tells it. */
const landingEvidence = (
  { trust, verdict, verdictBytes, evidence }: OpenedBundle,
  decisions: readonly Uint8Array[],
  { at, policy, ownBranch }: Moment,
): LandingEvidence => {
  const { contract, changes, freshness, seal } = evidence;
  return {
    ...{ at, trust, decisions, ownBranch, failures: [], recorded: { verdict, digest: sha256(verdictBytes) } },
    ...(seal && { manifest: seal.manifest }),
    ...(contract && { contract }),
    ...(changes && { tree: changes.tree }),
    ...(freshness && { base: freshness.base, targetRef: freshness.targetRef }),
    ...(policy && { policy }),
  };
};

/** What speaks against the decisions: the gates that stand before a landing are asked here, too, so that both hold the same. */
const wrongDecisions = (opened: OpenedBundle, decisions: readonly Uint8Array[], moment: Moment): readonly Failure[] => {
  const gates =
    moment.policy === undefined ? (['decision.present'] as const) : (['decision.present', 'policy.met'] as const);
  return failuresOf(judge(gates, LANDING_GATES, landingEvidence(opened, decisions, moment)));
};

/** What lies beside a bundle and was read: what was carried over too, its verdict judged again. */
type Carrying = { readonly carried: CarriedEvidence | null; readonly failures: readonly Failure[] };

const readCarrying = (files: SealedFiles | null, { evidence, harness }: OpenedBundle): Carrying => {
  if (files === null) return { carried: null, failures: [] };
  const read = carriedEvidence(files, { origin: evidence, harness });
  return read.ok ? { carried: read.value, failures: [] } : { carried: null, failures: read.failures };
};

/** What speaks against a patch that was carried over: the gate that lets it land is asked for the moment it landed, or was judged. */
const wrongCarried = (
  { carried, failures }: Carrying,
  { decisions, branch, landing }: Files,
  opened: OpenedBundle,
): readonly Failure[] => {
  const named = landing?.carried;
  const bound = unlessAll(
    [
      named === carried?.recorded.digest || (landing === null && named === undefined),
      'the landing is about something else than what was carried over',
    ],
    [carried === null || branch === null, 'what was carried over was put on a branch of its own'],
  );
  if (carried === null) return [...failures, ...bound];
  const at = landing?.at ?? carried.recorded.verdict.at;
  const { onto } = carried.carried.statement;
  const evidence = { ...landingEvidence(opened, decisions, { at, ownBranch: false }), carried, target: onto };
  return [
    ...bound,
    ...unlessAll([onto !== opened.evidence.freshness?.base, 'the patch was carried over to where it was made']),
    ...failuresOf(judge(['target.unmoved'], LANDING_GATES, evidence)),
  ];
};

/** Where a result on a branch of its own does not follow from its last decision. */
const wrongBranch = (
  branch: BranchStatement,
  last: { readonly decision: Uint8Array; readonly statement: Decision },
  { verdict, evidence }: OpenedBundle,
): readonly Failure[] =>
  unlessAll(
    [
      branch.decision === sha256(last.decision) && branch.run === verdict.run && branch.tree === verdict.tree,
      'the branch is about another decision',
    ],
    [!verdict.noChange, 'a run that changed nothing was put on a branch'],
    [branch.parent === evidence.freshness?.base, 'the branch holds a commit on another base'],
    [branch.target === last.statement.targetRef && branch.ref !== branch.target, 'the branch is for another target'],
  );

type Last = {
  readonly decision: Uint8Array;
  readonly statement: Decision;
  readonly carried: CarriedEvidence | null;
};

/** Where a landing does not follow from its last decision: another commit than the branch was moved to, or from elsewhere. */
const wrongLanding = (
  landing: LandingStatement,
  branch: BranchStatement | null,
  { statement, decision, carried }: Last,
  { verdict, evidence }: OpenedBundle,
): readonly Failure[] => {
  const base = evidence.freshness?.base;
  // Where the target had moved, from there; that this was allowed is for the gate.
  const from = carried?.carried.statement.onto ?? base;
  const about = unlessAll(
    [!verdict.noChange, 'a run that changed nothing has landed'],
    [landing.decision === sha256(decision) && landing.run === verdict.run, 'the landing is about another decision'],
    [
      landing.ref === statement.targetRef && landing.old === from && statement.targetOld === base,
      'another branch was moved, or from elsewhere',
    ],
  );
  const theSame = landing.tree === (carried?.carried.statement.tree ?? verdict.tree) && landing.parent === from;
  if (landing.how === 'merged')
    return [
      ...about,
      ...unlessAll(
        [branch !== null && branch.at <= landing.at, 'it was merged from no branch of its own'],
        [landing.commit !== branch?.commit || theSame, 'the landed commit is not the accepted one'],
      ),
    ];
  return [
    ...about,
    ...unlessAll(
      [theSame, 'the landed commit is not the accepted one'],
      [landing.how === landing.policy.how, 'it landed in another way than the policy says'],
      [
        (landing.how === 'fast-forward') === (landing.new === landing.commit),
        'the branch was moved to another commit than the one that landed',
      ],
    ),
  ];
};

const stageOf = ({ outcome, policy }: Decision, signers: readonly string[], { branch, landing }: Files): Stage => {
  if (outcome === 'reject') return 'rejected';
  if (landing !== null) return 'landed';
  if (branch !== null) return 'branched';
  return policy !== undefined && awaitedBy(policy, signers).kind === 'one-of' ? 'awaiting' : 'accepted';
};

/** What lies beside a bundle, with every signature verified: what each says is what its signer said. */
export type OpenedAfter = Files & { readonly moment: string; readonly statements: readonly Decision[] };

/**
 * Verifies every signature beside a bundle: of the persons who decided, and of the harness that made a branch or landed.
 * What they are about is for `checkAfter`.
 */
export const openAfter = (
  after: AfterFiles,
  { trust, verdict, harness }: Pick<OpenedBundle, 'trust' | 'verdict' | 'harness'>,
): Result<OpenedAfter> => {
  const files = readFiles(after, harness);
  if (!files.ok) return files;
  const last = after.decisions.at(-1);
  // A decision is verified for its own moment: later it may have run out, and was no less taken.
  const moment = last === undefined ? verdict.at : claimedMoment(last, verdict.at);
  const verified = after.decisions.map((one) => verifyStatement('decision', one, trust, moment));
  const failed = verified.find((one) => !one.ok);
  if (failed !== undefined && !failed.ok) return failed;
  return ok({ ...files.value, moment, statements: verified.flatMap((one) => (one.ok ? [one.value.statement] : [])) });
};

/** Checks what lies beside a bundle: decisions, perhaps a branch of its own, perhaps a landing, each bound to the one before. */
export const checkAfter = (after: OpenedAfter, opened: OpenedBundle): AfterCheck => {
  const { verdict, verdictBytes } = opened;
  const { decisions, branch, landing, moment, statements } = after;
  const decision = decisions.at(-1);
  const statement = statements.at(-1);
  if (decision === undefined || statement === undefined)
    return {
      stage: 'judged',
      failures: unlessAll([
        branch === null && landing === null && after.carried === null,
        'a landing without a decision',
      ]),
    };
  const stage = stageOf(statement, statements.map(({ signer }) => signer), after); // prettier-ignore
  const { policy } = statement;
  const when: Moment =
    landing !== null
      ? {
          at: landing.how === 'merged' ? (branch?.at ?? landing.at) : landing.at,
          policy: landing.policy,
          ownBranch: landing.how === 'merged',
        }
      : branch !== null
        ? { at: branch.at, policy: branch.policy, ownBranch: true }
        : { at: moment, ownBranch: true, ...(stage === 'accepted' && policy !== undefined ? { policy } : {}) };
  const carrying = readCarrying(after.carried, opened);
  const last = { decision, statement, carried: carrying.carried };
  return {
    stage,
    failures: [
      ...(statement.outcome === 'accept' ? wrongDecisions(opened, decisions, when) : []),
      ...unlessAll(
        [
          statements.every((one) => one.verdict === sha256(verdictBytes) && one.run === verdict.run),
          'the decision is about another verdict',
        ],
        [
          statements.every(
            ({ manifest, contract, tree }) =>
              manifest === verdict.manifest && contract === verdict.contract && tree === verdict.tree,
          ),
          'the decision is about another bundle',
        ],
        [statement.outcome !== 'accept' || verdict.result === 'PASS', 'a FAIL was accepted'],
        [
          statement.outcome === 'accept' || (branch === null && landing === null && after.carried === null),
          'a rejected run has landed, or was put on a branch',
        ],
      ),
      ...wrongCarried(carrying, after, opened),
      ...(branch === null ? [] : wrongBranch(branch, last, opened)),
      ...(landing === null ? [] : wrongLanding(landing, branch, last, opened)),
    ],
  };
};
