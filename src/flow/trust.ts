import type { Result } from '#failure';
import { allowedSignersPath, readIfThere, revokedKeysPath, type PersonFolders } from '#host';
import { parseTrust, type Trust } from '#signoff';

/** The list of trusted signers, as the person keeps it outside every repository. */
export const readTrust = (folders: PersonFolders): Result<Trust> => {
  const allowed = readIfThere(allowedSignersPath(folders), 1024 * 1024);
  if (!allowed.ok) return allowed;
  const revoked = readIfThere(revokedKeysPath(folders), 1024 * 1024);
  if (!revoked.ok) return revoked;
  const text = (bytes: Uint8Array | null): string => new TextDecoder().decode(bytes ?? new Uint8Array());
  return parseTrust(
    { allowedSigners: text(allowed.value), revokedKeys: text(revoked.value) },
    { allowedSigners: allowedSignersPath(folders), revokedKeys: revokedKeysPath(folders) },
  );
};
