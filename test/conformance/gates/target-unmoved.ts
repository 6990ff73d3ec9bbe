import { sha256 } from '#contract';
import type { ChangedPath } from '#evidence';
import type { LandingEvidence, Verdict } from '#gates';
import type { Decision } from '#signoff';
import { CARRIED_AT, moved, movedDecision, ONTO } from './carried.fixture.ts';
import { AT, bob, honest, shifted, stranger, type Passing, type Refused } from './evidence.fixture.ts';
import { decided, decidedAs, lacking, landing, standing } from './landing.fixture.ts';

const ELSEWHERE = 'f'.repeat(40);

const [path] = honest.changes.paths;
const paths = path === undefined ? [] : [path];
const other = (change: Partial<ChangedPath>) => ({ changes: { paths: paths.map((one) => ({ ...one, ...change })) } });
/** Alice and bob decided, in this order. */
const both = (first: Partial<Decision>, second: Partial<Decision>): readonly Uint8Array[] => {
  const one = movedDecision(first);
  return [one, decidedAs({ signer: 'bob', after: sha256(one), ...second }, bob)];
};
const MOVED = { ifMoved: { until: AT.until } } as const;
/** Judged again it is the same: only who decided has not heard of it. */
const withNotice = (evidence: LandingEvidence): LandingEvidence =>
  evidence.carried === undefined
    ? evidence
    : { ...evidence, carried: { ...evidence.carried, again: noticing(evidence.carried.again) } };
const noticing = (verdict: Verdict): Verdict => ({ ...verdict, notices: [...verdict.notices, 'something new'] });

export const pass: Passing<LandingEvidence> = {
  'the branch stands where the decision says': landing,
  'the branch stands there, and might have moved as well': decided(MOVED),
  'the branch has moved, and the patch was carried over to there': moved(),
  'it lands in the last moment in which it may have moved': moved({
    decision: { ifMoved: { until: shifted(AT.landing, 1) } },
  }),
  'both who decided allowed that it has moved': moved({}, both({}, MOVED)),
};

export const fail: Refused<LandingEvidence> = {
  'the branch moved after the decision': ['target.moved', standing(ELSEWHERE)],
  'the branch is gone': ['target.moved', standing(null)],
  'the branch moved before the decision, which says so': [
    'target.moved',
    standing(ELSEWHERE, decided({ targetOld: ELSEWHERE })),
  ],
  'the branch was not there at the decision': ['target.moved', standing(null, decided({ targetOld: '0'.repeat(40) }))],
  'the decision that says where is by a stranger': [
    'signature.untrusted',
    decided({}, stranger),
    ['decision.present', 'policy.met'],
  ],
  'the branch moved to where the run ended': ['target.moved', standing(landing.tree)],
  'it may have moved, and nothing was carried over': ['target.moved', standing(ONTO, decided(MOVED))],
  'it was carried over, and nobody allowed that': ['target.moved', moved({}, [decidedAs({})])],
  'only the second allowed it': [
    'target.moved',
    moved({}, [decidedAs({}), ...both({}, MOVED).slice(1)]),
    ['decision.present'],
  ],
  'only the first allowed it': ['target.moved', moved({}, both({}, {}))],
  'the first allowed it for a shorter time, which is over': [
    'decision.expired',
    moved({}, both({ ifMoved: { until: AT.landing } }, MOVED)),
  ],
  'the time in which it may have moved is over': [
    'decision.expired',
    moved({ decision: { ifMoved: { until: AT.landing } } }),
  ],
  'it moved again after it was carried over': ['target.moved', standing(ELSEWHERE, moved())],
  'it was deleted after it was carried over': ['target.moved', standing(null, moved())],
  'it is to go on a branch of its own': ['target.moved', { ...moved(), ownBranch: true }],
  'another run was carried over': [
    'verdict.different',
    moved({ statement: { run: 'run-2' }, verdict: { run: 'run-2' } }),
  ],
  'another bundle was carried over': ['verdict.different', moved({ statement: { manifest: sha256('other') } })],
  'it was carried over before the last decision': [
    'verdict.different',
    moved({ statement: { decision: sha256('other') } }),
  ],
  'it was carried over for another branch': ['verdict.different', moved({ statement: { ref: 'refs/heads/next' } })],
  'the patch has other bytes there': ['verdict.different', moved(other({ newBlob: '3'.repeat(40) }))],
  'the patch met other bytes there': ['verdict.different', moved(other({ oldBlob: '3'.repeat(40) }))],
  'the patch sets another mode there': ['verdict.different', moved(other({ newMode: '100755' }))],
  'the patch has an entry more there': [
    'verdict.different',
    moved({ changes: { paths: [...paths, ...paths.map((one) => ({ ...one, path: 'src/zone.ts' }))] } }),
    [],
  ],
  'the patch has no entry there': ['verdict.different', moved({ changes: { paths: [] } })],
  'the difference was measured from elsewhere': ['verdict.different', moved({ changes: { base: ELSEWHERE } })],
  'the difference leads to another tree': ['verdict.different', moved({ changes: { tree: ELSEWHERE } })],
  'a check fails there': ['verdict.fail', moved({ check: { exitCode: 1 } })],
  'the checks ran on another tree': ['verdict.fail', moved({ check: { tree: ELSEWHERE } })],
  'the checks ran before it was carried over': [
    'evidence.stale',
    moved({ check: { startedAt: AT.checked, endedAt: AT.checked } }),
  ],
  'a check fails there, and the verdict says PASS all the same': [
    'verdict.different',
    moved({ check: { exitCode: 1 }, judged: () => landing.again }),
  ],
  'its verdict is that of the run': ['verdict.different', moved({ verdict: { manifest: honest.seal.manifest } })],
  'its verdict is about another tree': ['verdict.different', moved({ verdict: { tree: ELSEWHERE } })],
  'its verdict is about another contract': ['verdict.different', moved({ verdict: { contract: sha256('other') } })],
  'its verdict came before the checks had ended': ['evidence.stale', moved({ verdict: { at: CARRIED_AT.started } })],
  'its verdict came after the landing': ['evidence.stale', moved({ verdict: { at: shifted(AT.landing, 1) } })],
  'its verdict tells of something that nobody accepted': ['verdict.different', withNotice(moved({ judged: noticing }))],
};

export const missing: Passing<LandingEvidence> = {
  'there is no decision': lacking('decisions'),
  'nobody looked where the branch stands': lacking('target'),
  'the base is not known': lacking('base'),
};
