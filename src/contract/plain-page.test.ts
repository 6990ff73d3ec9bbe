import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPlainPage } from './plain-page.ts';
import { readMarkdown } from './task-body.ts';

const FRONT = '---\nid: WP-1\n---\n';

/** Whatever can change what a line beside it means: containers, fences, underlines, indentation, definitions, HTML. */
const PIECES = [
  ...['', ' ', '  ', '   ', '    ', '\t', '# ', '## ', '### ', '#', '##', '#\t', '- ', '* ', '+ ', '-', '*', '1. ', '2) ', '1'],
  ...['> ', '>', '```', '~~~', '`', '``', '---', '===', '- - -', '***', '___', '=', '[', ']', '[x] ', '[ ] ', '[a]: ', '(', ')'],
  ...['<div>', '<!--', '-->', '<?', '<a', '>', '|', '|-|', '\\', '&amp;', ':', '**', '_', '!', '"', "'", '—', '\u00a0', '\u2028'],
  ...['a', 'word', 'What', 'Why', 'Out of scope', 'Ärger', '漢字', '7', '.', ',', '-', ' #', ' ##', '## What', '# A', '`code`'],
] as const; // prettier-ignore
const line = fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((pieces) => pieces.join(''));
/** Lines that mostly are plain, so that pages of several of them still are. */
const likely = fc.constantFrom(
  ...['', '## What', '# Title', '## Why', '### Detail', 'Text goes on', '- an item', '  and its text', '1. first', '- [ ] to do'],
  ...['    indented', '* **bold** item', '`code` first', '      deep', '  - inner', '"Quoted"', '10) tenth', '## A. B (c)', 'a', '- b'],
); // prettier-ignore
const page = (of: fc.Arbitrary<string>) => fc.array(of, { maxLength: 8 }).map((lines) => FRONT + lines.join('\n'));

const agrees = (text: string): void => {
  const plain = readPlainPage(text);
  if (plain !== null) expect(plain).toEqual(readMarkdown(text));
};

it('reads a plain page as the whole reading of Markdown does, or leaves it alone', () => {
  fc.assert(fc.property(page(fc.oneof({ weight: 4, arbitrary: likely }, line)), agrees), { numRuns: 4000 });
});

it('does so for pages of nothing but plain lines, every one of which it reads', () => {
  fc.assert(
    fc.property(page(likely), (text) => {
      expect(readPlainPage(text)).not.toBe(null);
      agrees(text);
    }),
    { numRuns: 2000 },
  );
});

it('does so whatever a front matter looks like', () => {
  const fence = fc.constantFrom(
    '---',
    '--- ',
    '---\t',
    '----',
    ' ---',
    '--',
    '...',
    '---x',
    'id: a',
    '',
    '# x',
    '- ---',
  );
  fc.assert(
    fc.property(fc.array(fence, { maxLength: 6 }), (lines) => agrees([...lines, '## What', 'x'].join('\n'))),
    { numRuns: 2000 },
  );
  expect(readPlainPage('---\n---\n## What\nx')).toEqual(readMarkdown('---\n---\n## What\nx'));
});

it.each([
  ['a fence', '```\n## What\n```'],
  ['a quote', '> x\n## What'],
  ['an underline', 'What\n---'],
  ['an underline of equals signs', 'What\n==='],
  ['HTML', '<div>\n## What\n</div>'],
  ['a heading inside an item', '- ## What'],
  ['an indented heading', '  ## What'],
  ['a closed heading', '## What ##'],
  ['a heading with an escape', '## Wha\\t'],
  ['a definition', '[a]: b'],
  ['a tab', '\tx'],
  ['no front matter', ''],
])('leaves alone: %s', (what, text) => {
  expect(readPlainPage(what === 'no front matter' ? '## What\nx' : FRONT + text)).toBe(null);
});
