import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256 } from '#contract';
import { chainHead, chainText, openChain, verifyChain, type ChainFacts, type ChainHead } from './chain.ts';

const facts: ChainFacts = { contract: sha256('contract'), run: 'run-1' };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const written = (events: readonly Readonly<Record<string, unknown>>[], of: ChainFacts = facts): string => {
  const chain = openChain(of);
  for (const event of events) chain.append(event);
  return chainText(chain);
};
const headOf = (text: string): ChainHead => {
  const head = chainHead(utf8(text));
  if (!head.ok) throw new Error(head.failures[0].message);
  return head.value;
};
const EVENTS = [{ type: 'one' }, { type: 'two', text: 'ä\n' }, { type: 'three' }];
const TEXT = written(EVENTS);
const LINES = TEXT.trimEnd().split('\n');
const join = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** Lines that follow each other correctly, whatever they hold. */
const relinked = (values: readonly Readonly<Record<string, unknown>>[]): string => {
  let prev = '0'.repeat(64);
  return values
    .map((value, seq) => {
      const line = canonicalJson({ seq, prev, ...value });
      prev = sha256(line.slice(0, -1));
      return line;
    })
    .join('');
};

describe('a chain', () => {
  test('holds, with its events numbered and linked', () => {
    expect(verifyChain(utf8(TEXT), { ...facts, ...headOf(TEXT) })).toEqual({ ok: true, value: null });
    const events = TEXT.trimEnd().split('\n').slice(1).map((line): unknown => JSON.parse(line)); // prettier-ignore
    expect(events).toMatchObject([
      { seq: 1, type: 'one' },
      { seq: 2, type: 'two', text: 'ä\n' },
      { seq: 3, type: 'three' },
    ]);
  });
  test('without an event still has its opening line', () => {
    expect(headOf(written([])).lines).toBe(1);
    expect(verifyChain(utf8(written([])), { ...facts, ...headOf(written([])) })).toEqual({ ok: true, value: null });
  });
  test('hands each line to whoever writes it', () =>
    expect(openChain(facts).append({ type: 'one' })).toBe(`${LINES[1]}\n`));
  test.each([{ type: 'chain.opened' }, { type: 'x', seq: 9 }, { type: 'x', prev: 'y' }])(
    'does not take %j',
    (event) => {
      expect(() => openChain(facts).append(event)).toThrow(
        /^(a chain is opened once|only the chain numbers its lines)$/,
      );
    },
  );

  // Against the true head: what the manifest signed does not fit any longer.
  test.each<[sentence: string, text: string]>([
    ['nothing at all', ''],
    ['a missing newline at the end', TEXT.slice(0, -1)],
    ['a cut tail', join(LINES.slice(0, -1))],
    ['a line more', join([...LINES, LINES.at(-1) ?? ''])],
    ['an empty line', `${TEXT}\n`],
    ['an edited last line', TEXT.replace('three', 'thre3')],
    ['an edited line', TEXT.replace('one', 'on3')],
    ['exchanged lines', join(LINES.with(1, LINES[2] ?? '').with(2, LINES[1] ?? ''))],
    ['carriage returns', TEXT.replaceAll('\n', '\r\n')],
    ['a chain of another run', written(EVENTS, { ...facts, run: 'run-2' })],
  ])('refuses %s', (_, text) => expect(verifyChain(utf8(text), { ...facts, ...headOf(TEXT) }).ok).toBe(false));

  // Against a head that was made for the wrong text: only the chain itself can refuse it.
  test.each<[sentence: string, text: string]>([
    ['a line that is missing in the middle', join(LINES.toSpliced(1, 1))],
    ['exchanged lines', join(LINES.with(1, LINES[2] ?? '').with(2, LINES[1] ?? ''))],
    ['an edited line', TEXT.replace('one', 'on3')],
    ['a missing beginning', join(LINES.slice(1))],
    [
      'a second beginning',
      relinked([
        { type: 'chain.opened', ...facts },
        { type: 'chain.opened', ...facts },
      ]),
    ],
    ['no beginning', relinked([{ type: 'one' }])],
    [
      'a number that jumps',
      relinked([
        { type: 'chain.opened', ...facts },
        { type: 'one', seq: 2 },
      ]),
    ],
    ['a beginning with more in it', relinked([{ type: 'chain.opened', ...facts, more: 1 }])],
    ['another run', written(EVENTS, { ...facts, run: 'run-2' })],
    ['another contract', written(EVENTS, { ...facts, contract: sha256('other') })],
    ['white space', TEXT.replaceAll('":', '": ')],
    ['a key twice', TEXT.replace('{"contract"', '{"contract":"","contract"')],
    ['what is not JSON', 'x\n'],
  ])('whose head was signed all the same refuses %s', (_, text) =>
    expect(verifyChain(utf8(text), { ...facts, ...headOf(text) }).ok).toBe(false),
  );

  describe('of lines that are longer than what is read at once', () => {
    const events = [700_000, 2_500_000, 700_000, 10].map((length) => ({ type: 'one', text: 'ä'.repeat(length / 2) }));
    const text = written(events);
    const expected = { ...facts, ...headOf(text) };
    test('is followed to its end', () => expect(verifyChain(utf8(text), expected)).toEqual({ ok: true, value: null }));
    test.each([
      ['is cut within its last line', (): Uint8Array => utf8(text).subarray(0, -2)],
      ['is cut within its longest line', (): Uint8Array => utf8(text).subarray(0, 2_000_000)],
      ['lacks its longest line', (): Uint8Array => utf8(join(text.split('\n').toSpliced(2, 1).slice(0, -1)))],
    ])('is refused where it %s', (_, bytes) => expect(verifyChain(bytes(), expected).ok).toBe(false));

    test('is refused by the line that is not UTF-8', () => {
      const bytes = utf8(text);
      bytes[bytes.length - 3] = 0xff;
      const verified = verifyChain(bytes, expected, 'it');
      expect(verified).toMatchObject({ ok: false, failures: [{ message: 'line 5 of it is not UTF-8' }] });
    });
  });

  test('refuses any byte that is altered, added or removed', () => {
    const bytes = utf8(TEXT);
    const expected = { ...facts, ...headOf(TEXT) };
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('alter', 'add', 'remove'),
        (at, by, how) => {
          const changed = [...bytes];
          if (how === 'alter') changed[at] = ((changed[at] ?? 0) + by) % 256;
          else changed.splice(at, how === 'add' ? 0 : 1, ...(how === 'add' ? [by] : []));
          // A line's end that is doubled or dropped may give the same bytes again; then nothing was changed.
          fc.pre(changed.length !== bytes.length || changed.some((byte, index) => byte !== bytes[index]));
          expect(verifyChain(Uint8Array.from(changed), expected).ok).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});
