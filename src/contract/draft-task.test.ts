import { expect, test } from 'vitest';
import { draftIn, type DraftTask } from './draft-task.ts';

const read = (text: string): DraftTask | null => draftIn(new TextEncoder().encode(text), { file: 'tasks/x.md' });
const NOTHING_MORE = { name: 'WP-1-x', dependsOn: [], estimate: null, phase: null, tier: 'HIGH' };

test('what can be read of a draft is read, each field for itself', () => {
  const front = [
    ...['id: WP-1-x', 'name: Mails', 'depends_on: [WP-2-y, no id, WP-2-y, WP-1-x]', 'phase: 3', 'colour: red'],
    'estimate: { scope: narrow, risk: low, impact: component, level: implementation }',
    'risk_tier: { tier: LOW, because: it is small }',
  ];
  expect(read(`---\n${front.join('\n')}\n---\n## What\n<what>\n`)).toEqual({
    ...{ id: 'WP-1-x', name: 'Mails', dependsOn: ['WP-2-y'], phase: 3, tier: 'LOW' },
    estimate: { scope: 'narrow', risk: 'low', impact: 'component', level: 'implementation' },
  });
});

test.each([
  ['nothing but an id', ''],
  [
    'an estimate with a word that is none',
    'estimate: { scope: vast, risk: low, impact: component, level: implementation }\n',
  ],
  ['a phase that is no number, and a name that is a list', 'phase: soon\nname: [a]\n'],
  ['dependencies that are no list', 'depends_on: WP-2-y\n'],
  ['a risk tier that there is not', 'risk_tier: { tier: NONE, because: why not }\n'],
])('%s: the rest is taken for absent', (_, more) =>
  expect(read(`---\nid: WP-1-x\n${more}---\n`)).toEqual({ id: 'WP-1-x', ...NOTHING_MORE }),
);

test.each([
  ['no front matter', 'id: WP-1-x\n'],
  ['no id', '---\nname: Mails\n---\n'],
  ['an id that is none', '---\nid: mails\n---\n'],
  ['an id that is a list', '---\nid: [WP-1-x]\n---\n'],
  ['YAML that is none', '---\nid: WP-1-x\nname: "\n---\n'],
  ['control characters', '---\nid: WP-1-x\n---\n\u0000'],
])('%s: it has no place in a plan', (_, text) => expect(read(text)).toBeNull());

test('bytes that are no text have no place in a plan', () =>
  expect(draftIn(Uint8Array.of(0x2d, 0xff), { file: 'x' })).toBeNull());
