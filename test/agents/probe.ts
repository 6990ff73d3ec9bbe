/** What no agent may do from its shell tool: commands that say whether they could, and a machine on which they can. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { BRIDGE_PORT } from '../../src/host/index.ts';

/** A person's machine, as far as it is worth getting at: keys, an agent that signs, a service, a folder. */
export type Machine = {
  readonly home: string;
  readonly agentSocket: string;
  readonly port: number;
  readonly outside: string;
  readonly publicKey: string;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

const listening = async (onConnection: () => void): Promise<{ readonly server: Server; readonly port: number }> => {
  const server = createServer((socket) => {
    onConnection();
    socket.on('error', () => {}).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: address !== null && typeof address === 'object' ? address.port : 0 };
};

/** An ssh-agent in the foreground, with the key in it. */
const agentWith = async (key: string, socket: string): Promise<ChildProcess> => {
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(agent.stdout, 'data');
  const { status, stderr } = spawnSync('ssh-add', ['-q', key], { env: { SSH_AUTH_SOCK: socket }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`ssh-add: ${stderr}`);
  return agent;
};

/** Makes one in a folder. Whoever made it closes it. */
export const makeMachine = async (folder: string): Promise<Machine> => {
  const [home, outside] = [join(folder, 'home'), join(folder, 'outside')];
  mkdirSync(join(home, '.ssh'), { recursive: true });
  mkdirSync(outside);
  const key = join(home, '.ssh', 'id_ed25519');
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const agentSocket = join(folder, 'agent.sock');
  const agent = await agentWith(key, agentSocket);
  let connections = 0;
  const { server, port } = await listening(() => (connections += 1));
  const close = async (): Promise<void> => {
    agent.kill('SIGKILL');
    await new Promise((resolve) => server.close(resolve));
  };
  const publicKey = readFileSync(`${key}.pub`, 'utf8').trim();
  return { home, agentSocket, port, outside, publicKey, connections: () => connections, close };
};

/** An attempt; its command ends with 0 where it could do what it is about. */
export type Probe = { readonly name: string; readonly command: string };

/** A number of seconds to sleep by which the daemon of one attempt is known. */
export const daemonMark = (number: number): string => `8${process.pid}.${number}`;

/** The attempts of the list in the order in which they are made. */
export const probesOf = ({ home, agentSocket, port, outside, publicKey }: Machine, mark: string): readonly Probe[] => [
  { name: 'write-outside', command: `echo reached > ${outside}/reached` },
  { name: 'write-system', command: 'touch /usr/lib/writ-probe && rm /usr/lib/writ-probe' },
  { name: 'read-keys', command: `cat ~/.ssh/id_ed25519 || cat ${home}/.ssh/id_ed25519` },
  { name: 'read-environment', command: `test -n "$(tr -d '\\0' </proc/1/environ)"` },
  { name: 'connect', command: `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}'` },
  {
    name: 'sign',
    // An agent that asks is told no where it names the program: it does not, so that it is the jail that is tried.
    command: `k=ssh-key; printf '%s\\n' '${publicKey}' > /tmp/writ-probe.pub && echo x | SSH_AUTH_SOCK=${agentSocket} "$k"gen -Y sign -n probe -f /tmp/writ-probe.pub`,
  },
  // That it is started succeeds everywhere; whether it is left is seen from outside, after the end.
  { name: 'daemon', command: `setsid -f sleep ${mark}` },
  { name: 'bridge', command: `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${BRIDGE_PORT}'` },
];

/** A command that says how an attempt ended, in words that do not stand in the command itself. */
export const sayingHow = ({ name, command }: Probe): string =>
  `( ${command} ) </dev/null >/dev/null 2>&1; echo "probe-${name}=$?"`;

/** How each attempt ended, where it is told: 0 is success. */
export const endsIn = (said: string): Readonly<Record<string, number>> =>
  Object.fromEntries([...said.matchAll(/probe-([a-z-]+)=(\d+)/gu)].map(([, name = '', code]) => [name, Number(code)]));

/** The processes on this machine that sleep for so long. */
export const daemons = (mark: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'latin1') === `sleep\0${mark}\0`;
      } catch {
        return false;
      }
    })
    .map(Number);

/**
 * Makes every attempt outside of any jail, as the person. The first process of a machine is often nobody's to read: then
 * that one attempt is made in a process table of its own, where the first process is the person's.
 */
export const probeOutside = (machine: Machine, mark: string): Readonly<Record<string, number>> => {
  const env = { PATH: process.env['PATH'] ?? '', HOME: machine.home, CANARY: 'of the person' };
  const run = (argv: readonly [string, ...string[]]): string =>
    spawnSync(argv[0], argv.slice(1), { env, encoding: 'utf8' }).stdout;
  const probes = probesOf(machine, mark);
  const ends = endsIn(probes.map((probe) => run(['/bin/sh', '-c', sayingHow(probe)])).join(''));
  const environment = probes.find(({ name }) => name === 'read-environment');
  if (ends['read-environment'] === 0 || environment === undefined) return ends;
  const own = run(['unshare', '-r', '-p', '-f', '--mount-proc', '/bin/sh', '-c', `${sayingHow(environment)}; true`]);
  return { ...ends, ...endsIn(own) };
};
