import { expect, test } from 'vitest';
import { readSpecTexts } from './specs.ts';

const FILE = 'Master_Spec_v1.md';
const statementsOf = (text: string) => {
  const specs = readSpecTexts(new Map([[FILE, { path: FILE, text: `# A1 One\n${text}\n` }]]));
  const [anchor] = specs.anchors;
  if (anchor === undefined) throw new Error('there is no anchor');
  return specs.statementsUnder(anchor);
};
const said = (text: string): readonly string[] => statementsOf(text).map(({ says, line }) => `${line} ${says}`);

test.for<readonly [text: string, statements: readonly string[]]>([
  ['It MUST be.', ['2 It MUST be.']],
  ['It may be, or must.', []],
  ['It MUST be. It SHALL stay.', ['2 It MUST be.', '2 It SHALL stay.']],
  ['It MUST be. Nobody minds. It SHALL stay. Really.', ['2 It MUST be. Nobody minds.', '2 It SHALL stay. Really.']],
  ['Hear this. It MUST be and it SHALL stay.', ['2 Hear this. It MUST be and it SHALL stay.']],
  [
    '- It MUST be; it SHALL stay, e.g. in v1.2. **It** SHOULD go!',
    ['2 It MUST be; it SHALL stay, e.g. in v1.2.', '2 **It** SHOULD go!'],
  ],
  ['| It MUST be. | It SHALL stay. |', ['2 | It MUST be. | It SHALL stay. |']],
  ['It MUST be. It SHALL\nstay.', ['2 It MUST be.', '2 It SHALL']],
  ['```\nIt MUST be. It SHALL stay.\n```', []],
])('%j', ([text, statements]) => expect(said(text)).toEqual(statements));

test('of two sentences in one line each has a digest of its own, with what it goes on to say below', () => {
  const digests = (text: string): readonly string[] => statementsOf(text).map(({ digest }) => digest);
  const [first, second] = digests('It MUST be. It SHALL stay\nhere.');
  expect(first).not.toBe(second);
  expect(digests('It MUST go. It SHALL stay\nhere.')[1]).toBe(second);
  expect(digests('It MUST be. It SHALL stay\nthere.')).toEqual([first, expect.not.stringMatching(second ?? '')]);
});
