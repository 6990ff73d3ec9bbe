import { expect, it } from 'vitest';
import { COMPLETE } from '../contract/complete-contract.fixture.ts';
import { briefOf } from './brief.ts';

it('tells the agent all that limits the work and all that proves it', () => {
  const brief = briefOf(COMPLETE);
  for (const text of [
    COMPLETE.name,
    COMPLETE.what,
    COMPLETE.why,
    COMPLETE.outOfScope,
    ...COMPLETE.paths.allow,
    ...COMPLETE.paths.deny,
    ...COMPLETE.done.map(({ says }) => says),
    ...COMPLETE.checks.map(({ run }) => run.join(' ')),
  ])
    expect(brief).toContain(text);
});

it('is the same every time, and has no empty part', () => {
  const bare = briefOf({ ...COMPLETE, why: '', outOfScope: '', checks: [], paths: { allow: ['a'], deny: [] } });
  expect(bare).toBe(briefOf({ ...COMPLETE, why: '', outOfScope: '', checks: [], paths: { allow: ['a'], deny: [] } }));
  expect(bare).not.toMatch(/## (Why|Out of scope|It will be checked)|Never these|\n{3}/u);
});
