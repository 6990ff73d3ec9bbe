import { STRICTNESS, TIERS, type Strictness, type Tier } from './contract.ts';

/**
 * When a gate has what it needs: before the backend starts, when the evidence is sealed, or before a landing; `change`:
 * only where a change is judged that no run has to have made.
 */
export type GateStage = 'start' | 'verdict' | 'landing' | 'change';

type Demand = 'always' | readonly Strictness[];
type Row = { readonly stage: GateStage; readonly demanded: Record<Tier, Demand>; readonly says: string };

const everywhere = { LOW: 'always', MEDIUM: 'always', HIGH: 'always' } as const;
const row = (stage: GateStage, says: string, demanded: Record<Tier, Demand> = everywhere): Row => ({
  stage,
  demanded,
  says,
});

/**
 * The policy table: strictness × risk tier → gates. Nothing about strictness is decided anywhere else.
 * A `start` gate is judged before the backend starts and again, from the sealed bundle, for the verdict.
 */
export const POLICY = {
  'contract.complete': row('start', 'The contract says what may be done, what proves it and how to undo it.'),
  'contract.placeholders': row('start', 'No slot of the template was left unfilled.'),
  'contract.anchors': row(
    'start',
    'Everything the contract cites was there at the base, in one place, binding, and as the approval pinned it.',
  ),
  'requirements.covered': row(
    'start',
    'Every MUST, SHALL, SHOULD and scenario under what is cited is cited by a done-item, or deferred with a reason.',
    { LOW: ['strict'], MEDIUM: ['strict'], HIGH: ['standard', 'strict'] },
  ),
  'change.approved': row(
    'start',
    'The open changes of OpenSpec it is for are approved, where the settings ask for it.',
  ),
  'approval.valid': row(
    'start',
    'A signer who may do so has signed exactly this contract, for this repository and base.',
  ),
  'approval.unused': row('start', 'The approval still covered this attempt, and its nonce was used for nothing else.'),
  'admission.current': row(
    'start',
    'A signer admitted this repository as a target, for work of this risk, and that still holds.',
  ),
  'tree.clean.start': row(
    'start',
    'The checkout held no uncommitted change, and the branch stood at the approved base.',
  ),
  'backend.eligible': row(
    'start',
    'The backend was named, may carry out this contract, and is the one that was approved.',
  ),
  'backend.finished': row('verdict', 'The backend ended by itself, in time, within the limits, and without an error.'),
  'bootstrap.adequate': row(
    'verdict',
    'Before its first change the agent said how it would go about the work, and found the scope adequate; or it has no session to say so in, which is told.',
    { LOW: ['standard', 'strict'], MEDIUM: ['standard', 'strict'], HIGH: ['standard', 'strict'] },
  ),
  'scope.paths': row('verdict', 'Every changed path is one the contract allows.'),
  'actions.forbidden': row('verdict', 'No forbidden action was taken or tried.'),
  'files.hygiene': row('verdict', 'The result holds no file that cannot be taken safely.'),
  'git.hygiene': row(
    'verdict',
    'Nothing that is built, fetched, left out by .gitignore or left over from a merge goes into git, as the rules of the base say.',
  ),
  'secrets.absent': row(
    'verdict',
    'Nothing that looks like a secret is in the result, in a name, or was put out, and all of it was searched.',
  ),
  'keys.absent': row('verdict', 'No key that Writ hands to the backend is in the result, in a name, or was put out.'),
  'invariants.kept': row(
    'verdict',
    'Every rule of the base could run over the change, and it breaks none from which nobody may except.',
  ),
  'rules.kept': row(
    'verdict',
    'The change breaks no rule of the base, which holds in standard and strict, or where the repository has rules.',
  ),
  'commit.format': row(
    'verdict',
    'The commit the result lands as, or each commit of a change, reads as the rules of the base want messages to read.',
  ),
  'spec.regression': row('verdict', 'No anchor that was binding at the base is gone from the specs.'),
  'change.valid': row(
    'verdict',
    'The work makes nothing invalid in the open changes of OpenSpec and the specs it has to do with, and leaves no change it cites as invalid as it was.',
  ),
  'supply.chain': row(
    'verdict',
    'What the result depends on comes from where it did, is held to digests and runs nothing when it is installed; and what the checks used is known, or told.',
  ),
  'checks.passed': row(
    'verdict',
    'Every check ran on the sealed tree, and everything in it passed; its exchanges show each operation that is cited, as its description says.',
  ),
  'done.proven': row(
    'verdict',
    'Every done-item is proven by a test that passed, or waits for the person who decides.',
  ),
  'tests.kept': row(
    'verdict',
    'Every test of the base still holds, and nothing that configures tests was changed but what the contract names.',
  ),
  'proof.f2p': row('verdict', 'Without the change the tests of its done-items fail, and on an assertion.'),
  'proof.elsewhere': row('verdict', 'What proves its done-items holds in another folder, home and name, without CI.'),
  'coverage.met': row(
    'verdict',
    'As much of the code, and of the change, ran under the tests as the settings ask for; they need not ask for any.',
  ),
  'review.passed': row(
    'verdict',
    'Where the settings ask for a review, another program than the backend made one of this change, and blocks nothing.',
  ),
  'proof.removal': row(
    'verdict',
    'Parts of the change were taken away, and the tests noticed; or what they did not notice is told.',
    { LOW: ['standard', 'strict'], MEDIUM: ['standard', 'strict'], HIGH: ['standard', 'strict'] },
  ),
  'evidence.complete': row(
    'verdict',
    'Every file of the bundle is there, unaltered, and signed for by the approved harness.',
  ),
  'evidence.fresh': row(
    'verdict',
    'The evidence is of this run, this base and this tree, and not older than the policy allows.',
  ),
  'tree.clean.end': row(
    'verdict',
    'The run left nothing behind: the checkout is as it was, and the patch holds all the rest.',
  ),
  'verdict.present': row('landing', 'A verdict of PASS stands, and judging again gives the same.'),
  'decision.present': row('landing', 'A signer accepted exactly this verdict.'),
  'policy.met': row(
    'landing',
    'Everybody has decided whom the policy of the target branch asks for, and the branch may be landed on.',
  ),
  'spec.currency': row('landing', 'What the contract cites still reads on the target branch as it was approved.'),
  'contract.citation': row(
    'change',
    'A change of behaviour cites a contract or a spec that is there, in its commits, its text or the contract approved for it; where there is any.',
  ),
  'target.unmoved': row(
    'landing',
    'The target branch stands where the decision says; or everybody allowed that it has moved, and the same patch passed every gate again there.',
  ),
} as const satisfies Record<string, Row>;

export type GateId = keyof typeof POLICY;
export const GATE_IDS: readonly GateId[] = Object.keys(POLICY).filter((id): id is GateId => id in POLICY);

/**
 * Which edition of evidence is sealed now. The manifest names the edition of its bundle, under the harness's signature,
 * so that a bundle is held to what was demanded when it was sealed, and still verifies years later.
 */
export const EVIDENCE_EDITION = 6;
export type EvidenceEdition = 1 | 2 | 3 | 4 | 5 | typeof EVIDENCE_EDITION;

/** The gates that came with an edition after the first: evidence of an earlier one has nothing for them. */
const GATE_SINCE: Readonly<Partial<Record<GateId, EvidenceEdition>>> = {
  'secrets.absent': 2,
  'keys.absent': 2,
  'contract.anchors': 4,
  'contract.citation': 4,
  'requirements.covered': 4,
  'bootstrap.adequate': 4,
  'invariants.kept': 4,
  'git.hygiene': 4,
  'rules.kept': 4,
  'commit.format': 4,
  'spec.regression': 4,
  'change.approved': 5,
  'change.valid': 4,
  'spec.currency': 4,
  'supply.chain': 4,
  'tests.kept': 4,
  'proof.f2p': 4,
  'coverage.met': 4,
  'review.passed': 4,
  'proof.removal': 4,
  'proof.elsewhere': 6,
};

/**
 * The gates that look at a change itself, so that they can judge one between any two commits, such as a pull request. All
 * others are about a run: who agreed to it, what carried it out, and what it left behind.
 */
export const CHANGE_GATES: readonly GateId[] = [
  ...(['contract.citation', 'scope.paths', 'actions.forbidden', 'files.hygiene', 'secrets.absent'] as const),
  ...([
    'git.hygiene',
    'invariants.kept',
    'rules.kept',
    'commit.format',
    'spec.regression',
    'change.approved',
    'change.valid',
    'supply.chain',
  ] as const),
  ...(['checks.passed', 'done.proven', 'tests.kept', 'proof.f2p', 'proof.elsewhere'] as const),
  ...(['coverage.met', 'proof.removal', 'evidence.complete'] as const),
];

/** Who may except a run from a gate: nobody, or a signer, with a waiver that is signed, gives a reason and runs out. */
type WaiverRule = { readonly waiver: 'never' | 'signer'; readonly why: string };

const never = (why: string): WaiverRule => ({ waiver: 'never', why });
const bySigner = (why: string): WaiverRule => ({ waiver: 'signer', why });

/**
 * Which gates can be waived. Only where a person knows something about her own machine that the harness cannot, never
 * where proof, scope or consent is what is missing (S3-R86): those are mended by an amendment, a signature or a run.
 */
export const WAIVERS: Readonly<Record<GateId, WaiverRule>> = {
  'contract.complete': never('What nobody wrote down, nobody can have agreed to. Amend the task.'),
  'contract.placeholders': never('An unfilled slot says nothing that could be held to. Amend the task.'),
  'contract.anchors': never('A citation that finds nothing is no reason to work. Cite what is there: amend the task.'),
  'requirements.covered': never('What is left for later can be deferred with a reason. Amend the task.'),
  'change.approved': never('A waiver would be an approval by another name. Approve the change.'),
  'approval.valid': never('A waiver would be an approval by another name. Approve the contract.'),
  'approval.unused': never('A signature that can be used again is no limit. Approve again.'),
  'admission.current': never('A waiver would be an admission by another name. Admit the repository.'),
  'tree.clean.start': never('`git stash -u` mends it, and a base that moved was never approved.'),
  'backend.eligible': never('Another backend was not what was agreed to. Approve it, or name the right one.'),
  'backend.finished': never('Work that was cut off was not checked, so there is nothing to vouch for. Run again.'),
  'bootstrap.adequate': bySigner(
    'Whether work is good that nobody announced, a person can see by the result. An agent that finds the scope not adequate is another matter: read why first.',
  ),
  'scope.paths': never('The scope is the contract. Amend it, and the change is in scope.'),
  'actions.forbidden': never('What is forbidden is part of the contract. Amend it, or run again.'),
  'files.hygiene': never('Such a file is not safe to take, whoever vouches for it.'),
  'git.hygiene': never('What belongs into git the rulebook of the base says. Take it out, or exempt it there.'),
  'secrets.absent': bySigner(
    'A detector knows secrets by their looks; a person knows whether this is one. Waived beforehand, such a file is taken.',
  ),
  'keys.absent': never('Such a key is one for certain. Revoke it, and give the backend another.'),
  'invariants.kept': never(
    'Such a rule has no exception, and one that could not run has said nothing. Mend the place, or the rulebook by a commit.',
  ),
  'rules.kept': bySigner('Whether this is the exception that a rule has to bear, a person can see.'),
  'commit.format': bySigner('How a message reads, a person can see, and mend when it is merged.'),
  'spec.regression': bySigner('Whether a requirement may go, a person can say: it is hers.'),
  'change.valid': never('What is invalid can never become part of the specs. Mend the place that is named.'),
  'supply.chain': bySigner('Whether a package may come from elsewhere, or run a program, a person can find out.'),
  'checks.passed': never('A failing check is proof against the result. Amend the checks, or run again.'),
  'done.proven': never('A done-item without proof is not done. Amend it to `manual:` and see it yourself.'),
  'tests.kept': never('Which tests may change is part of the contract. Name the file there, and it may.'),
  'proof.f2p': never('A test that passes without the work says nothing of it. Mend the test, or amend the task.'),
  'proof.elsewhere': bySigner('Why something holds in one place alone, a person can say who has looked at it.'),
  'coverage.met': bySigner(
    'Why code may do without tests for a while, a person can say; what it does is proven otherwise.',
  ),
  'review.passed': bySigner('A reviewer may be wrong, or away; a person who has looked can say why it is right.'),
  'proof.removal': bySigner('Code that no test needs may still be wanted; a person can say why.'),
  'evidence.complete': never('A gap in the evidence can hide anything.'),
  'evidence.fresh': never('Evidence of something else proves nothing here. Run again.'),
  'tree.clean.end': bySigner(
    'The harness cannot tell whose change of the checkout it was; a person who worked in it meanwhile can.',
  ),
  'verdict.present': never('The verdict is what all the rest stands on.'),
  'decision.present': never('A waiver would be an acceptance by another name. Accept the run.'),
  'policy.met': never('Who decides is for the policy of the branch to say. Change it, or have them decide.'),
  'spec.currency': never('What was approved reads otherwise by now. Read it, and approve again.'),
  'contract.citation': bySigner('Whether a change may do without a spec, a person can say who has read it.'),
  'target.unmoved': never('What was judged is not what would be on the branch. Run again from where it stands.'),
};

/** Whether a signer may waive a gate over a run; a name that is no gate's is none. */
export const isWaivable = (gate: string): boolean =>
  GATE_IDS.some((id) => id === gate && WAIVERS[id].waiver === 'signer' && POLICY[id].stage !== 'change');

/** The gates a contract of this strictness and risk tier must pass at a stage, in the order of the table. */
export const demandedGates = (
  strictness: Strictness,
  tier: Tier,
  stages: readonly GateStage[],
  edition: EvidenceEdition = EVIDENCE_EDITION,
): readonly GateId[] =>
  GATE_IDS.filter((id) => {
    const { stage, demanded }: Row = POLICY[id];
    const demand = demanded[tier];
    if ((GATE_SINCE[id] ?? 1) > edition) return false;
    return stages.includes(stage) && (demand === 'always' || demand.includes(strictness));
  });

/** What work for a change needs, and its archive: nothing; a signer's approval; or that, with a reviewer's report. */
export const CHANGE_DEMANDS = ['free', 'approved', 'reviewed'] as const;
export type ChangeDemand = (typeof CHANGE_DEMANDS)[number];

/** The strictest of several demands; nothing is demanded where there is none. */
export const strictestDemand = (demands: readonly (ChangeDemand | undefined)[]): ChangeDemand =>
  CHANGE_DEMANDS.findLast((one) => demands.includes(one)) ?? 'free';

/** The other numbers of strictness. */
export type Terms = {
  /** Approvals a run needs: one that grants contract and run together, or one for each. */
  readonly approvals: readonly ('contract' | 'run')[];
  /** An approval needs a terminal and this long after the last change of the contract. */
  readonly terminal: boolean;
  readonly readingMs: number;
  readonly approvalDays: number;
  readonly admissionDays: number;
  /** How old evidence may be when it is accepted. */
  readonly evidenceHours: number;
  /** What work for a change of the specs needs, and an archive of it. */
  readonly changes: ChangeDemand;
  /** How long a waiver may hold at most. */
  readonly waiverDays: number;
};

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const TERMS: Record<Strictness, Terms> = {
  light: {
    approvals: ['contract'],
    terminal: false,
    readingMs: 0,
    approvalDays: 7,
    admissionDays: 7,
    evidenceHours: 24,
    changes: 'free',
    waiverDays: 7,
  },
  standard: {
    approvals: ['contract'],
    terminal: false,
    readingMs: 0,
    approvalDays: 7,
    admissionDays: 7,
    evidenceHours: 24,
    changes: 'free',
    waiverDays: 7,
  },
  strict: {
    approvals: ['contract', 'run'],
    terminal: true,
    readingMs: 10_000,
    approvalDays: 7,
    admissionDays: 7,
    evidenceHours: 24,
    changes: 'reviewed',
    waiverDays: 1,
  },
};

/** The stricter of two: repository configuration may tighten what the person says, and never loosen it. */
export const stricter = (a: Strictness, b: Strictness): Strictness =>
  STRICTNESS.indexOf(a) >= STRICTNESS.indexOf(b) ? a : b;
export const higherTier = (a: Tier, b: Tier): Tier => (TIERS.indexOf(a) >= TIERS.indexOf(b) ? a : b);
