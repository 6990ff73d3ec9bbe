import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSshKey, harnessKey, personalKeys, publicKeyLine, signWithSshKey } from './keys.ts';
import { isAlive, thisProcess } from './process-identity.ts';
import { codesOf, scratch, valueOf, write } from './scratch.fixture.ts';

const root = scratch();
const folder = (): string => mkdtempSync(join(root, 'k-'));

it('makes a key, and signs what ssh-keygen verifies for that purpose and no other', async () => {
  const at = folder();
  const key = join(at, 'new/id');
  valueOf(await createSshKey(key, 'ada'));
  const message = new TextEncoder().encode('the bytes');
  const signature = valueOf(await signWithSshKey(key, 'writ.test.v1', message));
  write(at, { sig: signature, message: 'the bytes', allowed: `ada ${valueOf(await publicKeyLine(key))}\n` });
  const verify = (namespace: string): string =>
    execFileSync('/bin/sh', ['-c', `ssh-keygen -Y verify -f allowed -I ada -n ${namespace} -s sig <message || true`], {
      cwd: at,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  expect(verify('writ.test.v1')).toContain('Good');
  expect(verify('writ.other.v1')).not.toContain('Good');
  expect(statSync(key).mode & 0o777).toBe(0o600);
});

it('never writes over a key, and says where there is none', async () => {
  const at = folder();
  write(at, { id: 'mine' });
  expect(codesOf(await createSshKey(join(at, 'id'), 'x'))).toEqual(['usage.argument']);
  expect(readFileSync(join(at, 'id'), 'utf8')).toBe('mine');
  expect(codesOf(await signWithSshKey(join(at, 'none'), 'n', new Uint8Array()))).toEqual(['machine.key']);
  expect(codesOf(await publicKeyLine(join(at, 'none')))).toEqual(['machine.key']);
});

it('lists the keys of a person that have both halves, best first', () => {
  const at = folder();
  write(at, {
    '.ssh/id_rsa': '',
    '.ssh/id_rsa.pub': '',
    '.ssh/id_ed25519': '',
    '.ssh/id_ed25519.pub': '',
    '.ssh/id_ecdsa': '',
  });
  expect(personalKeys(at)).toEqual([join(at, '.ssh/id_ed25519'), join(at, '.ssh/id_rsa')]);
  expect(personalKeys(join(at, 'none'))).toEqual([]);
});

it('keeps one harness key, readable by the person alone', () => {
  const state = join(folder(), 'state');
  const first = valueOf(harnessKey(state));
  expect(first).toMatch(/^-----BEGIN PRIVATE KEY-----\n/u);
  expect(valueOf(harnessKey(state))).toBe(first);
  expect([statSync(state).mode & 0o777, statSync(join(state, 'harness.pem')).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(readdirSync(state)).toEqual(['harness.pem']);
});

it('gives several processes that begin at once the same harness key', async () => {
  const state = join(folder(), 'state');
  const program = `const { harnessKey } = await import('${join(import.meta.dirname, 'keys.ts')}');
    while (Date.now() < Number(process.argv[1])) {}
    const key = harnessKey('${state}'); console.log(key.ok ? key.value : key.failures[0].message);`;
  const start = String(Date.now() + 1500);
  const one = (): Promise<string> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, ['--conditions=source', '--input-type=module', '-e', program, start]);
      let text = '';
      child.stdout.on('data', (bytes) => (text += String(bytes)));
      child.on('close', () => resolve(text));
    });
  const keys = await Promise.all([one(), one(), one(), one()]);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toContain('BEGIN PRIVATE KEY');
});

it('knows a process by its id and its start', async () => {
  const child = spawn('sleep', ['30']);
  const { pid = 0 } = child;
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(' ');
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  const identity = { pid, startedAt: `${boot} ${fields[21] ?? ''}` };
  expect([isAlive(thisProcess()), isAlive(identity), isAlive({ ...identity, startedAt: `${boot} 1` })]).toEqual([
    true,
    true,
    false,
  ]);
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.kill('SIGKILL');
  await ended;
  expect([isAlive(identity), isAlive({ pid: 2 ** 22 + 1, startedAt: '' })]).toEqual([false, false]);
});
