import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { codesOf, scratch, valueOf, write } from '../host/scratch.fixture.ts';
import { cargoFor } from './cargo.ts';

const root = scratch();
afterEach(() => vi.unstubAllEnvs());

/** A Rust on the PATH whose compiler notes that it was started. */
const rust = () => {
  const at = mkdtempSync(join(root, 'rust-'));
  write(at, {
    'bin/cargo': '#!/bin/sh\n',
    'bin/rustc': `#!/bin/sh\ntouch ${at}/started\necho ${at}\n`,
  });
  for (const name of ['cargo', 'rustc']) chmodSync(join(at, 'bin', name), 0o755);
  vi.stubEnv('PATH', `${join(at, 'bin')}:/usr/bin:/bin`);
  return { at, started: (): boolean => existsSync(join(at, 'started')) };
};
const repository = (files: Readonly<Record<string, string>>): string => {
  const at = mkdtempSync(join(root, 'work-'));
  write(at, files);
  return at;
};

it.each<readonly [name: string, text: string]>([
  ['rust-toolchain.toml', '[toolchain]\npath = "/home/me/work/tools/rust"\n'],
  ['rust-toolchain.toml', 'toolchain = { channel = "stable", path = "tools" }\n'],
  ['rust-toolchain', '/home/me/work/tools/rust\n'],
])('a compiler that %s names by its place is not started to be asked', async (name, text) => {
  const { started } = rust();
  expect(codesOf(await cargoFor(repository({ [name]: text })))).toEqual(['machine.program']);
  expect(started()).toBe(false);
});

it.each<readonly [name: string, text: string]>([
  ['rust-toolchain.toml', '# path = "x"\n[toolchain]\nchannel = "1.80"\n'],
  ['rust-toolchain', 'stable\n'],
])('a version that %s names is asked for', async (name, text) => {
  const { at, started } = rust();
  expect(valueOf(await cargoFor(repository({ [name]: text }))).program).toBe(join(at, 'bin/cargo'));
  expect(started()).toBe(true);
});
