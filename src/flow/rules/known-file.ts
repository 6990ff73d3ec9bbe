import { z } from 'zod';
import { canonicalJson, sha256 } from '#contract';
import { fail, ok, type Result } from '#failure';
import { identityOf, now, readIfThere, type Repository } from '#host';
import { parseKnown, type KnownList } from '#rules';
import { verifyStatement, type KnownViolations, type Trust } from '#signoff';
import { join } from 'node:path';

/** Where a repository keeps the violations it started from. */
export const KNOWN_FILE = '.writ/known-violations.json';

const schema = z.strictObject({ writ: z.literal(1), violations: z.unknown(), signed: z.string() });

/** The list as it lies in the file: to be read by people, with the signature over its digest. */
export const knownFileText = (violations: KnownList, envelope: Uint8Array): string =>
  `${JSON.stringify({ writ: 1, violations, signed: Buffer.from(envelope).toString('base64') }, null, 2)}\n`;

const unsigned = (message: string): ReturnType<typeof fail> => fail('rule.known', `${KNOWN_FILE} ${message}`);

/** The list, where somebody who is trusted has signed exactly it, for this repository, and it has not run out. */
const verified = async (repository: Repository, text: string, trust: Trust): Promise<Result<KnownList>> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('config.invalid', `${KNOWN_FILE} is not JSON`, { remedy: 'writ rules record' });
  }
  const file = schema.safeParse(json);
  if (!file.success)
    return fail('config.invalid', `${KNOWN_FILE} is not what Writ writes`, { remedy: 'writ rules record' });
  const violations = parseKnown(file.data.violations, KNOWN_FILE);
  if (!violations.ok) return violations;
  const signed = verifyStatement('known', Buffer.from(file.data.signed, 'base64'), trust, now());
  if (!signed.ok) return signed;
  const { statement } = signed.value;
  if (statement.violations !== sha256(canonicalJson(violations.value)))
    return unsigned('holds another list than was signed');
  const identity = await identityOf(repository, repository.head);
  if (!identity.ok) return identity;
  return canonicalJson(identity.value.roots) === canonicalJson(statement.repository.roots)
    ? violations
    : unsigned('is about another repository');
};

/** The violations that are known in a repository; an empty list where nothing was recorded. */
export const readKnown = async (repository: Repository, trust: Trust): Promise<Result<KnownList>> => {
  const bytes = readIfThere(join(repository.root, KNOWN_FILE));
  if (!bytes.ok) return bytes;
  return bytes.value === null ? ok([]) : verified(repository, new TextDecoder().decode(bytes.value), trust);
};

/** What is signed over a list. */
export const knownFields = (violations: KnownList): Pick<KnownViolations, 'kind' | 'violations' | 'count'> => ({
  kind: 'known',
  violations: sha256(canonicalJson(violations)),
  count: violations.reduce((sum, { times }) => sum + times, 0),
});
