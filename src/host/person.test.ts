import { afterEach, expect, test, vi } from 'vitest';
import { personFolders } from './person.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['/elsewhere', '/elsewhere/writ'],
  ['', '/home/ada/.config/writ'],
  ['relative', '/home/ada/.config/writ'],
])('XDG_CONFIG_HOME=%s keeps settings and keys in %s', (variable, config) => {
  vi.stubEnv('HOME', '/home/ada');
  vi.stubEnv('XDG_CONFIG_HOME', variable);
  expect(personFolders().config).toBe(config);
});
