import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demandedGates, GATE_IDS, POLICY, STRICTNESS, TIERS, type GateId } from '#contract';
import type { ChangedPath, RunEvidence } from '#evidence';
import {
  failuresOf,
  GATES_OVER_CHANGES,
  judge,
  judgeLanding,
  judgeRun,
  LANDING_GATES,
  RUN_GATES,
  type Gate,
} from '#gates';
import { verifyStatement } from '#signoff';
import { byEcdsa } from './gates/approval-unused.ts';
import { HONEST_CONTRACT } from './gates/contract.fixture.ts';
import { honest, without } from './gates/evidence.fixture.ts';
import { gatesWithCases, type Case, type GateCases } from './gates/every-gate.fixture.ts';
import { lacking, landing } from './gates/landing.fixture.ts';
import { respelt } from './gates/malleable.fixture.ts';

/** Every gate over evidence it must let pass, must refuse, and has nothing to decide on. */

const GATES = gatesWithCases(GATE_IDS, HONEST_CONTRACT);
const rows = (kind: 'pass' | 'fail' | 'missing') =>
  GATES.flatMap((gate) => gate[kind].map((one): [GateId, string, Case] => [gate.id, one.says, one]));
const findingOf = (gate: GateId, { gates }: ReturnType<Case['judged']>) =>
  gates.find((finding) => finding.gate === gate);

describe('a gate lets pass', () => {
  test.each(rows('pass'))('%s: %s', (gate, _, { judged }) => {
    expect(findingOf(gate, judged())).toMatchObject({ outcome: 'pass', findings: [] });
    expect(judged().result).toBe('PASS');
  });
});

describe('a gate refuses', () => {
  test.each(rows('fail'))('%s: %s', (gate, _, { judged, code, also }) => {
    const verdict = judged();
    const finding = findingOf(gate, verdict);
    expect(verdict.result).toBe('FAIL');
    expect(finding?.outcome).toBe('fail');
    expect(finding?.findings.map((failure) => failure.code)).toContain(code);
    expect(finding?.findings.every(({ message }) => message.trim() !== '')).toBe(true);
    // The fixture isolates its gate: nothing else refuses it but what it names.
    const refusing = verdict.gates.filter(({ outcome }) => outcome !== 'pass').map((one) => one.gate);
    expect(refusing.toSorted()).toEqual([gate, ...also].toSorted());
  });
});

describe('a gate has nothing to decide on, and that refuses', () => {
  test.each(rows('missing'))('%s: %s', (gate, _, { judged, code }) => {
    const verdict = judged();
    expect(verdict.result).toBe('FAIL');
    expect(findingOf(gate, verdict)).toMatchObject({ outcome: 'missing', findings: [{ code }] });
  });
});

describe('the table of gates', () => {
  const ids = (gates: readonly { readonly id: GateId }[]) => gates.map(({ id }) => id);

  test('holds every gate exactly once, each in the list of its stage', () => {
    const ofChanges = GATE_IDS.filter((id) => POLICY[id].stage === 'change');
    expect(ofChanges.filter((id) => !ids(GATES_OVER_CHANGES).includes(id))).toEqual([]);
    expect([...ids(RUN_GATES), ...ids(LANDING_GATES), ...ofChanges].toSorted()).toEqual(GATE_IDS.toSorted());
    expect(ids(LANDING_GATES)).toEqual(GATE_IDS.filter((id) => POLICY[id].stage === 'landing'));
  });
  test.each(GATE_IDS)('demands %s of some contract', (id) => {
    const demanding = STRICTNESS.flatMap((strictness) =>
      TIERS.filter((tier) => demandedGates(strictness, tier, [POLICY[id].stage]).includes(id)),
    );
    expect(demanding).not.toEqual([]);
  });
  test('demands of evidence of the first edition what was demanded then, and nothing of what is newer', () => {
    const newer = ['secrets.absent', 'keys.absent'];
    const newest = [
      'contract.anchors',
      'requirements.covered',
      'spec.regression',
      'change.valid',
      'spec.currency',
      'bootstrap.adequate',
      'invariants.kept',
      'git.hygiene',
      'rules.kept',
      'commit.format',
      'supply.chain',
      'tests.kept',
      'proof.f2p',
      'coverage.met',
      'review.passed',
      'proof.removal',
    ];
    const of = (edition: 1 | 2 | 3 | 4 | 5 | 6) =>
      demandedGates('strict', 'LOW', ['start', 'verdict', 'landing'], edition);
    expect(of(1)).toEqual(of(2).filter((id) => !newer.includes(id)));
    expect(of(2)).toEqual(of(3));
    expect(of(3)).toEqual(of(4).filter((id) => !newest.includes(id)));
    expect(of(4)).toEqual(of(5).filter((id) => id !== 'change.approved'));
    expect(of(5)).toEqual(of(6).filter((id) => id !== 'proof.elsewhere'));
    expect(of(6)).toEqual(demandedGates('strict', 'LOW', ['start', 'verdict', 'landing']));
    const old = { ...without('secrets'), seal: { ...honest.seal, edition: 1 } } as const;
    expect(judgeRun(old).result).toBe('PASS');
    const unproven = { ...without('proof'), seal: { ...honest.seal, edition: 3 } } as const;
    expect(judgeRun(unproven).result).toBe('PASS');
    expect(judgeRun(without('proof')).result).toBe('FAIL');
    expect(
      judgeRun({ ...without('rules', 'dependencies', 'specs'), seal: { ...honest.seal, edition: 3 } }).result,
    ).toBe('PASS');
    // Without a seal nobody says of which edition it is.
    expect(judgeRun(without('secrets')).result).toBe('FAIL');
    expect(judgeRun(without('secrets', 'seal')).gates.map(({ gate }) => gate)).toEqual(expect.arrayContaining(newer));
  });
  test.each(STRICTNESS.flatMap((strictness) => TIERS.map((tier) => [strictness, tier] as const)))(
    'demands something at every stage of a %s contract of tier %s, and nothing at no stage',
    (strictness, tier) => {
      expect(demandedGates(strictness, tier, [])).toEqual([]);
      for (const stage of ['start', 'verdict', 'landing'] as const)
        expect(demandedGates(strictness, tier, [stage])).not.toEqual([]);
    },
  );
  test('has fixtures for every gate, one file each, and cases of all three kinds in each', () => {
    const files = readdirSync(join(import.meta.dirname, 'gates')).filter((file) => !file.endsWith('.fixture.ts'));
    expect(files.toSorted()).toEqual(GATE_IDS.map((id) => `${id.replaceAll('.', '-')}.ts`).toSorted());
    expect(ids(GATES)).toEqual(GATE_IDS);
    const empty = (gate: GateCases) => (['pass', 'fail', 'missing'] as const).some((kind) => gate[kind].length === 0);
    expect(ids(GATES.filter(empty))).toEqual([]);
  });
});

describe('judging', () => {
  const broken: Gate<RunEvidence> = {
    id: 'scope.paths',
    judge: () => {
      throw new TypeError('no such field');
    },
  };
  const passing = (id: GateId): Gate<RunEvidence> => ({ id, judge: () => ({ outcome: 'pass', notices: [] }) });

  test('by no gate is FAIL, with a reason', () => {
    const verdict = judge([], RUN_GATES, honest);
    expect(verdict).toMatchObject({ result: 'FAIL', gates: [] });
    expect(failuresOf(verdict).map(({ code }) => code)).toEqual(['gate.none']);
  });
  test('at no stage is FAIL', () => expect(judgeRun(honest, []).result).toBe('FAIL'));
  test('without a contract is FAIL, with a reason', () => {
    expect(judgeRun(without('contract')).result).toBe('FAIL');
    expect(failuresOf(judgeRun(without('contract'))).map(({ code }) => code)).toEqual(['gate.none']);
  });
  test('of FAIL that is judged as FAIL again is refused as that, and not as another verdict', () => {
    const again = judgeRun(without('changes'));
    const recorded = { ...landing.recorded, verdict: { ...landing.recorded.verdict, ...again } };
    const { gates } = judge(['verdict.present'], LANDING_GATES, { ...landing, recorded, again });
    expect(gates[0]?.findings.map(({ code }) => code)).toEqual(['verdict.fail']);
  });
  test('by a gate that breaks down is FAIL, and says which', () => {
    const verdict = judge(['contract.complete', 'scope.paths'], [passing('contract.complete'), broken], honest);
    expect(verdict.result).toBe('FAIL');
    expect(verdict.gates[1]).toMatchObject({
      gate: 'scope.paths',
      outcome: 'fail',
      findings: [{ code: 'gate.error' }],
    });
  });
  test('by a gate that is not there is FAIL: it is missing', () => {
    const verdict = judge(['contract.complete', 'scope.paths'], [passing('contract.complete')], honest);
    expect(verdict.result).toBe('FAIL');
    expect(verdict.gates[1]).toMatchObject({ outcome: 'missing', findings: [{ code: 'gate.missing' }] });
  });
  test('by one refusing gate among all is FAIL, wherever it stands', () => {
    for (const id of GATE_IDS) {
      const gates = GATE_IDS.map((one) => (one === id ? { ...broken, id } : passing(one)));
      expect(judge(GATE_IDS, gates, honest).result).toBe('FAIL');
    }
  });
  test('evidence with a part that cannot be read at all is FAIL', () => {
    const evidence: RunEvidence = {
      ...honest,
      get changes(): never {
        throw new Error('the disk is gone');
      },
    };
    expect(judgeRun(evidence).result).toBe('FAIL');
  });
});

describe('the person who decides is told', () => {
  const [changed] = honest.changes.paths;
  const touching = (path: string, status: ChangedPath['status']) => ({
    ...honest,
    changes: { ...honest.changes, paths: changed ? [changed, { ...changed, path, status }] : [] },
    secrets: { ...honest.secrets, files: 2 },
    rules: { ...honest.rules, files: 2 },
  });
  test.each<[sentence: string, evidence: RunEvidence, notice: RegExp]>([
    ['that an existing test was changed', touching('test/date.test.ts', 'modified'), /existing test was modified/],
    ['that an existing test was deleted', touching('test/date.test.ts', 'deleted'), /existing test was deleted/],
    ['that a test was skipped', honest, /reads an offset” is skipped/],
    ['that an exit code is weak evidence', honest, /lint is judged by its exit code alone/],
    ['that a shared output is weak evidence', honest, /suite reports on an output it shares/],
    ['which items have to be seen', honest, /item 5 has to be seen by you: the help text is right/],
    ['that no agent wrote it', { ...honest, backend: { ...honest.backend, kind: 'scripted' } }, /rehearsal/],
  ])('%s', (_, evidence, notice) => {
    const told = judgeRun(evidence);
    expect(told.result).toBe('PASS');
    expect(told.notices.filter((line) => notice.test(line))).toHaveLength(1);
  });
  test('what it is told where the same gate refuses as well, or is waived', () => {
    const [one, outside] = [touching('test/date.test.ts', 'modified'), touching('docs/outside.md', 'added')];
    const paths = [...one.changes.paths, ...outside.changes.paths.slice(1)];
    const line = judgeRun({ ...one, changes: { ...one.changes, paths } }).gates.find(
      ({ gate }) => gate === 'scope.paths',
    );
    expect(line).toMatchObject({ outcome: 'fail', notices: [expect.stringMatching(/existing test was modified/)] });
  });
  test('nothing about a test that is new, or a file that is no test', () => {
    for (const evidence of [touching('test/date.test.ts', 'added'), touching('src/zone.ts', 'modified')])
      expect(judgeRun(evidence).notices.filter((line) => line.includes('existing test'))).toEqual([]);
  });
});

describe('a signature by ECDSA', () => {
  test('has two spellings with two digests, and one nonce: used once means the nonce', () => {
    const [one, other] = [byEcdsa.approval, respelt(byEcdsa.approval)].map((bytes) =>
      verifyStatement('contract', bytes, honest.trust, honest.freshness.startedAt),
    );
    if (one?.ok !== true || other?.ok !== true) throw new Error('both spellings are valid signatures');
    expect(other.value.digest).not.toBe(one.value.digest);
    expect(other.value.statement).toEqual(one.value.statement);
  });
});

describe('nothing can be left out', () => {
  const parts = ['contract', 'admission', 'approval', 'runApproval', 'use', 'freshness', 'backend', 'actions'] as const;
  test.each([
    ...parts,
    'changes',
    'patch',
    'secrets',
    'rules',
    'dependencies',
    'specs',
    'checks',
    'proof',
    'seal',
  ] as const)('the evidence of a run without its %s is FAIL', (part) => {
    expect(judgeRun(honest).result).toBe('PASS');
    expect(honest[part]).toBeDefined();
    expect(judgeRun(without(part)).result).toBe('FAIL');
  });
  const landed = [
    'recorded',
    'again',
    'manifest',
    'contract',
    'tree',
    'base',
    'targetRef',
    'decisions',
    'policy',
    'target',
  ] as const;
  test.each(landed)('the evidence of a landing without its %s is FAIL', (part: (typeof landed)[number]) => {
    expect(judgeLanding(HONEST_CONTRACT, landing).result).toBe('PASS');
    expect(landing[part]).toBeDefined();
    expect(judgeLanding(HONEST_CONTRACT, lacking(part)).result).toBe('FAIL');
  });
  test('the parts above are all there are', () => {
    expect(Object.keys(honest).toSorted()).toEqual(
      [
        ...parts,
        'changes',
        'patch',
        'secrets',
        'rules',
        'dependencies',
        'specs',
        'checks',
        'proof',
        'seal',
        'at',
        'trust',
      ].toSorted(),
    );
    expect(Object.keys(landing).toSorted()).toEqual([...landed, 'at', 'trust', 'failures', 'ownBranch'].toSorted());
  });
});
