import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { createDurably, makeFolders, readIfThere, removeFolder, writeDurably } from './files.ts';
import { findProgram, runProgram } from './programs.ts';

/** Environment of ssh-keygen: the person's agent and the way to ask for a passphrase, and nothing else. */
const keygenEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    [
      'PATH',
      'HOME',
      'SSH_AUTH_SOCK',
      'SSH_ASKPASS',
      'SSH_ASKPASS_REQUIRE',
      'DISPLAY',
      'WAYLAND_DISPLAY',
      'SSH_SK_PROVIDER',
    ].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const keygen = async (args: readonly string[], stdin?: Uint8Array): Promise<Result<Uint8Array>> => {
  const end = await runProgram({
    argv: ['ssh-keygen', ...args],
    env: keygenEnvironment(),
    ...(stdin === undefined ? {} : { stdin }),
  });
  if (end.startError !== null) return fail('machine.ssh-keygen', `ssh-keygen could not be started: ${end.startError}`);
  if (end.exitCode !== 0)
    return fail('machine.key', `ssh-keygen refused: ${new TextDecoder().decode(end.stderr).trim().slice(0, 300)}`);
  return ok(end.stdout);
};

/** Whether a half of a key is there: with the public one alone, an agent has to hold the other. */
export const hasKey = (keyPath: string): boolean => existsSync(keyPath) || existsSync(`${keyPath}.pub`);

/**
 * Signs bytes with the person's SSH key (SSHSIG). ssh-keygen asks for a passphrase or a touch itself. Fails with
 * `machine.key` where the key is gone, or cannot be used without a person who is not there.
 *
 * @param keyPath the private key, or the public one where an agent holds the other
 */
export const signWithSshKey = async (
  keyPath: string,
  namespace: string,
  message: Uint8Array,
): Promise<Result<string>> => {
  if (!hasKey(keyPath)) return fail('machine.key', `there is no key at ${keyPath}`, { remedy: 'writ init --new-key' });
  const signed = await keygen(['-q', '-Y', 'sign', '-f', keyPath, '-n', namespace], message);
  if (signed.ok) return ok(new TextDecoder().decode(signed.value));
  const [{ code, message: says }] = signed.failures;
  const remedy = /doesn't match private/u.test(says)
    ? `ssh-keygen -y -f ${keyPath} > ${keyPath}.pub`
    : `ssh-add ${keyPath}, or: writ init --new-key`;
  return fail(code, says, { remedy });
};

/**
 * Makes an Ed25519 key without a passphrase at a path that must not exist yet. It is made aside and then takes its name
 * whole: of two who begin at once, one makes it, and nobody meets half a key, or the halves of two.
 */
export const createSshKey = async (keyPath: string, comment: string): Promise<Result<null>> => {
  makeFolders(dirname(keyPath), 0o700);
  const there = readIfThere(keyPath);
  if (!there.ok) return there;
  const taken = (): Result<never> => fail('usage.argument', `there is a key at ${keyPath} already`);
  if (there.value !== null) return taken();
  const aside = mkdtempSync(`${keyPath}-`);
  try {
    const key = join(aside, 'key');
    const made = await keygen(['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', key]);
    if (!made.ok) return made;
    const created = createDurably(keyPath, readFileSync(key), 0o600);
    if (!created.ok) return created;
    if (!created.value) return taken();
    const told = writeDurably(`${keyPath}.pub`, readFileSync(`${key}.pub`));
    return told.ok ? ok(null) : told;
  } finally {
    removeFolder(aside);
  }
};

/** The public half of a key, as its one authorized-key line: from the file beside it, or from the private half. */
export const publicKeyLine = async (keyPath: string): Promise<Result<string>> => {
  const read = readIfThere(keyPath.endsWith('.pub') ? keyPath : `${keyPath}.pub`, 65_536);
  if (!read.ok) return read;
  if (read.value !== null) return ok(new TextDecoder().decode(read.value).trim());
  if (!existsSync(keyPath))
    return fail('machine.key', `there is no key at ${keyPath}`, { remedy: 'writ init --new-key' });
  const derived = await keygen(['-y', '-f', keyPath]);
  return derived.ok ? ok(new TextDecoder().decode(derived.value).trim()) : derived;
};

/** Private keys of the person that have a public half beside them, best kinds first. */
export const personalKeys = (home: string): readonly string[] => {
  const folder = join(home, '.ssh');
  const order = ['id_ed25519_sk', 'id_ed25519', 'id_ecdsa_sk', 'id_ecdsa', 'id_rsa'];
  try {
    const names = readdirSync(folder);
    return order
      .filter((name) => names.includes(name) && names.includes(`${name}.pub`))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
};

/** The private key with which this machine's harness signs evidence; made at first use, readable by the person alone. */
export const harnessKey = (stateFolder: string): Result<string> => {
  const path = join(stateFolder, 'harness.pem');
  const there = readIfThere(path, 65_536);
  if (!there.ok) return there;
  if (there.value !== null) return ok(new TextDecoder().decode(there.value));
  const { privateKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  // Where two begin at once, the first key is the key of both.
  const written = createDurably(path, privateKey, 0o600);
  if (!written.ok) return written;
  chmodSync(stateFolder, 0o700);
  const kept = readIfThere(path, 65_536);
  if (!kept.ok) return kept;
  return kept.value === null
    ? fail('machine.storage', `${path} could not be written`)
    : ok(new TextDecoder().decode(kept.value));
};

/** Whether ssh-keygen is on this machine. */
export const hasKeygen = (): boolean => findProgram('ssh-keygen') !== null;
