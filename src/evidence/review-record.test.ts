import { expect, test } from 'vitest';
import { readReview } from './review-record.ts';

const read = (text: string) => readReview(new TextEncoder().encode(text));

test('a review is one JSON document', () => {
  const said = { result: 'BLOCK', findings: [{ says: 'it is wrong', path: 'a.ts', line: 3 }, { says: 'and late' }] };
  expect(read('{"result":"PASS","findings":[{"says":"{\\"says\\": 1, [\\"says\\":"},{"says":"says:"}]}')?.result).toBe(
    'PASS',
  );
  expect(read(`\n${JSON.stringify(said, null, 2)}\n`)).toEqual(said);
});

test.each([
  '',
  'PASS',
  '{"result":"PASS"}',
  '{"result":"pass","findings":[]}',
  '{"result":"PASS","findings":[],"score":9}',
  '{"result":"BLOCK","findings":["wrong"]}',
  '{"result":"BLOCK","findings":[{"says":" "}]}',
  '{"result":"PASS","findings":[]} as asked',
  '```json\n{"result":"PASS","findings":[]}\n```',
  '{"result":"BLOCK","findings":[]}{"result":"PASS","findings":[]}',
  '[{"result":"PASS","findings":[]}]',
  '{"result":"BLOCK","result":"PASS","findings":[]}',
  '{"result":"BLOCK","findings":[],"r\\u0065sult":"PASS"}',
  '{"result":"PASS","findings":[{"says":"a","line":1,"says":"b"}]}',
])('nothing is read from %j', (text) => expect(read(text)).toBeNull());

test('half a character becomes a whole one: a verdict that holds less cannot be sealed', () => {
  const text = '{"result":"BLOCK","findings":[{"says":"a \\ud800","path":"\\udc00.ts"}]}';
  expect(read(text)?.findings).toEqual([{ says: 'a \ufffd', path: '\ufffd.ts' }]);
});

test('nothing is read from bytes that are no text', () => expect(readReview(Uint8Array.of(0x7b, 0xff))).toBeNull());
