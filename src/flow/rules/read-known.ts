import { join } from 'node:path';
import { ok, type Result } from '#failure';
import { personFolders, readIfThere, type Repository } from '#host';
import { KNOWN_FILE, type KnownList } from '#rules';
import type { Trust } from '#signoff';

/**
 * The violations that are known in a repository; an empty list where nothing was recorded. What reads a record is only
 * loaded where there is one.
 *
 * @param trust who may have signed it; null: whom the person trusts
 */
export const readKnown = async (repository: Repository, trust: Trust | null): Promise<Result<KnownList>> => {
  const bytes = readIfThere(join(repository.root, KNOWN_FILE));
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return ok([]);
  const [{ verifiedKnown }, { readTrust }] = await Promise.all([import('./known-file.ts'), import('../trust.ts')]);
  const trusted = trust === null ? readTrust(personFolders()) : ok(trust);
  return trusted.ok ? verifiedKnown(repository, new TextDecoder().decode(bytes.value), trusted.value) : trusted;
};
