import { honest, ordered, without, type Passing, type Refused } from './evidence.fixture.ts';
import type { RunEvidence } from '#evidence';

const [first] = honest.contract.value.done;
const { paths, limits, checks } = honest.contract.value;

export const pass: Passing<RunEvidence> = {
  'a complete strict contract': honest,
  'a complete standard contract': ordered({ contract: { strictness: 'standard' } }),
};

export const fail: Refused<RunEvidence> = {
  'there is no way back': ['task.field', ordered({ contract: { rollback: ' ' } })],
  'no path may be changed': ['task.field', ordered({ contract: { paths: { allow: [], deny: [] } } }), ['scope.paths']],
  'a path leaves the repository': [
    'task.path',
    ordered({ contract: { paths: { ...paths, allow: [...paths.allow, '../secrets'] } } }),
  ],
  'a done-item is there twice': [
    'task.duplicate-id',
    ordered({ contract: { done: first === undefined ? [] : [...honest.contract.value.done, first] } }),
  ],
  'a done-item is proven by a check that does not exist': [
    'task.proof',
    ordered({
      contract: {
        done: honest.contract.value.done.with(0, {
          ...{ says: 'it sings', cites: [] },
          proof: { kind: 'test', check: 'choir', test: null },
        }),
      },
    }),
    ['done.proven'],
  ],
  'there is no check, and an empty reason for it': [
    'task.field',
    ordered({ contract: { checks: [], noTests: ' ' } }),
    ['checks.passed', 'done.proven'],
  ],
  'no attempt is allowed': [
    'task.field',
    ordered({ contract: { attempts: 0 } }),
    ['approval.valid', 'approval.unused', 'contract.anchors'],
  ],
  'a limit is none': ['task.field', ordered({ contract: { limits: { ...limits, timeMs: Number.MIN_SAFE_INTEGER } } })],
  'a check has no time': [
    'task.field',
    ordered({ contract: { checks: checks.map((check) => ({ ...check, timeoutMs: 0 })) } }),
  ],
  'the tier is below its floor and nothing says why': [
    'task.tier',
    ordered({
      contract: { riskTier: { tier: 'MEDIUM', because: '', floor: { tier: 'HIGH', because: ['critical'] } } },
    }),
  ],
  'a strict contract cites nothing': ['task.field', ordered({ contract: { cites: [] } })],
};

export const missing: Passing<RunEvidence> = { 'there is no contract': without('contract') };
