import { expect, test } from 'vitest';
import { namespaceRemedy } from './namespaces.ts';

const on = (machine: Readonly<Record<string, string>>): string => namespaceRemedy((path) => machine[path] ?? null);
const APPARMOR = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';

test.each([
  ['Ubuntu 24.04', { [APPARMOR]: '1' }, /^sudo sysctl -w kernel\.apparmor_restrict_unprivileged_userns=0/u],
  ['Ubuntu 24.04, allowed', { [APPARMOR]: '0' }, /^allow user namespaces/u],
  ['a hardened kernel', { '/proc/sys/kernel/unprivileged_userns_clone': '0' }, /userns_clone=1$/u],
  ['no namespace left', { '/proc/sys/user/max_user_namespaces': '0' }, /max_user_namespaces=15000$/u],
  ['a container', { '/.dockerenv': '' }, /^start the container with --security-opt seccomp=unconfined$/u],
  [
    'a container there',
    { '/run/.containerenv': '', [APPARMOR]: '1' },
    /^on the host of this container: sudo .*; start/u,
  ],
  ['anything else', {}, /^allow user namespaces/u],
])('where no jail can be made on %s, it is said what allows one', (_, machine, says) => {
  expect(on(machine)).toMatch(says);
});
