import { canonicalJson, type Contract, type Digest } from '#contract';
import type { Failure } from '#failure';
import type { Decision, Verified, VerdictStatement } from '#signoff';
import { unless } from './gate.ts';
import type { CarriedEvidence, LandingEvidence } from './landing-evidence.ts';
import { rejudged } from './rejudged.ts';

const other = (what: string): Failure => ({
  code: 'verdict.different',
  message: `what was carried over is about another ${what}`,
});

/** What speaks against landing anywhere but where the target stood: whoever did not allow it, or no longer does. */
export const refusesMoved = (
  decisions: readonly Verified<'decision'>[],
  { at, target }: Pick<LandingEvidence, 'at' | 'target'>,
): readonly Failure[] =>
  decisions.flatMap(({ statement: { ifMoved, targetRef, targetOld }, signer }): readonly Failure[] => {
    if (ifMoved === undefined)
      return [
        {
          code: 'target.moved',
          message: `${targetRef} stands at ${target?.slice(0, 12) ?? 'nothing'}, the decision says ${targetOld.slice(0, 12)}`,
        },
      ];
    return unless(at < ifMoved.until, {
      code: 'decision.expired',
      message: `${signer} accepted it for a moved ${targetRef} until ${ifMoved.until}; now it is ${at}`,
      remedy: 'writ approve TASK, then: writ run TASK',
    });
  });

/** The patch on the new commit is, path by path and blob by blob, the one that was accepted. */
const samePatch = ({ carried: { changes, statement }, accepted }: CarriedEvidence): readonly Failure[] => [
  ...unless(changes.base === statement.onto && changes.tree === statement.tree, other('tree')),
  ...unless(accepted.length > 0 && canonicalJson(changes.paths) === canonicalJson(accepted), other('patch')),
];

/** The checks ran for this carrying, and not before it. */
const ranWithin = ({ carried: { checks, statement } }: CarriedEvidence): readonly Failure[] =>
  checks.flatMap(({ record: { id, startedAt, endedAt } }) =>
    unless(statement.startedAt <= startedAt && endedAt <= statement.endedAt, {
      code: 'evidence.stale',
      message: `${id} did not run on the moved target`,
    }),
  );

/** All gates passed over the new tree, and judging again gives the same. */
const passedAgain = (
  { carried: { statement, digest }, recorded: { verdict }, again }: CarriedEvidence,
  contract: Digest,
  at: string,
): readonly Failure[] => [
  ...unless(verdict.result === 'PASS' && again.result === 'PASS', {
    code: 'verdict.fail',
    message: 'on the moved target the verdict is FAIL',
  }),
  ...unless(rejudged(verdict, again).same, other('verdict')),
  ...unless(verdict.manifest === digest && verdict.tree === statement.tree, other('bundle')),
  ...unless(verdict.contract === contract && verdict.run === statement.run, other('run')),
  ...unless(statement.endedAt <= verdict.at && verdict.at <= at, {
    code: 'evidence.stale',
    message: 'what was carried over was judged before it ended, or after it landed',
  }),
];

const findingsOf = (verdict: VerdictStatement, gate: string): readonly string[] =>
  verdict.gates
    .filter((line) => line.gate === gate)
    .flatMap(({ findings }) => findings.map((one) => canonicalJson(one)));

/** Nothing is in the new verdict that whoever accepted the first one was not told, waived findings included. */
const nothingNew = ({ verdict }: CarriedEvidence['recorded'], accepted: VerdictStatement): readonly Failure[] => [
  ...verdict.notices
    .filter((notice) => !accepted.notices.includes(notice))
    .map((notice): Failure => ({
      code: 'verdict.different',
      message: `on the moved target there is a notice that nobody has accepted: ${notice}`,
    })),
  ...verdict.gates.flatMap(({ gate, waiver }) =>
    unless(waiver === null || findingsOf(verdict, gate).every((one) => findingsOf(accepted, gate).includes(one)), {
      code: 'verdict.different',
      message: `on the moved target ${gate} finds more than was waived`,
    }),
  ),
  ...unless(verdict.noChange === undefined, other('result')),
];

type About = Required<Pick<LandingEvidence, 'carried' | 'recorded' | 'manifest' | 'contract'>> & {
  readonly contract: { readonly value: Contract; readonly digest: Digest };
};
const isAbout = (evidence: LandingEvidence): evidence is LandingEvidence & About =>
  [evidence.carried, evidence.recorded, evidence.manifest, evidence.contract].every((part) => part !== undefined);

/**
 * What speaks against landing a patch on a target that has moved: everybody who decided allowed that, it still holds,
 * and what was carried over is this run's patch on exactly the commit where the target stands, with a PASS of its own.
 */
export const wrongCarrying = (
  evidence: LandingEvidence,
  decisions: readonly Verified<'decision'>[],
): readonly Failure[] => {
  const { at, target, targetRef, ownBranch } = evidence;
  const refused = refusesMoved(decisions, evidence);
  if (refused.length > 0) return refused;
  if (ownBranch)
    return [
      {
        code: 'target.moved',
        message: `${targetRef ?? 'the target'} has moved, and a patch is carried over to where it lands, not to a branch of its own`,
        remedy: 'writ land RUN',
      },
    ];
  const moved: Failure = {
    code: 'target.moved',
    message: `${targetRef ?? 'the target'} stands at ${target?.slice(0, 12) ?? 'nothing'}, and the patch was not carried over to there`,
  };
  if (!isAbout(evidence) || evidence.carried.carried.statement.onto !== target) return [moved];
  const { carried, recorded, manifest, contract } = evidence;
  const { statement } = carried.carried;
  return [
    ...unless(statement.run === recorded.verdict.run && statement.manifest === manifest, other('run')),
    ...unless(statement.decision === decisions.at(-1)?.digest, other('decision')),
    ...unless(statement.ref === targetRef, other('branch')),
    ...samePatch(carried),
    ...ranWithin(carried),
    ...passedAgain(carried, contract.digest, at),
    ...nothingNew(carried.recorded, recorded.verdict),
  ];
};

/** Whether a decision was about a target that stood where the run began. */
export const sawBase = ({ targetOld }: Decision, base: string): readonly Failure[] =>
  unless(targetOld === base, {
    code: 'target.moved',
    message: 'the target had moved from the base before the decision',
  });
