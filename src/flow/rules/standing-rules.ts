import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { blobsOf, readIfThere, SETTINGS_LIMIT_BYTES, stagedBlob, type Repository } from '#host';
import { parseRulebook, RULES_FILE, shippedRulebook, type Rulebook } from '#rules';

const parsed = (bytes: Uint8Array | null): Result<Rulebook> => {
  if (bytes === null) return ok(shippedRulebook());
  try {
    return parseRulebook(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fail('config.invalid', `${RULES_FILE} is not UTF-8 text`);
  }
};

/** The rulebook as the checkout has it: what is shipped, with what the repository says over it. */
export const rulesOfCheckout = (repository: Repository): Result<Rulebook> => {
  const bytes = readIfThere(join(repository.root, RULES_FILE), SETTINGS_LIMIT_BYTES);
  return bytes.ok ? parsed(bytes.value) : bytes;
};

/** The rulebook as it is staged. */
export const rulesOfIndex = async (repository: Repository): Promise<Result<Rulebook>> => {
  const blob = await stagedBlob(repository, RULES_FILE);
  if (!blob.ok) return blob;
  if (blob.value === null) return parsed(null);
  const bytes = await blobsOf({ gitDir: repository.commonDir, objects: repository.objects }, [blob.value]);
  return bytes.ok ? parsed(bytes.value.get(blob.value) ?? new Uint8Array()) : bytes;
};
