import { describe, expect, test } from 'vitest';
import { ecosystemOf, isAbout, readAdvisory, type Advisory } from './advisories.ts';

const advisory = (affected: object, more: object = {}): Advisory => {
  const read = readAdvisory(JSON.stringify({ id: 'GHSA-1', affected: [affected], ...more }));
  if (read === null) throw new Error('it is no advisory');
  return read;
};
const NPM = { package: { ecosystem: 'npm', name: 'a' } };
const range = (type: string, ...events: readonly object[]) => ({ ...NPM, ranges: [{ type, events }] });

describe('an advisory is about', () => {
  const all = range('SEMVER', { introduced: '0' });
  const fixed = range('SEMVER', { introduced: '1.2.0' }, { fixed: '1.4.1' });
  const last = range('SEMVER', { introduced: '0' }, { last_affected: '1.4.0' });
  const twice = range('SEMVER', { introduced: '2.0.0' }, { fixed: '1.0.1' }, { introduced: '0' }, { fixed: '2.0.5' });
  test.each<[says: string, affected: object, version: string, expected: boolean]>([
    ['every version', all, '9.9.9', true],
    ['the first version of a range', fixed, '1.2.0', true],
    ['a version in it', fixed, '1.4.0', true],
    ['a candidate of the one that mends it', fixed, '1.4.1-rc.1', true],
    ['not the one that mends it', fixed, '1.4.1', false],
    ['not one before it', fixed, '1.1.9', false],
    ['numbers and not letters', fixed, '1.10.0', false],
    ['the last version of a range', last, '1.4.0', true],
    ['not one after it', last, '1.4.1', false],
    ['the second of two ranges', twice, '2.0.4', true],
    ['not what lies between two', twice, '1.5.0', false],
    ['a version that it lists', { ...NPM, versions: ['1.0.0'] }, '1.0.0', true],
    ['not another one', { ...NPM, versions: ['1.0.0'] }, '1.0.1', false],
    ['a version that it lists beside a range', { ...fixed, versions: ['7.0.0'] }, '7.0.0', true],
    ['what cannot be compared', fixed, 'latest', true],
    ['what cannot be compared with', range('SEMVER', { introduced: 'x' }), '1.0.0', true],
    ['every version, where nothing is said of versions', NPM, '1.0.0', true],
    ['every version, where only commits are named', range('GIT', { introduced: '0' }), '1.0.0', true],
  ])('%s', (_, affected, version, expected) => expect(isAbout(advisory(affected), 'npm', 'a', version)).toBe(expected));

  test('one package of one ecosystem', () => {
    expect(isAbout(advisory(all), 'npm', 'b', '1.0.0')).toBe(false);
    expect(isAbout(advisory(all), 'PyPI', 'a', '1.0.0')).toBe(false);
    const go = { package: { ecosystem: 'Go', name: 'a/v2' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '2.0.0' }, { fixed: '2.1.0' }] }] };
    expect(isAbout(advisory(go), 'Go', 'a/v2', 'v2.0.3')).toBe(true);
    const pypi = { package: { ecosystem: 'PyPI', name: 'Foo_Bar' }, versions: ['1.0'], ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] };
    expect(['1.0', '1.1'].map((version) => isAbout(advisory(pypi), 'PyPI', 'foo-bar', version))).toEqual([true, false]);
  }); // prettier-ignore
  test('nothing, once it was withdrawn', () =>
    expect(isAbout(advisory(all, { withdrawn: '2026-01-01T00:00:00Z' }), 'npm', 'a', '1.0.0')).toBe(false));
});

test.each(['', '[]', '{}', '{"id":""}', '{"id":"A","affected":[{"ranges":[{}]}]}'])('is none: %s', (text) =>
  expect(readAdvisory(text)).toBe(null),
);

test('a lockfile says which ecosystem it is of', () =>
  expect(['a/package-lock.json', 'yarn.lock', 'Cargo.lock', 'go.sum', 'requirements-x.txt', 'uv.lock', 'a/poetry.lock', 'bun.lock'].map(ecosystemOf)).toEqual(['npm', 'npm', 'crates.io', 'Go', 'PyPI', 'PyPI', 'PyPI', null])); // prettier-ignore
