import { describe, expect, it, test } from 'vitest';
import type { Tier } from './contract.ts';
import type { Estimate } from './estimate.ts';
import { tierFloor } from './risk-floor.ts';

const SMALL: Estimate = { scope: 'narrow', risk: 'low', impact: 'component', level: 'implementation' };

/** [estimate, allow, floor, a reason] */
const FLOORS: readonly [Partial<Estimate> | null, readonly string[], Tier, string][] = [
  [null, ['src/date.ts'], 'LOW', 'nothing raises it'],
  [null, [], 'LOW', 'nothing raises it'],
  [{}, ['src/date.ts'], 'LOW', 'nothing raises it'],
  [{ risk: 'medium' }, ['a'], 'MEDIUM', 'estimated risk medium'],
  [{ risk: 'critical' }, ['a'], 'HIGH', 'estimated risk critical'],
  [{ impact: 'phase' }, ['a'], 'MEDIUM', 'estimated impact phase'],
  [{ impact: 'project' }, ['a'], 'HIGH', 'estimated impact project'],
  [{ scope: 'broad' }, ['a'], 'MEDIUM', 'estimated scope broad'],
  [{ scope: 'system' }, ['a'], 'HIGH', 'estimated scope system'],
  [null, ['src/auth/x.ts'], 'MEDIUM', 'src/auth/x.ts is about authentication'],
  [null, ['src/userLogin.ts'], 'MEDIUM', 'src/userLogin.ts is about authentication'],
  [null, ['db/migrations/*'], 'MEDIUM', 'db/migrations/* is about migrations'],
  [null, ['pkg/package.json'], 'MEDIUM', 'pkg/package.json reaches dependencies'],
  [null, ['Cargo.lock'], 'MEDIUM', 'Cargo.lock reaches dependencies'],
  [null, ['**'], 'MEDIUM', '** reaches dependencies'],
  [null, ['*.json'], 'MEDIUM', '*.json reaches dependencies'],
  [null, ['src/crypto.ts'], 'HIGH', 'src/crypto.ts is about cryptography or secrets'],
  [null, ['src/PaymentService.ts'], 'HIGH', 'src/PaymentService.ts is about payment'],
  [null, ['.github/workflows/ci.yml'], 'HIGH', '.github/workflows/ci.yml is protected'],
  [null, ['AGENTS.md'], 'HIGH', 'AGENTS.md is protected'],
  [null, ['.writ/policy.yaml'], 'HIGH', '.writ/policy.yaml is protected'],
  [null, ['src/author.ts'], 'LOW', 'nothing raises it'],
  [null, ['src/**'], 'LOW', 'nothing raises it'],
  [null, ['{broken,glob}'], 'LOW', 'nothing raises it'],
];

describe('the floor of the risk tier', () => {
  test.each(FLOORS)('%j with %j is %s: %s', (estimate, allow, tier, reason) => {
    const floor = tierFloor(estimate === null ? null : { ...SMALL, ...estimate }, allow);
    expect(floor.tier).toBe(tier);
    expect(floor.because).toContain(reason);
  });

  it('names every reason for the tier, and none for a lower one', () => {
    expect(tierFloor({ ...SMALL, risk: 'medium' }, ['src/crypto.ts', '.npmrc', 'src/login.ts']).because).toEqual([
      'src/crypto.ts is about cryptography or secrets',
      '.npmrc is protected',
    ]);
  });
});
