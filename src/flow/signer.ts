import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import {
  allowedSignersPath,
  createSshKey,
  hasKey,
  publicKeyLine,
  readIfThere,
  readSettings,
  revokedKeysPath,
  rewriteDurably,
  settingsPath,
  signWithSshKey,
  writeSettings,
  type PersonFolders,
} from '#host';
import {
  allowedSignerLine,
  armorToBlob,
  mayUse,
  namespaceOf,
  parsePublicKeyLine,
  parseTrust,
  SIGNER_NAME,
  STATEMENT_KINDS,
  verifySshSig,
  type Trust,
} from '#signoff';
import { byTurns } from './by-turns.ts';
import { personLock } from './places.ts';
import { readTrust } from './trust.ts';

/** A signer to be set up. `key` null: one of its own is made. */
export type NewSigner = { readonly name: string; readonly key: string | null };

/** Where Writ's own signing key lies, if it makes one. */
export const ownKeyPath = (folders: PersonFolders): string => join(folders.config, 'id_ed25519');

/** A signature under it says that a key can be used, and nothing else. */
const TRIAL = 'writ.trial.v1';

/** Whether a name is trusted to sign everything that there is with a key; a line that covers less is not enough. */
const isCovered = ({ signers }: Trust, name: string, fingerprint: string): boolean =>
  signers.some(
    (signer) =>
      signer.names.includes(name) &&
      signer.fingerprint === fingerprint &&
      STATEMENT_KINDS.every((kind) => mayUse(signer, namespaceOf(kind))),
  );

const fingerprintAt = async (
  path: string,
): Promise<Result<{ readonly line: string; readonly fingerprint: string }>> => {
  const line = await publicKeyLine(path);
  if (!line.ok) return line;
  const parsed = parsePublicKeyLine(line.value);
  return parsed.ok ? ok({ line: line.value, fingerprint: parsed.value.key.fingerprint }) : parsed;
};

/** Refuses a key that nobody would believe any more, whatever it is trusted with. */
const refuseRevoked = (
  { revoked }: Trust,
  { name, fingerprint }: { readonly name: string; readonly fingerprint: string },
  folders: PersonFolders,
): Result<null> =>
  revoked.includes(fingerprint)
    ? fail('signature.revoked', `the key ${fingerprint} of ${name} is revoked in ${revokedKeysPath(folders)}`, {
        remedy: `writ init --name ${name} --key PATH, with another key (ssh-keygen -t ed25519 -f PATH makes one)`,
      })
    : ok(null);

/** Signs something with a key and looks whose signature it is: what cannot sign is trusted with nothing. */
const tryOut = async (path: string, fingerprint: string): Promise<Result<null>> => {
  const message = new TextEncoder().encode('Whoever reads this knows that the key can be used.\n');
  const armored = await signWithSshKey(path, TRIAL, message);
  if (!armored.ok) return armored;
  const blob = armorToBlob(armored.value);
  if (!blob.ok) return blob;
  const signed = verifySshSig({ blob: blob.value, message, namespace: TRIAL });
  if (!signed.ok) return signed;
  return signed.value.fingerprint === fingerprint
    ? ok(null)
    : fail('machine.key', `${path}.pub is not the public half of ${path}`, {
        remedy: `ssh-keygen -y -f ${path} > ${path}.pub`,
      });
};

/**
 * Whether the signer that the settings name can be believed: the key is there, and the list of trusted signers has it
 * under that name for everything. Fails with `machine.key`, `signature.revoked` or `signature.untrusted`; the key itself is
 * not used.
 */
export const signerStands = async (
  folders: PersonFolders,
  { name, key }: { readonly name: string; readonly key: string },
): Promise<Result<null>> => {
  if (!hasKey(key)) return fail('machine.key', `there is no key at ${key}`, { remedy: 'writ init --new-key' });
  const trust = readTrust(folders);
  if (!trust.ok) return trust;
  const own = await fingerprintAt(key);
  if (!own.ok) return own;
  const valid = refuseRevoked(trust.value, { name, fingerprint: own.value.fingerprint }, folders);
  if (!valid.ok) return valid;
  return isCovered(trust.value, name, own.value.fingerprint)
    ? ok(null)
    : fail('signature.untrusted', `${allowedSignersPath(folders)} does not trust ${name} with this key in everything`, {
        remedy: `writ init --name ${name}`,
      });
};

/**
 * Makes a person the signer of this machine: a key, a line in the list of trusted signers, and the setting that names
 * both. What is there already stays, and where the key cannot sign, nothing is written down.
 */
export const setUpSigner = async (
  folders: PersonFolders,
  { name, key }: NewSigner,
): Promise<Result<{ readonly name: string; readonly key: string; readonly made: boolean }>> => {
  if (!SIGNER_NAME.test(name))
    return fail('usage.argument', `“${name}” cannot be a signer's name`, {
      remedy: 'use lower-case letters, digits, dots and dashes; begin with a letter, do not end with a digit',
    });
  const settings = readSettings(settingsPath(folders));
  if (!settings.ok) return settings;
  const trust = readTrust(folders);
  if (!trust.ok) return trust;
  const path = key ?? ownKeyPath(folders);
  const made = key === null ? await byTurns(personLock(folders), () => makeKey(path, `${name}@writ`)) : ok(false);
  if (!made.ok) return made;
  const own = await fingerprintAt(path);
  if (!own.ok) return own;
  const { line, fingerprint } = own.value;
  const valid = refuseRevoked(trust.value, { name, fingerprint }, folders);
  if (!valid.ok) return valid;
  // A person may be asked for a word or a touch here: nobody else waits for that.
  const tried = await tryOut(path, fingerprint);
  if (!tried.ok) return tried;
  const written = await byTurns(personLock(folders), async () =>
    writeDown(folders, {
      name,
      path,
      fingerprint,
      line: allowedSignerLine({ name, publicKey: line, kinds: STATEMENT_KINDS }),
    }),
  );
  return written.ok ? ok({ name, key: path, made: made.value }) : written;
};

/** Makes a key where there is none; says whether it was made. */
const makeKey = async (path: string, comment: string): Promise<Result<boolean>> => {
  const there = readIfThere(path, 65_536);
  if (!there.ok) return there;
  if (there.value !== null) return ok(false);
  const created = await createSshKey(path, comment);
  return created.ok ? ok(true) : created;
};

/** Adds the line of a signer to the list of those trusted, where it is missing, and names the signer in the settings. */
const writeDown = (
  folders: PersonFolders,
  { name, path, fingerprint, line }: Record<'name' | 'path' | 'fingerprint' | 'line', string>,
): Result<null> => {
  const settings = readSettings(settingsPath(folders));
  if (!settings.ok) return settings;
  const trust = readTrust(folders);
  if (!trust.ok) return trust;
  const { allowedSigners: allowed, revokedKeys } = trust.value;
  const text = `${allowed === '' || allowed.endsWith('\n') ? allowed : `${allowed}\n`}${line}\n`;
  const parsed = parseTrust({ allowedSigners: text, revokedKeys });
  if (!parsed.ok) return parsed;
  if (!isCovered(trust.value, name, fingerprint)) {
    const written = rewriteDurably(allowedSignersPath(folders), text);
    if (!written.ok) return written;
  }
  return writeSettings(settingsPath(folders), { ...settings.value, signer: { name, key: path } });
};
