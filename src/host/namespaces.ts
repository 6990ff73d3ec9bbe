import { existsSync, readFileSync } from 'node:fs';

/** What a file says in its one line; null where it is not there. */
type Ask = (path: string) => string | null;

const askMachine: Ask = (path) => {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
  } catch {
    return null;
  }
};

/**
 * What to do where bubblewrap is here and can make no jail: what of this machine keeps programs from making namespaces.
 * Ubuntu does since 24.04, hardened kernels do, and so do containers by the filter they are started with.
 */
export const namespaceRemedy = (ask: Ask = askMachine): string => {
  const isContainer = ask('/.dockerenv') !== null || ask('/run/.containerenv') !== null;
  const remedies = [
    ...(ask('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1'
      ? ['sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile for bwrap']
      : []),
    ...(ask('/proc/sys/kernel/unprivileged_userns_clone') === '0'
      ? ['sudo sysctl -w kernel.unprivileged_userns_clone=1']
      : []),
    ...(ask('/proc/sys/user/max_user_namespaces') === '0' ? ['sudo sysctl -w user.max_user_namespaces=15000'] : []),
  ];
  const outside = isContainer ? remedies.map((remedy) => `on the host of this container: ${remedy}`) : remedies;
  const started = isContainer ? ['start the container with --security-opt seccomp=unconfined'] : [];
  const all = [...outside, ...started];
  return all.length === 0 ? 'allow user namespaces on this machine; what bwrap says is above' : all.join('; ');
};
