import type { GateId } from '#contract';
import { readEvidence, type RunEvidence } from '#evidence';
import { AT, honest, json, ordered, sealed, trust, withChanges, withCheck } from './evidence.fixture.ts';

/** Evidence that is sound, and about something else: another commit, tree, run, contract, branch or repository. */

/** The fixtures of each gate that show it, by what they say. */
export const OF_ANOTHER: Readonly<Partial<Record<GateId, readonly string[]>>> = {
  'contract.anchors': ['what they find at the base: another commit', 'what they find in the result: another tree'],
  'requirements.covered': ['what they demand at the base: another commit'],
  'change.approved': ['approvals at the base, and not elsewhere', 'approvals of this change, and not of another'],
  'approval.valid': [
    'the approval is for another base',
    'the approval is for another repository',
    'the approval is for another branch',
    'the approval is of another contract',
    'the run was for another branch than approval and contract',
    'git was asked about another commit than the approved one',
  ],
  'approval.unused': ['the recorded use is of another run', 'the recorded use is of another approval'],
  'admission.current': ['another repository is admitted', 'another branch is admitted'],
  'tree.clean.start': [
    'the branch stood elsewhere than the base',
    'git was asked about another commit than the approved one',
  ],
  'scope.paths': ['the difference was measured from another base'],
  'git.hygiene': ['rules looked at another tree', 'rules looked at another base'],
  'secrets.absent': ['another tree was searched'],
  'keys.absent': ['another tree was searched'],
  'invariants.kept': ['rules looked at another tree', 'rules looked at another base'],
  'rules.kept': ['rules looked at another tree', 'rules looked at another base'],
  'commit.format': ['rules looked at another tree', 'rules looked at another base', 'another commit was read as well'],
  'spec.regression': ['a look at this result, and not at another one'],
  'change.valid': ['a look at this result, and not at another one'],
  'supply.chain': ['somebody looked at another tree', 'somebody looked at another base'],
  'checks.passed': ['a check ran on another tree', 'the report is that of another run, with another canary'],
  'tests.kept': ['the tests as they were ran on another tree than is said'],
  'proof.f2p': ['it is about another base', 'it is about another result', 'it ran on another tree than is said'],
  'proof.elsewhere': ['what was run there is not the result'],
  'coverage.met': ['it was measured on another tree'],
  'review.passed': ['another tree was reviewed', 'another patch was reviewed', 'another contract was agreed to'],
  'proof.removal': ['a part is said to have been taken away elsewhere'],
  'evidence.complete': [
    'the manifest is of another run',
    'the manifest is of another base',
    'the manifest is of another tree',
  ],
  'evidence.fresh': [
    'the difference was measured from another base',
    'the sealed tree is another one',
    'a check ran on another tree',
    'the evidence is of another task',
  ],
  'verdict.present': ['the verdict is about another bundle', 'the verdict is about another tree'],
  'decision.present': ['another run was accepted', 'another tree was accepted', 'another base was accepted'],
  'policy.met': ['the policy is that of another branch'],
  'spec.currency': ['how it reads there, and not somewhere else'],
  'contract.citation': ['it was looked up in another tree', 'other commits were read'],
  'target.unmoved': ['its verdict is about another tree', 'the checks ran on another tree'],
};

const exchanged = (path: string, value: unknown): RunEvidence =>
  readEvidence(new Map([...sealed, [path, json(value)]]), { at: AT.judged, trust });
const otherContract = { ...honest, contract: ordered({ contract: { what: 'something else' } }).contract };
const otherBackend = exchanged('backend/backend.json', { ...honest.backend, version: '2.0.0' });

/**
 * Gates that read nothing in which a commit is named, so that they could not tell: which gate holds what they read to
 * this run, and evidence of another one that it refuses.
 */
export const HELD_BY: Readonly<Partial<Record<GateId, { readonly by: GateId; readonly evidence: RunEvidence }>>> = {
  'contract.complete': { by: 'approval.valid', evidence: otherContract },
  'contract.placeholders': { by: 'approval.valid', evidence: otherContract },
  'backend.eligible': { by: 'evidence.complete', evidence: otherBackend },
  'backend.finished': { by: 'evidence.complete', evidence: otherBackend },
  'bootstrap.adequate': { by: 'evidence.complete', evidence: otherBackend },
  'actions.forbidden': {
    by: 'evidence.complete',
    evidence: exchanged('actions.json', { writ: 1, actions: [] }),
  },
  'files.hygiene': { by: 'evidence.fresh', evidence: withChanges({ tree: 'e'.repeat(40) }) },
  'done.proven': { by: 'checks.passed', evidence: withCheck('suite', { tree: 'e'.repeat(40) }) },
  'tree.clean.end': {
    by: 'evidence.complete',
    evidence: exchanged('freshness.json', { ...honest.freshness, attempt: 2 }),
  },
};
