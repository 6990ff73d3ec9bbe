import { judge, judgeRun, type LandingEvidence } from '#gates';
import { sha256 } from '#contract';
import { AT, honest, shifted, withEnd, type Passing, type Refused } from './evidence.fixture.ts';
import { judged, lacking, landing } from './landing.fixture.ts';

const { gates } = landing.recorded.verdict;
const failed = gates.map((line, index) =>
  index === 0
    ? { ...line, outcome: 'fail' as const, notices: [], findings: [{ code: 'task.field', message: 'no id' }] }
    : line,
);

const waiver = { envelope: sha256('waiver'), signer: 'alice', until: AT.until, because: 'it was me' };

export const pass: Passing<LandingEvidence> = { 'PASS was recorded, and judging again gives the same': landing };

export const fail: Refused<LandingEvidence> = {
  'FAIL was recorded': ['verdict.fail', judged({ result: 'FAIL', gates: failed })],
  'judged again, it is FAIL': ['verdict.different', { ...landing, again: judgeRun(withEnd({ exitCode: 1 })) }],
  'judged again by no gate, it is FAIL': ['verdict.different', { ...landing, again: judge([], [], honest) }],
  'judged again when the evidence was too old, it is FAIL': [
    'verdict.different',
    { ...landing, again: judgeRun({ ...honest, at: shifted(AT.ended, 25 * 3_600_000) }) },
  ],
  'PASS was recorded over one gate only': ['verdict.different', judged({ gates: gates.slice(0, 1) })],
  'PASS was recorded by a gate that is not demanded': [
    'verdict.different',
    judged({ gates: gates.map((line, index) => (index === 0 ? { ...line, gate: 'contract.nice' } : line)) }),
  ],
  'another waiver counts than the recorded one': [
    'verdict.different',
    judged({
      gates: gates.map((line, index) =>
        index === 0
          ? { ...line, outcome: 'fail', notices: [], findings: [{ code: 'task.field', message: 'no id' }], waiver }
          : line,
      ),
    }),
  ],
  'a notice was kept from the person': ['verdict.different', judged({ notices: [] })],
  'another program did not know of a notice': ['verdict.different', judged({ notices: [], judge: '0.0.9' })],
  'NO-CHANGE was recorded though something was changed': ['verdict.different', judged({ noChange: true })],
  'the verdict is about another bundle': ['verdict.different', judged({ manifest: sha256('other') })],
  'the verdict is about another contract': ['verdict.different', judged({ contract: sha256('other') })],
  'the verdict is about another tree': ['verdict.different', judged({ tree: 'f'.repeat(40) })],
  'something was wrong when it was read': [
    'signature.wrong',
    { ...landing, failures: [{ code: 'signature.wrong', message: 'the verdict is forged' }] },
  ],
  'it could not be read': [
    'evidence.malformed',
    { ...lacking('recorded'), failures: [{ code: 'evidence.malformed', message: 'no verdict' }] },
    ['decision.present'],
  ],
};

export const missing: Passing<LandingEvidence> = {
  'there is no verdict': lacking('recorded'),
  'it was not judged again': lacking('again'),
  'the bundle has no manifest': lacking('manifest'),
  'the bundle has no contract': lacking('contract'),
  'the bundle has no tree': lacking('tree'),
};
