import { describe, expect, test } from 'vitest';
import { GATE_IDS } from '#contract';
import { HONEST_CONTRACT } from './gates/contract.fixture.ts';
import { gatesWithCases } from './gates/every-gate.fixture.ts';

/** Each gate is taken out in turn. Where nothing else notices, the fixtures show what this gate alone stands against. */

const GATES = gatesWithCases(GATE_IDS, HONEST_CONTRACT);

describe('with a gate that lets everything pass', () => {
  test.each(GATES.map((gate) => [gate.id, gate] as const))('%s: what only it refuses is PASS', (id, { fail }) => {
    const alone = fail.filter(({ also }) => also.length === 0);
    expect(alone).not.toEqual([]);
    expect(alone.filter(({ judged }) => judged(id).result !== 'PASS').map(({ says }) => says)).toEqual([]);
  });
  test.each(GATES.map((gate) => [gate.id, gate] as const))(
    '%s: what others refuse, too, stays FAIL',
    (id, { fail }) => {
      const shared = fail.filter(({ also }) => also.length > 0);
      expect(shared.filter(({ judged }) => judged(id).result !== 'FAIL').map(({ says }) => says)).toEqual([]);
    },
  );
});
