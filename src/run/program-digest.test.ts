import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sha256 } from '#contract';
import { codesOf, scratch, valueOf } from '../host/scratch.fixture.ts';
import { digestOfFile, openDigests } from './program-digest.ts';

const folder = mkdtempSync(join(scratch(), 'd-'));
const file = join(folder, 'program');

afterEach(() => void vi.useRealTimers());

it('is of what lies there now, also where it was read before and its times were set back', async () => {
  writeFileSync(file, 'one');
  utimesSync(file, 1, 1);
  expect(valueOf(await digestOfFile(file))).toBe(sha256('one'));
  // Fresh: what the kernel says may still be of the change before.
  writeFileSync(file, 'two');
  utimesSync(file, 1, 1);
  expect(valueOf(await digestOfFile(file))).toBe(sha256('two'));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
  expect(valueOf(await digestOfFile(file))).toBe(sha256('two'));
  writeFileSync(file, 'six');
  utimesSync(file, 1, 1);
  expect(valueOf(await digestOfFile(file))).toBe(sha256('six'));
  writeFileSync(`${file}.new`, 'ten');
  renameSync(`${file}.new`, file);
  expect(valueOf(await digestOfFile(file))).toBe(sha256('ten'));
  rmSync(file);
  expect(codesOf(await digestOfFile(file))).toEqual(['machine.program']);
});

describe('what another process read', () => {
  const place = join(folder, 'kept');
  const large = join(folder, 'large');
  const LARGE_BYTES = 1024 * 1024;
  /** As a process that has read nothing yet would see it. */
  const asAnother = async (path: string, kept: string | null = place) => valueOf(await openDigests()(path, kept));
  const keptFile = (): string => join(place, readdirSync(place)[0] ?? '');

  it('is taken where the kernel says that it is the same file, and nowhere else', async () => {
    writeFileSync(large, 'a');
    truncateSync(large, LARGE_BYTES);
    expect(await asAnother(large)).toBe(sha256(readFileSync(large)));
    expect(existsSync(place)).toBe(false);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
    const digest = await asAnother(large);
    // Put in its place, so that it is seen whether it is taken.
    const other = sha256('other');
    writeFileSync(keptFile(), readFileSync(keptFile(), 'utf8').replace(digest, other));
    expect([await asAnother(large), await asAnother(large, null)]).toEqual([other, digest]);
    utimesSync(large, 1, 1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
    expect(await asAnother(large)).toBe(digest);
  });

  it.each([
    ['is nothing', ''],
    ['is of another file', JSON.stringify({ path: '/elsewhere', marks: '', digest: sha256('x') })],
    ['holds more', '{"path":1}'],
  ])('is read again where what was kept %s', async (_, text) => {
    const digest = sha256(readFileSync(large));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
    expect(await asAnother(large)).toBe(digest);
    writeFileSync(keptFile(), text);
    expect(await asAnother(large)).toBe(digest);
    expect(readFileSync(keptFile(), 'utf8')).toContain(digest);
  });

  it('is not kept of a small one', async () => {
    rmSync(place, { recursive: true });
    writeFileSync(file, 'small');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
    expect([await asAnother(file), existsSync(place)]).toEqual([sha256('small'), false]);
  });
});
