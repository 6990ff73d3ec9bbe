import { expect, it } from 'vitest';
import { splitWords } from '#contract';
import { amendLine } from './amend-line.ts';

const at = '2026-11-21T10:00:00.000Z';
const asked = (because: string, allow: string[], checks: string[] = []) => ({ at, said: { because, allow, checks } });

it('says what to type, with each thing once', () => {
  expect(amendLine('WP-1', { amendments: [] })).toBeNull();
  const amendments = [asked('zones', ['src/zone.ts', 'docs/*.md']), asked('help', ['src/zone.ts'], ['npm test'])];
  expect(amendLine('WP-1', { amendments })).toBe(
    "writ amend WP-1 --allow=src/zone.ts '--allow=docs/*.md' '--check=npm test' '--because=zones; help'",
  );
});

it('makes no word of the command of anything that an agent says', () => {
  const amendments = [asked("x' --yes; $(rm -rf ~) `id` && '", ['--yes', "a' b", '-rf'])];
  const line = amendLine('WP-1', { amendments }) ?? '';
  const words = splitWords(line.replaceAll(/[$`]/gu, ''));
  expect('words' in words && words.words.slice(3).map((word) => word.replace(/=[^]*/u, ''))).toEqual([
    ...['--allow', '--allow', '--allow', '--because'],
  ]);
});
