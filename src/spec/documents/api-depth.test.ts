/** A description that is nested without an end is told as a fault of its file; nobody falls off the stack over it. */
import { expect, test } from 'vitest';
import { openPointers, readApi } from './api.ts';

const nothing = (): null => null;

const nested = (depth: number, open: string, close: string, inner = ''): string => open.repeat(depth) + inner + close.repeat(depth); // prettier-ignore
const schema = (depth: number): string =>
  `{"openapi":"3.1.0","components":{"schemas":{"A":${nested(depth, '{"items":', '}', 'true')}}}}`;

test.each<readonly [says: string, file: string, text: string]>([
  ['brackets', 'openapi.json', nested(20_000, '[', ']')],
  ['brackets that are not closed', 'openapi.json', '['.repeat(20_000)],
  ['brackets in YAML', 'openapi.yaml', nested(1000, '[', ']')],
  ['a schema', 'openapi.json', schema(5000)],
  ['a schema that a large stack would bear', 'openapi.json', schema(600)],
  ['a schema in YAML', 'openapi.yaml', schema(600)],
])('%s', (_, file, text) => {
  expect(readApi(file, text, nothing)).toMatchObject({
    anchors: [],
    faults: [{ file, line: 1, column: 1, says: 'it is nested deeper than anybody reads' }],
  });
  expect(openPointers(file, text, nothing)('/components/schemas/A')).toBe(null);
});

test('what somebody writes is not too deep', () => {
  expect(readApi('openapi.json', schema(400), nothing).faults).toEqual([]);
  expect(openPointers('openapi.json', schema(400), nothing)('/components/schemas/A')).not.toBe(null);
});
