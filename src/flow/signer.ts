import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import {
  allowedSignersPath,
  createSshKey,
  publicKeyLine,
  readIfThere,
  readSettings,
  rewriteDurably,
  settingsPath,
  writeSettings,
  type PersonFolders,
} from '#host';
import { allowedSignerLine, mayUse, namespaceOf, parseTrust, SIGNER_NAME, STATEMENT_KINDS } from '#signoff';
import { readTrust } from './trust.ts';

/** A signer to be set up. `key` null: one of its own is made. */
export type NewSigner = { readonly name: string; readonly key: string | null };

/** Where Writ's own signing key lies, if it makes one. */
export const ownKeyPath = (folders: PersonFolders): string => join(folders.config, 'id_ed25519');

/**
 * Makes a person the signer of this machine: a key, a line in the list of trusted signers, and the setting that names
 * both. What is there already stays.
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
  const there = readIfThere(path, 65_536);
  if (!there.ok) return there;
  const made = key === null && there.value === null;
  if (made) {
    const created = await createSshKey(path, `${name}@writ`);
    if (!created.ok) return created;
  }
  const line = publicKeyLine(path);
  if (!line.ok) return line;
  const allowed = trust.value.allowedSigners;
  const text = `${allowed === '' || allowed.endsWith('\n') ? allowed : `${allowed}\n`}${allowedSignerLine({ name, publicKey: line.value, kinds: STATEMENT_KINDS })}\n`;
  const parsed = parseTrust({ allowedSigners: text, revokedKeys: trust.value.revokedKeys });
  if (!parsed.ok) return parsed;
  const fingerprint = parsed.value.signers.at(-1)?.fingerprint;
  // A line of before that covers fewer kinds of statement is not enough.
  const covered = trust.value.signers.some(
    (signer) =>
      signer.names.includes(name) &&
      signer.fingerprint === fingerprint &&
      STATEMENT_KINDS.every((kind) => mayUse(signer, namespaceOf(kind))),
  );
  if (!covered) {
    const written = rewriteDurably(allowedSignersPath(folders), text);
    if (!written.ok) return written;
  }
  const saved = writeSettings(settingsPath(folders), { ...settings.value, signer: { name, key: path } });
  return saved.ok ? ok({ name, key: path, made }) : saved;
};
