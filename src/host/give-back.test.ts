import { cachedDataVersionTag, getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { giveBack, giveBackOver } from './give-back.ts';

const MEGABYTE = 1024 * 1024;
/** What nobody holds any more when this is over. */
const drop = (): number => Array.from({ length: 200_000 }, (_, at) => ({ at, text: `${at}` })).length;
const held = (): number => getHeapStatistics().used_heap_size;

test.each([
  ['is given back', giveBack],
  ['is given back where it is much', () => giveBackOver(MEGABYTE)],
])('what nobody needs %s', (_, give) => {
  giveBack();
  const before = held();
  expect(drop()).toBe(200_000);
  give();
  expect(held() - before).toBeLessThan(3 * MEGABYTE);
});

test('what V8 makes of our code is made with the settings that it had', () => {
  const before = cachedDataVersionTag();
  giveBack();
  expect(cachedDataVersionTag()).toBe(before);
});
