import { ALWAYS_FORBIDDEN, FORBIDDABLE } from '#contract';
import type { ActionRecord, RunEvidence } from '#evidence';
import { honest, ordered, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';

const seen = (action: string, provenance: ActionRecord['provenance'], of: Complete = honest): Complete => ({
  ...of,
  actions: [...honest.actions, { action, provenance, detail: 'seen' }],
});
const lax = ordered({ contract: { forbid: [] } });
const forbiddingAll = ordered({ contract: { forbid: FORBIDDABLE } });

export const pass: Passing<RunEvidence> = {
  'nothing forbidden was done': honest,
  'nothing at all was seen': { ...honest, actions: [] },
  'something was done that only other contracts forbid': seen('test-change', 'witnessed'),
};

export const fail: Refused<RunEvidence> = {
  ...Object.fromEntries(
    ALWAYS_FORBIDDEN.flatMap((action) => [
      [`${action} was witnessed`, ['action.forbidden', seen(action, 'witnessed')]] as const,
      [`${action} was only declared`, ['action.forbidden', seen(action, 'declared')]] as const,
      [
        `${action} under a contract that forbids nothing`,
        ['action.forbidden', seen(action, 'witnessed', lax)],
      ] as const,
    ]),
  ),
  ...Object.fromEntries(
    FORBIDDABLE.map((action) => [
      `${action} under a contract that forbids it`,
      ['action.forbidden', seen(action, 'witnessed', forbiddingAll)] as const,
    ]),
  ),
};

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'no actions were recorded': without('actions'),
};
