import type { Result } from '#failure';
import { allowedSignersPath, readIfThere, revokedKeysPath, type PersonFolders } from '#host';
import { parseTrust, type Trust } from '#signoff';

/** A mark at the beginning of a file is part of its first name for ssh-keygen, and so it is here. */
const SAME = new TextDecoder('utf-8', { ignoreBOM: true });

/** The list of trusted signers, as the person keeps it outside every repository. */
export const readTrust = (folders: PersonFolders): Result<Trust> => {
  const allowed = readIfThere(allowedSignersPath(folders), 1024 * 1024);
  if (!allowed.ok) return allowed;
  const revoked = readIfThere(revokedKeysPath(folders), 1024 * 1024);
  if (!revoked.ok) return revoked;
  const text = (bytes: Uint8Array | null): string => SAME.decode(bytes ?? new Uint8Array());
  return parseTrust(
    { allowedSigners: text(allowed.value), revokedKeys: text(revoked.value) },
    { allowedSigners: allowedSignersPath(folders), revokedKeys: revokedKeysPath(folders) },
  );
};
