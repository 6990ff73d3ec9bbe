import { describe, expect, it } from 'vitest';
import { COMPLETE } from './complete-contract.fixture.ts';
import type { Contract } from './contract.ts';
import { differencesOf, renderDifferences } from './differences.ts';

const [check] = COMPLETE.checks;
const [done] = COMPLETE.done;

/** One contract for each field that can be another one. */
const OTHERS: { readonly [F in Exclude<keyof Contract, 'writ' | 'version' | 'id'>]-?: Partial<Contract> } = {
  name: { name: 'Another name' },
  strictness: { strictness: COMPLETE.strictness === 'light' ? 'standard' : 'light' },
  role: { role: 'implementer' },
  question: { question: { asks: 'Is it quick?', findings: 'docs/research/quick.md' } },
  type: { type: COMPLETE.type === 'debug' ? 'docs' : 'debug' },
  baseBranch: { baseBranch: 'next' },
  defers: { defers: [{ cites: ['spec:A3.2.2'], because: 'it is for later' }] },
  cites: { cites: [...COMPLETE.cites, 'spec:Z9'] },
  paths: { paths: { allow: COMPLETE.paths.allow, deny: ['other/**'] } },
  forbid: { forbid: [] },
  checks: { checks: COMPLETE.checks.map((one) => ({ ...one, timeoutMs: one.timeoutMs + 1000 })) },
  tools: { tools: [{ id: 'lint', run: ['lint'], timeoutMs: 1000, outputBytes: 1000 }] },
  done: { done: COMPLETE.done.map((one) => ({ ...one, says: `${one.says}, twice` })) },
  noTests: { noTests: 'there is nothing to test' },
  riskTier: { riskTier: { ...COMPLETE.riskTier, floor: { tier: 'HIGH', because: ['payment'] } } },
  attempts: { attempts: COMPLETE.attempts + 1 },
  limits: { limits: { ...COMPLETE.limits, processes: COMPLETE.limits.processes + 1 } },
  rollback: { rollback: 'none' },
  what: { what: `${COMPLETE.what}\nAnd more.` },
  why: { why: 'Another reason.' },
  outOfScope: { outOfScope: 'Nothing.' },
};

describe('the differences of two contracts', () => {
  it.each(Object.entries(OTHERS))('tell that %s is another one, and nothing besides', (_, change) => {
    expect(differencesOf(COMPLETE, { ...COMPLETE, ...change })).toHaveLength(1);
  });

  it('are none where only the version is another one', () => {
    expect(differencesOf(COMPLETE, { ...COMPLETE, version: 9 })).toEqual([]);
    expect(renderDifferences(COMPLETE, { ...COMPLETE, version: 9 })).toContain('nothing but the version');
  });

  it('tell what is the same in another order', () => {
    const paths = { allow: ['a', 'b'], deny: [] };
    const turned = { ...COMPLETE, paths: { allow: ['b', 'a'], deny: [] } };
    expect(differencesOf({ ...COMPLETE, paths }, turned)).toEqual([
      { label: 'files', removed: ['a', 'b'], added: ['b', 'a'] },
    ]);
  });

  it('tell a check or done-item that is there once more, though it is there already', () => {
    const more = {
      ...COMPLETE,
      checks: check ? [...COMPLETE.checks, check] : [],
      done: done ? [...COMPLETE.done, done] : [],
    };
    expect(differencesOf(COMPLETE, more).map(({ removed, added }) => [removed.length, added.length])).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('read as what goes and what comes', () => {
    const next: Contract = {
      ...{ ...COMPLETE, version: COMPLETE.version + 1, attempts: 7 },
      paths: { ...COMPLETE.paths, allow: [...COMPLETE.paths.allow, 'src/new.ts'] },
    };
    expect(renderDifferences(COMPLETE, next)).toBe(
      `What changes from version ${COMPLETE.version} to version ${next.version} of ${COMPLETE.id}:
  files         + src/new.ts
  attempts      - ${COMPLETE.attempts}
                + 7
Everything else is as it was approved before.
`,
    );
  });
});
