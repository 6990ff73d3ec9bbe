import type { RuleScan, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import type { ChangeEvidence } from './change-evidence.ts';
import { missing, pass, type Gate, type GateOutcome } from './gate.ts';
import { judgeRules, tellFinding } from './rule-scan.ts';

const REMEDY =
  'amend what the task says, from which the commit is made: writ amend TASK; or except this run: writ waive commit.format --run RUN --because "…" --until 1d';

/** What messages break. From a rule without exception nobody can except by this gate, so another one holds it. */
const unfit = ({ findings }: RuleScan): readonly Failure[] =>
  findings
    .filter(({ about, waiver }) => about === 'commits' && waiver === 'signer')
    .map((finding): Failure => ({ code: 'commit.format', message: tellFinding(finding), remedy: REMEDY }));

const heldTo = (evidence: RunEvidence, wanted: number): GateOutcome =>
  evidence.rules !== undefined && evidence.rules.rulebook !== null && evidence.rules.messages?.length !== wanted
    ? missing('a look at the message of every commit')
    : judgeRules(evidence, unfit);

/** The commit that the result would land as reads as the rules of the base want messages to read (S0-R73..R75, S3-R64). */
export const commitFormat: Gate<RunEvidence> = { id: 'commit.format', judge: (evidence) => heldTo(evidence, 1) };

/** Every commit of a change does. A target that says nothing of messages holds nobody to anything, and that is told. */
export const formatOfCommits: Gate<ChangeEvidence> = {
  id: 'commit.format',
  judge: (evidence) => {
    if (evidence.rules?.messages !== null) return heldTo(evidence, evidence.commits);
    const looked = judgeRules(evidence, () => []);
    return looked.outcome === 'pass'
      ? pass(['messages of commits were held to nothing: the target has no .writ/rules.yaml'])
      : looked;
  },
};
