import { expect, test } from 'vitest';
import { sha256, type Check } from '#contract';
import type { CheckRecord } from '#evidence';
import { exchangesShown } from './exchanges-shown.ts';

type Left = NonNullable<CheckRecord['exchanges']>;

const LOGIN = { file: 'openapi.yaml', pointer: '/paths/~1login/post' };
const check: Check = {
  ...{ id: 'api', run: ['make', 'api'], reports: 'exit-code', timeoutMs: 1000 },
  exchanges: { file: 'x.jsonl' },
};
const contract = {
  cites: ['openapi:openapi.yaml#/paths/~1login/post', 'openapi:openapi.yaml#/components/schemas/User', 'spec:A1'],
  done: [],
};
const base = 'b'.repeat(40);
const left: Left = {
  ...{ file: 'x.jsonl', base, digest: sha256('x'), count: 2, faults: [], mismatches: [] },
  operations: [{ ...LOGIN, operation: 'POST /login', lacks: [], slow: null }],
};
const record: CheckRecord = {
  ...{ writ: 1, id: 'api', argv: ['make', 'api'], program: '/usr/bin/make', reports: 'exit-code', tree: 'c'.repeat(40) },
  ...{ canary: null, startedAt: '', endedAt: '', exitCode: 0, signal: null, timedOut: false, limit: null },
}; // prettier-ignore
const told = (more: Partial<Left>, given: Partial<typeof contract> = {}): readonly string[] =>
  exchangesShown(check, { ...record, exchanges: { ...left, ...more } }, { contract: { ...contract, ...given }, base }).map(
    ({ code, message }) => `${code} ${message}`,
  ); // prettier-ignore

test('what is cited was shown', () => {
  expect(told({})).toEqual([]);
  expect(told({}, { cites: [...contract.cites, `${contract.cites[0]}@0123456789ab`] })).toEqual([]);
});

test.for<readonly [says: string, more: Partial<Left>]>([
  ['exchange.missing api: there is no exchange in x.jsonl', { count: 0 }],
  ['exchange.missing api: there is no exchange in x.jsonl', { digest: null }],
  ['exchange.missing api: it left no file x.jsonl', { faults: ['it left no file x.jsonl'] }],
  ['exchange.missing api: openapi.yaml#/paths/~1login/post was not looked for', { operations: [] }],
  ['exchange.missing api: openapi.yaml#/paths/~1login/post was not looked for', { operations: [{ ...LOGIN, file: 'other.yaml', operation: 'POST /login', lacks: [], slow: null }] }],
  ['exchange.missing api: openapi.yaml#/paths/~1login/post was not looked for', { operations: [...left.operations, ...left.operations] }],
  ['exchange.missing api: POST /login lacks an exchange', { operations: [{ ...LOGIN, operation: 'POST /login', lacks: ['an exchange'], slow: null }] }],
  ['exchange.missing api: POST /login lacks p95 is 9 ms', { operations: [{ ...LOGIN, operation: 'POST /login', lacks: [], slow: 'p95 is 9 ms' }] }],
  ['exchange.mismatch api: x.jsonl:3: status 500 is not described', { mismatches: [{ line: 3, says: 'status 500 is not described' }] }],
  ['evidence.stale api: its exchanges were held to the descriptions of another base', { base: 'e'.repeat(40) }],
  ['check.forged api: its exchanges are not those of x.jsonl', { file: 'y.jsonl' }],
])('%s', ([says, more]) => expect(told(more)).toEqual([says])); // prettier-ignore

test('a contract that cites no operation holds exchanges to nothing', () => {
  expect(told({}, { cites: ['openapi:openapi.yaml#/components/schemas/User'] })).toEqual([
    'exchange.missing api: the contract cites no operation that exchanges could be held to',
  ]);
});

test('a check that left none is refused, and so is one that nobody asked', () => {
  expect(exchangesShown(check, record, { contract, base }).map(({ code }) => code)).toEqual(['exchange.missing']);
  const { exchanges: _, ...plain } = check;
  expect(exchangesShown(plain, record, { contract, base })).toEqual([]);
  const forged = exchangesShown(plain, { ...record, exchanges: left }, { contract, base });
  expect(forged.map(({ code }) => code)).toEqual(['check.forged']);
});
