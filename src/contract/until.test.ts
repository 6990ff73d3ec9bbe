import { expect, test } from 'vitest';
import { parseUntil } from './until.ts';

const NOW = Date.parse('2026-11-21T09:30:00.000Z');

test.each([
  ['1h', '2026-11-21T10:30:00.000Z'],
  ['3d', '2026-11-24T09:30:00.000Z'],
  ['2026-12-01', '2026-12-01T23:59:59.999Z'],
  ['2028-02-29', '2028-02-29T23:59:59.999Z'],
  // Whether it lies behind us is for whoever asks.
  ['2020-01-01', '2020-01-01T23:59:59.999Z'],
])('%s is %s', (text, expected) => expect(new Date(parseUntil(text, NOW) ?? 0).toISOString()).toBe(expected));

test.each([
  '',
  '0d',
  '-1d',
  '1.5d',
  '3',
  'd',
  '3 d',
  '3D',
  '3w',
  '2026-02-30',
  '2027-02-29',
  '2026-13-01',
  '2026-1-1',
  'tomorrow',
])('“%s” is no such moment', (text) => expect(parseUntil(text, NOW)).toBeNull());
