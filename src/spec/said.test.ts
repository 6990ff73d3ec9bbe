import { expect, test } from 'vitest';
import { citationsSaid } from './said.ts';
import { ownMs } from '../../test/rig/own-ms.ts';

test.each<readonly [says: string, text: string, found: readonly string[]]>([
  ['a line', 'feat: a\n\nCites: openapi:api/openapi.yaml#/paths/~1a~1{id}/get\n', ['! openapi:api/openapi.yaml#/paths/~1a~1{id}/get']],
  ['a line with a name with blanks', 'Cites: openspec:billing#Late fees\r\nCites: `spec:A1.2`', ['! openspec:billing#Late fees', '! spec:A1.2']],
  ['a line that cites nothing that is one', 'Cites: the spec', ['! the spec']],
  ['a word', 'Does what spec:A1.2 says, and (prd:checkout/FR-1).', ['spec:A1.2', 'prd:checkout/FR-1']],
  ['a word at the end of a sentence', 'As of spec:A1.2.', ['spec:A1.2']],
  ['between backticks', 'For `openspec:billing#Late fees#2`', ['openspec:billing#Late fees#2']],
  ['both ways', 'spec:A1 and\nCites: spec:A1', ['! spec:A1']],
  ['what looks like it', 'see openapi:spec, my-spec:A1, https://a/spec:A1 and spec: A1; cites: spec', []],
  ['nothing', '', []],
])('%s', (_, text, found) =>
  expect(citationsSaid(text).map(({ cite, isDemanded }) => `${isDemanded ? '! ' : ''}${cite}`)).toEqual(found)); // prettier-ignore

test('no text takes longer than its length', () => {
  const spent = ownMs(() => {
    for (const one of ['Cites: ', 'spec:', '`spec:', ' ', 'Cites: a '].map((text) => text.repeat(50_000)))
      citationsSaid(one);
  });
  expect(spent).toBeLessThan(3000);
});
