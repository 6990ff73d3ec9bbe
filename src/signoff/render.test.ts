import { expect, test } from 'vitest';
import { renderStatement } from './render.ts';
import { SAMPLES, SECOND_DECISION } from './signing.fixture.ts';
import { STATEMENT_KINDS, type Statement } from './statement.ts';

/** Every text and number a statement holds, however deep. */
const leavesOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
};

/** A repository is named by its origin, and what a field is for is said in words. */
const inWords = new Set([
  '1',
  'admit',
  'change',
  'contract',
  'run',
  'waive',
  'decision',
  'accept',
  'reject',
  'promote',
  'known',
  'backend',
]);

test.for([...STATEMENT_KINDS.map((kind) => SAMPLES[kind]), SECOND_DECISION])(
  'nothing that $kind signs is left out',
  (statement) => {
    const shown = renderStatement(statement);
    expect(leavesOf(statement).filter((leaf) => !inWords.has(leaf) && !shown.includes(leaf))).toEqual([]);
  },
);

test('a contract approval reads like this', () =>
  expect(renderStatement({ ...SAMPLES.contract, harness: 'KEY' }))
    .toBe(`You approve a contract and its run: an agent may start on it without asking you again.

  task          WP-1-user-authentication, version 1
  contract      ${SAMPLES.contract.contract.slice(0, 12)}
  repository    https://example.org/calendar.git
  starts from   222222222222
  is meant for  refs/heads/main
  attempts      up to 3
  backend       any that is eligible
  evidence      counts only if sealed by the harness named below
  signed by     alice
  signed at     2026-11-21T09:30:00.000Z
  until         2026-11-28T09:30:00.000Z, and nothing after that
  token         alice211120260930

In full:
  contract  ${SAMPLES.contract.contract}
  base      2222222222222222222222222222222222222222
  harness   KEY
  root      1111111111111111111111111111111111111111
  nonce     00112233445566778899aabbccddeeff
`));

test.for<[string, Statement, string]>([
  ['an admission names what it admits', SAMPLES.admit, 'You admit a repository as a target'],
  ['a higher risk class says that it holds lower ones', { ...SAMPLES.admit, riskClass: 'HIGH' }, 'HIGH and below'],
  [
    'a contract without its run says that nothing runs',
    { ...SAMPLES.contract, grants: ['contract'] },
    'Nothing runs yet',
  ],
  ['one attempt is one', { ...SAMPLES.contract, attempts: 1 }, 'attempts      one'],
  ['a named backend is named', { ...SAMPLES.contract, backend: 'codex' }, 'backend       codex'],
  [
    'a repository without origin is named by its root',
    { ...SAMPLES.admit, repository: { roots: ['1'.repeat(40)], origin: null } },
    'without origin, root 111111111111',
  ],
  ['a waiver of a run says that it is about one', SAMPLES.waive, 'You WAIVE the gate tree.clean.end for one run'],
  [
    'a waiver for later says that it is about every run',
    { ...SAMPLES.waive, over: null },
    'for every run of this contract that begins while the waiver holds',
  ],
  ['a run approval says that an agent may start', SAMPLES.run, 'may now start'],
  [
    'an accept says that the branch may move',
    SAMPLES.decision,
    'You ACCEPT a run whose verdict is PASS: refs/heads/main may be moved',
  ],
  [
    'a reject says that nothing lands',
    { ...SAMPLES.decision, outcome: 'reject', result: 'FAIL' },
    'You REJECT a run whose verdict is FAIL: its result will not land',
  ],
  [
    'what was not confirmed stands out',
    { ...SAMPLES.decision, manual: [{ item: 2, says: 'looked', confirmed: false }] },
    'NOT confirmed: looked',
  ],
  [
    'a moved target is said in words, with its end',
    { ...SAMPLES.decision, ifMoved: { until: SAMPLES.decision.until } },
    `also where it has moved on, until ${SAMPLES.decision.until}`,
  ],
  ['no notices are said to be none', { ...SAMPLES.decision, notices: [] }, 'notices    none'],
])('%s', ([, statement, says]) => expect(renderStatement(statement)).toContain(says));

test('no text from outside can move the cursor, break the line or turn it around', () => {
  const evil = 'fine\u001b[2K\r\n\u202Eelpmaxe\u200B';
  const shown = renderStatement({
    ...SAMPLES.decision,
    run: evil,
    because: evil,
    notices: [evil],
    targetRef: evil,
    manual: [{ item: 1, says: evil, confirmed: true }],
  });
  expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E\u200B]/u);
  expect(shown.split('\n').length).toBe(renderStatement(SAMPLES.decision).split('\n').length);
});
