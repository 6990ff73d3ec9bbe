import { resolve } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { readIfThere } from '#host';
import type { Trust } from '#signoff';
import { text, type Words } from '../words.ts';

const LARGEST_BYTES = 1024 * 1024;

/** Whom the file names that `--signers` gives; null where none was given. What reads it is only loaded for it. */
export const namedSigners = async (words: Words): Promise<Result<Trust | null>> => {
  const file = text(words, 'signers');
  if (file === undefined) return ok(null);
  const { parseTrust } = await import('#signoff');
  const read = readIfThere(resolve(file), LARGEST_BYTES);
  if (!read.ok) return read;
  if (read.value === null) return fail('usage.unknown', `there is no file ${file}`);
  return parseTrust(
    { allowedSigners: new TextDecoder().decode(read.value), revokedKeys: '' },
    { allowedSigners: file, revokedKeys: 'revoked_keys' },
  );
};
