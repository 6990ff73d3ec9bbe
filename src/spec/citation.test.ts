import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseCitation, printCitation, type Citation } from './citation.ts';

const VALID: readonly [string, Citation][] = [
  ['spec:A2.3.12.3', { kind: 'spec', anchor: 'A2.3.12.3', version: null, nth: null, pin: null }],
  ['spec:A2.3@v1.2.0', { kind: 'spec', anchor: 'A2.3', version: 'v1.2.0', nth: null, pin: null }],
  ['spec:A2.3#2@v1.2@0123456789ab', { kind: 'spec', anchor: 'A2.3', version: 'v1.2', nth: 2, pin: '0123456789ab' }],
  ['openspec:a#Log in#12', { kind: 'openspec', capability: 'a', requirement: 'Log in', nth: 12, pin: null }],
  ['prd:checkout/FR-1@0123456789ab', { kind: 'prd', id: 'checkout/FR-1', nth: null, pin: '0123456789ab' }],
  ['phase:2', { kind: 'phase', id: '2', nth: null, pin: null }],
  [
    'openapi:api/v1.yaml#/paths/~1x/post@0123456789ab',
    { kind: 'openapi', file: 'api/v1.yaml', pointer: '/paths/~1x/post', pin: '0123456789ab' },
  ],
  [
    'openapi:a.yaml#/paths/~1users~1@me/get',
    { kind: 'openapi', file: 'a.yaml', pointer: '/paths/~1users~1@me/get', pin: null },
  ],
  [
    'openapi:a.yaml#/paths/~1users~1@me@0123456789ab',
    { kind: 'openapi', file: 'a.yaml', pointer: '/paths/~1users~1@me', pin: '0123456789ab' },
  ],
  [
    'openapi:a.yaml#/paths/~1u~1{id}/get',
    { kind: 'openapi', file: 'a.yaml', pointer: '/paths/~1u~1{id}/get', pin: null },
  ],
  [
    'asyncapi:events.yaml#/channels/user',
    { kind: 'asyncapi', file: 'events.yaml', pointer: '/channels/user', pin: null },
  ],
  [
    'openspec:auth/login#User can log in',
    { kind: 'openspec', capability: 'auth/login', requirement: 'User can log in', nth: null, pin: null },
  ],
  ['adr:ADR-0007', { kind: 'adr', id: 'ADR-0007', nth: null, pin: null }],
  ['oq:3', { kind: 'oq', id: '3', nth: null, pin: null }],
];

const INVALID: readonly string[] = [
  '', 'A2.3', 'spec:', 'spec:A2..3', 'spec:A2.3@1.2', 'spec:A2.3@v', 'spec:A 2', 'Spec:A2', 'url:https://example.org',
  'openapi:a.yaml', 'openapi:#/x', 'openapi:a.yaml#', 'openapi:a.yaml#x', 'openapi:a.yaml#/a~2b', 'openapi:../a.yaml#/x',
  'openapi:/a.yaml#/x', 'openapi:a.yaml#/x@123', 'openapi:a.yaml#/x@0123456789AB', 'openapi:a.yaml#/x@0123456789abc', 'openapi:a.yaml#/a b',
  'openspec:auth', 'openspec:#x', 'openspec:auth#', 'openspec:auth# x', 'openspec:../auth#x', 'openspec:auth#x\ny', 'openspec:auth#x\u202ey',
  'spec:A2#0', 'spec:A2#02', 'adr:1@012345', 'asm:a/b/c',
  'adr:', 'adr:a b', 'adr:../x', 'oq:?', 'adr:1\n',
]; // prettier-ignore

describe('a citation', () => {
  test.each(VALID)('%s is read', (text, citation) => {
    expect(parseCitation(text)).toEqual({ ok: true, value: citation });
    expect(printCitation(citation)).toBe(text);
  });

  test.each(INVALID)('%j is refused, with the form it should have', (text) => {
    expect(parseCitation(text)).toMatchObject({
      ok: false,
      failures: [{ code: 'citation.syntax', remedy: expect.stringContaining(':') }],
    });
  });

  it('that was printed is read as it was', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,8}$/);
    const pin = fc.option(fc.stringMatching(/^[0-9a-f]{12}$/));
    const nth = fc.option(fc.integer({ min: 1, max: 9999 }));
    const pointer = fc
      .array(fc.oneof(word, fc.constantFrom('~1a', '{id}', 'ä', '~0')), { minLength: 1, maxLength: 4 })
      .map((names) => `/${names.join('/')}`);
    const citation: fc.Arbitrary<Citation> = fc.oneof(
      fc.record({
        kind: fc.constant('spec' as const),
        anchor: fc.array(word, { minLength: 1, maxLength: 4 }).map((names) => names.join('.')),
        version: fc.option(fc.constantFrom('v1', 'v1.2', 'v1.2.0-rc.1')),
        nth,
        pin,
      }),
      fc.record({
        kind: fc.constantFrom('openapi' as const, 'asyncapi' as const),
        file: fc.constantFrom('a.yaml', 'api/b c@2.json', 'ä/x'),
        pointer,
        pin,
      }),
      fc.record({
        kind: fc.constant('openspec' as const),
        capability: word,
        requirement: fc.constantFrom('x', 'x # y', 'a@b', 'Übung: 1'),
        nth,
        pin,
      }),
      fc.record({ kind: fc.constantFrom('adr' as const, 'oq' as const, 'asm' as const), id: word, nth, pin }),
    );
    fc.assert(
      fc.property(citation, (value) => {
        expect(parseCitation(printCitation(value))).toEqual({ ok: true, value });
      }),
    );
  });

  it('that was read is printed as it was', () => {
    const texts = fc.oneof(
      fc.string(),
      fc
        .tuple(
          fc.constantFrom('spec:', 'openapi:', 'openspec:', 'adr:'),
          fc.string(),
          fc.constantFrom('', '#/a', '@0123456789ab', '#/b@0123456789ab'),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const read = parseCitation(text);
        expect(read.ok ? printCitation(read.value) : text).toBe(text);
      }),
    );
  });
});
