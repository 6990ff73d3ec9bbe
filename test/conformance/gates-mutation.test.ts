import { describe, expect, test } from 'vitest';
import { GATE_IDS } from '#contract';
import { judgeRun } from '#gates';
import { HELD_BY, OF_ANOTHER } from './gates/another-commit.fixture.ts';
import { HONEST_CONTRACT } from './gates/contract.fixture.ts';
import { honest } from './gates/evidence.fixture.ts';
import { gatesWithCases, type Case, type GateCases, type Mutant } from './gates/every-gate.fixture.ts';

/**
 * Each gate is made worse in turn: it lets everything pass, or what is missing, or what it breaks down over, or what is
 * about another commit. Where nothing else notices, the fixtures show what this gate alone stands against. `npm run
 * gates` prints the same as a table.
 */

const GATES = gatesWithCases(GATE_IDS, HONEST_CONTRACT);
const ROWS = GATES.map((gate) => [gate.id, gate] as const);

const outcome = ({ line }: Case, mutant?: Mutant) => line(mutant)?.outcome;
const says = (cases: readonly Case[]) => cases.map((one) => one.says);

describe('with a gate that lets everything pass', () => {
  test.each(ROWS)('%s: what only it refuses is PASS', (gate, { fail }) => {
    const alone = fail.filter(({ also }) => also.length === 0);
    expect(alone).not.toEqual([]);
    const mutant = { gate, passes: 'everything' } as const;
    expect(says(alone.filter(({ judged }) => judged(mutant).result !== 'PASS'))).toEqual([]);
  });
  test.each(ROWS)('%s: what others refuse, too, stays FAIL', (gate, { fail }) => {
    const shared = fail.filter(({ also }) => also.length > 0);
    const mutant = { gate, passes: 'everything' } as const;
    expect(says(shared.filter(({ judged }) => judged(mutant).result !== 'FAIL'))).toEqual([]);
  });
});

describe('with a gate that lets pass what is missing', () => {
  test.each(ROWS)('%s: what it had nothing to decide on passes it', (gate, { missing, fail }) => {
    const mutant = { gate, passes: 'missing' } as const;
    expect(missing.map((one) => outcome(one))).toEqual(missing.map(() => 'missing'));
    expect(missing.map((one) => outcome(one, mutant))).toEqual(missing.map(() => 'pass'));
    expect(missing).not.toEqual([]);
    // It is no other mutant: what is there and wrong is refused still.
    expect(fail.map((one) => outcome(one, mutant))).toEqual(fail.map(() => 'fail'));
  });
});

describe('with a gate that lets pass what it breaks down over', () => {
  test.each(ROWS)('%s: a part that cannot be read refuses, and then does not', (gate, { broken }) => {
    expect(broken).not.toEqual([]);
    for (const one of broken) {
      const found = one.line();
      expect([one.says, found?.outcome, found?.findings.map(({ code }) => code)]).toEqual([
        ...[one.says, 'fail', ['gate.error']],
      ]);
      expect([one.says, outcome(one, { gate, passes: 'errors' })]).toEqual([one.says, 'pass']);
    }
  });
});

describe('with a gate that lets pass what is about another commit', () => {
  const named = ({ id, fail, missing }: GateCases): readonly Case[] =>
    (OF_ANOTHER[id] ?? []).flatMap((name) => [...fail, ...missing].filter((one) => one.says === name));

  test.each(ROWS)('%s: either it refuses that by itself, or another gate holds what it reads', (gate, cases) => {
    const bound = HELD_BY[gate];
    expect((OF_ANOTHER[gate] ?? []).length > 0).toBe(bound === undefined);
    // A name that no fixture has would show nothing.
    expect(says(named(cases))).toEqual(OF_ANOTHER[gate] ?? []);
    for (const one of named(cases)) {
      expect([one.says, outcome(one)]).not.toEqual([one.says, 'pass']);
      expect([one.says, outcome(one, { gate, passes: 'everything' })]).toEqual([one.says, 'pass']);
    }
    if (bound === undefined) return;
    const lines = judgeRun(bound.evidence).gates;
    expect(lines.find((line) => line.gate === gate)?.outcome).toBe('pass');
    expect(lines.find((line) => line.gate === bound.by)?.outcome).toBe('fail');
    expect(judgeRun(honest).gates.find((line) => line.gate === bound.by)?.outcome).toBe('pass');
  });
});
