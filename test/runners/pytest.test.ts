/** pytest, for real and in the jail: what is honest passes, and what only looks so does not. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { shareOf } from '../rig/share.ts';
import { measure } from '#evidence';
import { checked, folderOf, passes, told, writeFiles, type Files } from './checked.ts';
import { CHEATS, CODE, DEFECT } from './pytest-cheats.ts';
import { HONEST } from './pytest-honest.ts';
import { REPLACED } from './pytest-replaced.ts';

vi.setConfig({ maxConcurrency: 2 });

/** Debian's own; another one under a virtual environment may come first on the PATH. */
const PYTHON = '/usr/bin/python3';
const RUN = [PYTHON, '-m', 'pytest'] as const;

/** What somebody believes who looks at the exit code of the contract's command. */
const isBelieved = async (files: Files, run: readonly [string, ...string[]] = RUN): Promise<boolean> =>
  (await checked('exit-code', run, files)).exitCode === 0;

describe.concurrent('what is honest', () => {
  test.for(HONEST)('%s', async ([, files, expected]) => {
    const ran = await checked('pytest', RUN, files);
    expect(ran.report.problems).toEqual([]);
    expect(told(ran)).toEqual(expected);
    expect(ran.exitCode).toBe(expected.some((line) => line.startsWith('failed')) ? 1 : 0);
  });

  test.for<[sentence: string, run: readonly [string, ...string[]], expected: readonly string[]]>([
    ['a file', [...RUN, 'tests/test_a.py'], ['passed: test_a', 'passed: test_ab']],
    ['a test', [...RUN, 'tests/test_a.py::test_a'], ['passed: test_a']],
    ['an expression', [...RUN, '-k', 'a and not ab', '-q'], ['passed: test_a']],
    [
      'options of other kinds are left out',
      [...RUN, '-xvs', '--maxfail', '1', '-n4', '--reruns=3', 'tests/test_b.py'],
      ['passed: test_b'],
    ],
    ['by itself', ['pytest', 'tests'], ['passed: test_a', 'passed: test_ab', 'passed: test_b']],
    [
      'started by another program',
      ['uv', 'run', '--frozen', 'pytest'],
      ['passed: test_a', 'passed: test_ab', 'passed: test_b'],
    ],
    ['by its path', ['/usr/bin/pytest', 'tests/test_b.py'], ['passed: test_b']],
  ])('the command may name %s', async ([, run, expected]) => {
    const ran = await checked('pytest', run, {
      'tests/test_a.py': 'def test_a(): assert 1\ndef test_ab(): assert 1\n',
      'tests/test_b.py': 'def test_b(): assert 1\n',
    });
    expect(ran.report.problems).toEqual([]);
    expect(told(ran)).toEqual(expected);
  });

  test('only some files, in place of those the command names', async () => {
    const files = { 'test_a.py': 'def test_a(): assert 1\n', 'test_b.py': 'def test_b(): assert 1\n' };
    expect(told(await checked('pytest', [...RUN, '-q', 'test_a.py'], files, { only: ['test_b.py'] }))).toEqual([
      'passed: test_b',
    ]);
  });

  test('lines that each file of tests runs through', async () => {
    const { report } = await checked(
      'pytest',
      RUN,
      {
        'm.py': 'def one():\n    return 1\n\ndef two():\n    return 2\n\ndef three():\n    return 3\n',
        'empty/__init__.py': '',
        'test_a.py': 'import m, empty\ndef test_a(): assert m.one() == 1\n',
        'test_b.py':
          'import threading, m\ndef test_b():\n    t = threading.Thread(target=m.two); t.start(); t.join()\n',
      },
      { coverage: true },
    );
    expect(report.problems).toEqual([]);
    expect(report.covered?.get('test_a.py')?.get('m.py')).toEqual([1, 2, 4, 7]);
    expect(report.covered?.get('test_b.py')?.get('m.py')).toEqual([1, 4, 5, 7]);
    const share = { hit: 5, of: 6 };
    expect(measure(report.ranThrough ?? []).shares).toEqual({ lines: share, statements: share });
  });

  test('a plugin that is installed may wrap assertions as it is set up', async () => {
    const checkout = folderOf({});
    execFileSync(PYTHON, ['-m', 'venv', '--system-site-packages', '--without-pip', `${checkout}/.venv`]);
    const ask = 'import sysconfig; print(sysconfig.get_path("purelib"))';
    const packages = execFileSync(`${checkout}/.venv/bin/python`, ['-c', ask], { encoding: 'utf8' }).trim();
    writeFiles(packages, {
      'wraps.py':
        'from unittest.mock import NonCallableMock\nreal = NonCallableMock.assert_called\ndef wrapped(self):\n    return real(self)\ndef pytest_configure(config):\n    NonCallableMock.assert_called = wrapped\n',
      'wraps-1.dist-info/METADATA': 'Name: wraps\nVersion: 1\n',
      'wraps-1.dist-info/entry_points.txt': '[pytest11]\nwraps = wraps\n',
    });
    const ran = await checked('pytest', ['pytest'], { 'test_a.py': 'def test_a(): assert 1\n' }, { checkout, provided: ['.venv'] }); // prettier-ignore
    expect(ran.report.problems).toEqual([]);
    expect(ran.stderr).toContain('plugins: ');
    expect(passes(ran)).toBe(true);
  });

  test('an environment in .venv, with the project itself installed there as editable', async () => {
    const checkout = folderOf({ 'src/editable_one/__init__.py': 'def one(): return 1\n' });
    execFileSync(PYTHON, ['-m', 'venv', '--system-site-packages', '--without-pip', `${checkout}/.venv`]);
    const packages = execFileSync(
      `${checkout}/.venv/bin/python`,
      ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'],
      { encoding: 'utf8' },
    ).trim();
    execFileSync('/bin/sh', ['-c', `echo ${checkout}/src > ${packages}/editable.pth`]);
    const files = {
      'src/editable_one/__init__.py': 'def one(): return 1\n',
      'tests/test_a.py':
        'import sys\nfrom editable_one import one\ndef test_a(): assert one() == 1 and ".venv" in sys.prefix\n',
    };
    const how = { checkout, provided: ['.venv'] };
    for (const run of [['pytest'], ['.venv/bin/pytest'], ['.venv/bin/python', '-m', 'pytest']] as const)
      expect(told(await checked('pytest', run, files, how))).toEqual(['passed: test_a']);
    await expect(checked('pytest', ['.venv/bin/python', '-m', 'pytest'], files, { checkout })).rejects.toThrow(
      /inside the repository/u,
    );
  });
});

/** Cheats that pytest itself sees through, or that show in its exit code. */
const NOT_BELIEVED = new Set<string>([
  'sitecustomize.py of the tree',
  'the session stopped after the first tests',
  'a report written to every descriptor',
]);

describe.concurrent('what only looks as if it passed', () => {
  test.for(shareOf('cheats of pytest', [...CHEATS, ...REPLACED]))('%s', async ([sentence, files, problem]) => {
    const ran = await checked('pytest', RUN, files);
    expect(passes(ran) && told(ran).includes('passed: test_counts')).toBe(false);
    expect(ran.report.problems.join('\n')).toMatch(problem);
    expect(await isBelieved(files)).toBe(!NOT_BELIEVED.has(sentence));
  });

  test('a module that lies compiled in the tree, from other source', async () => {
    const compiled = folderOf({ 'month.py': CODE.replace('return number', 'return number + 1') });
    const how = 'import py_compile as p; p.compile("month.py", cfile="x.pyc", invalidation_mode=p.PycInvalidationMode.UNCHECKED_HASH)'; // prettier-ignore
    execFileSync(PYTHON, ['-c', how], { cwd: compiled });
    const version = execFileSync(PYTHON, ['-c', 'import sys; print(sys.implementation.cache_tag)'], { encoding: 'utf8' }); // prettier-ignore
    const files = {
      ...DEFECT,
      [`src/__pycache__/month.${version.trim()}.pyc`]: readFileSync(join(compiled, 'x.pyc')),
    };
    expect(await isBelieved(files)).toBe(true);
    expect(told(await checked('pytest', RUN, files))).toEqual(['failed (assertion): test_counts']);
  });
});
