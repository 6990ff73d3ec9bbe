import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freeSpace, type FreeSpace } from '#host';
import { scratch } from '../../host/scratch.fixture.ts';
import { spaceFacts } from './doctor-space.ts';

const GIGABYTE = 1024 ** 3;
const ROOM: FreeSpace = { bytes: 5.5 * GIGABYTE, files: 100_000 };
const facts = (free: FreeSpace | null) =>
  spaceFacts([
    { path: '/tmp', is: 'in /tmp', free: ROOM },
    { path: '/w', is: 'for runs', free },
  ]);

it.each<readonly [string, FreeSpace | null, boolean, string]>([
  ['there is room', ROOM, true, '5 GB free in /tmp, 5 GB free for runs'],
  ['there is just enough', { bytes: GIGABYTE, files: 20_000 }, true, '5 GB free in /tmp, 1 GB free for runs'],
  ['no limit is set to files', { bytes: GIGABYTE, files: null }, true, '5 GB free in /tmp, 1 GB free for runs'],
  [
    'one byte is missing',
    { bytes: GIGABYTE - 1, files: null },
    false,
    '1023 MB free for runs, and a run may need more',
  ],
  ['the disk is full', { bytes: 0, files: 100_000 }, false, '0 MB free for runs, and a run may need more'],
  [
    'no more files can be made',
    { bytes: GIGABYTE, files: 19_999 },
    false,
    'room for 19999 more files for runs, and a run may need more',
  ],
  ['nobody says', null, false, 'the system does not say how much is free'],
])('where %s, that is told', (_, free, works, says) => {
  expect(facts(free)).toMatchObject({ works, says });
  expect(facts(free).remedy).toBe(
    says.includes('may need') ? 'df -h /w; df -i /w; then remove what is not needed there' : undefined,
  );
});

it('is asked of the nearest folder that is there', () => {
  const root = scratch();
  const [here, below] = [freeSpace(root), freeSpace(join(root, 'not/yet/made'))];
  expect(here?.bytes).toBeGreaterThan(0);
  expect(below).not.toBeNull();
});
