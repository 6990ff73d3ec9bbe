import { STRICTNESS, TIERS, type Strictness, type Tier } from './contract.ts';

/** When a gate has what it needs: before the backend starts, when the evidence is sealed, or before a landing. */
export type GateStage = 'start' | 'verdict' | 'landing';

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
  'scope.paths': row('verdict', 'Every changed path is one the contract allows.'),
  'actions.forbidden': row('verdict', 'No forbidden action was taken or tried.'),
  'files.hygiene': row('verdict', 'The result holds no file that cannot be taken safely.'),
  'checks.passed': row('verdict', 'Every check ran on the sealed tree, and everything in it passed.'),
  'done.proven': row(
    'verdict',
    'Every done-item is proven by a test that passed, or waits for the person who decides.',
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
  'target.unmoved': row('landing', 'The target branch stands where the decision says.'),
} as const satisfies Record<string, Row>;

export type GateId = keyof typeof POLICY;
export const GATE_IDS: readonly GateId[] = Object.keys(POLICY).filter((id): id is GateId => id in POLICY);

/** The gates a contract of this strictness and risk tier must pass at a stage, in the order of the table. */
export const demandedGates = (strictness: Strictness, tier: Tier, stages: readonly GateStage[]): readonly GateId[] =>
  GATE_IDS.filter((id) => {
    const { stage, demanded }: Row = POLICY[id];
    const demand = demanded[tier];
    return stages.includes(stage) && (demand === 'always' || demand.includes(strictness));
  });

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
  },
  standard: {
    approvals: ['contract'],
    terminal: false,
    readingMs: 0,
    approvalDays: 7,
    admissionDays: 7,
    evidenceHours: 24,
  },
  strict: {
    approvals: ['contract', 'run'],
    terminal: true,
    readingMs: 10_000,
    approvalDays: 7,
    admissionDays: 7,
    evidenceHours: 24,
  },
};

/** The stricter of two: repository configuration may tighten what the person says, and never loosen it. */
export const stricter = (a: Strictness, b: Strictness): Strictness =>
  STRICTNESS.indexOf(a) >= STRICTNESS.indexOf(b) ? a : b;
export const higherTier = (a: Tier, b: Tier): Tier => (TIERS.indexOf(a) >= TIERS.indexOf(b) ? a : b);
