import { expect, it } from 'vitest';
import { afterApproval } from './approve.ts';

it.each([
  ['light', 'codex', [], 'writ run WP-1 --backend codex'],
  ['standard', null, [], 'writ run WP-1 --backend ID'],
  ['strict', 'codex', [], 'writ approve WP-1 --for run --backend codex'],
  ['strict', null, [], 'writ approve WP-1 --for run --backend ID'],
  ['strict', 'codex', ['ben', 'eve'], 'writ approve WP-1, by ben'],
] as const)(
  'after an approval in %s, for %s and with %j to sign, the next command is %s',
  (strictness, backend, awaits, next) => {
    expect(afterApproval({ id: 'WP-1', strictness }, { backend, awaits })).toBe(next);
  },
);
