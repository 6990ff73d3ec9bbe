import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rewriteDurably } from './persons-files.ts';
import { codesOf, scratch, valueOf } from './scratch.fixture.ts';
import { readSettings, writeSettings } from './settings.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** `config/config.yaml` is a link to `dotfiles/writ.yaml`, as people have it who keep their settings in git. */
const linked = (): { readonly path: string; readonly target: string } => {
  const folder = scratch();
  for (const name of ['config', 'dotfiles']) mkdirSync(join(folder, name));
  const [path, target] = [join(folder, 'config/config.yaml'), join(folder, 'dotfiles/writ.yaml')];
  symlinkSync('../dotfiles/writ.yaml', path);
  return { path, target };
};

it('settings behind a link are written where they lie, and keep their mode whatever the umask', () => {
  const { path, target } = linked();
  for (const mode of [0o600, 0o664]) {
    writeFileSync(target, 'strictness: light\n');
    chmodSync(target, mode);
    valueOf(writeSettings(path, { strictness: 'strict' }));
    expect([readlinkSync(path), lstatSync(target).isFile(), modeOf(target)]).toEqual([
      '../dotfiles/writ.yaml',
      true,
      mode,
    ]);
    expect(valueOf(readSettings(target))).toEqual({ strictness: 'strict' });
    expect(readdirSync(join(target, '..'))).toEqual(['writ.yaml']);
  }
});

it('a link to a link, and one to a file that is not there yet, are followed to their end', () => {
  const { path, target } = linked();
  const first = join(path, '../first.yaml');
  symlinkSync(path, first);
  valueOf(rewriteDurably(first, 'a'));
  expect([readFileSync(target, 'utf8'), lstatSync(path).isSymbolicLink(), lstatSync(first).isSymbolicLink()]).toEqual(['a', true, true]); // prettier-ignore
});

it('what is not there is made, folders included, and what is no link keeps its mode, too', () => {
  const path = join(scratch(), 'deep/config.yaml');
  valueOf(rewriteDurably(path, 'a'));
  chmodSync(path, 0o600);
  valueOf(rewriteDurably(path, 'b'));
  expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['b', 0o600]);
});

it('a link that leads in a circle is told, and stays', () => {
  const path = join(scratch(), 'a');
  symlinkSync('a', path);
  expect(codesOf(rewriteDurably(path, 'x'))).toEqual(['input.unreadable']);
  expect(readlinkSync(path)).toBe('a');
});
