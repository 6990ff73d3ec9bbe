import { z } from 'zod';
import { canonicalJson, sha256 } from '#contract';
import { fail, ok, type Failure, type FailureCode, type Result } from '#failure';
import { historyOf, identityOf, now, type Repository } from '#host';
import { KNOWN_FILE, type KnownList } from '#rules';
import { verifyStatement, type KnownViolations, type Trust } from '#signoff';

const violation = z.strictObject({
  rule: z.string().min(1),
  path: z.string().min(1),
  line: z.string().regex(/^[0-9a-f]{64}$/u),
  times: z.int().min(1),
});
const schema = z.strictObject({ writ: z.literal(1), violations: z.array(violation), signed: z.string() });

/** The list as it lies in the file: to be read by people, with the signature over its digest. */
export const knownFileText = (violations: KnownList, envelope: Uint8Array): string =>
  `${JSON.stringify({ writ: 1, violations, signed: Buffer.from(envelope).toString('base64') }, null, 2)}\n`;

const unsigned = (message: string): ReturnType<typeof fail> => fail('rule.known', `${KNOWN_FILE} ${message}`);

/** Nothing that is signed anew helps against these. */
const NOT_MENDED: readonly FailureCode[] = ['signature.untrusted', 'signature.future'];

/** Whom to trust is for whoever scans to say; against everything else it helps to sign the list anew. */
const unproven = ([first, ...more]: readonly [Failure, ...Failure[]]): Result<never> => {
  const again = (one: Failure): Failure =>
    NOT_MENDED.includes(one.code)
      ? one
      : { ...one, message: `${KNOWN_FILE}: ${one.message}`, remedy: 'writ rules record' };
  return { ok: false, failures: [again(first), ...more.map(again)] };
};

/** A list is signed for the first commits of a repository, and these are not known everywhere. */
const refuseWithoutHistory = async (repository: Repository): Promise<Result<null>> => {
  const history = await historyOf(repository);
  if (!history.ok || history.value === 'whole') return history.ok ? ok(null) : history;
  return history.value === 'shallow'
    ? fail('repository.shallow', `this clone is shallow, so nothing says that ${KNOWN_FILE} is about it`)
    : fail('rule.known', `${KNOWN_FILE} is about another repository: this branch has no commit yet`, {
        remedy: `git rm -f ${KNOWN_FILE}, and after the first commit: writ rules record`,
      });
};

/** The list, where somebody who is trusted has signed exactly it, for this repository, and it has not run out. */
export const verifiedKnown = async (repository: Repository, text: string, trust: Trust): Promise<Result<KnownList>> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('config.invalid', `${KNOWN_FILE} is not JSON`, { remedy: 'writ rules record' });
  }
  const file = schema.safeParse(json);
  if (!file.success)
    return fail('config.invalid', `${KNOWN_FILE} is not what Writ writes`, { remedy: 'writ rules record' });
  const { violations } = file.data;
  const signed = verifyStatement('known', Buffer.from(file.data.signed, 'base64'), trust, now());
  if (!signed.ok) return unproven(signed.failures);
  const { statement } = signed.value;
  if (statement.violations !== sha256(canonicalJson(violations))) return unsigned('holds another list than was signed');
  const held = await refuseWithoutHistory(repository);
  if (!held.ok) return held;
  const identity = await identityOf(repository, repository.head);
  if (!identity.ok) return identity;
  return canonicalJson(identity.value.roots) === canonicalJson(statement.repository.roots)
    ? ok(violations)
    : unsigned('is about another repository');
};

/** What is signed over a list. */
export const knownFields = (violations: KnownList): Pick<KnownViolations, 'kind' | 'violations' | 'count'> => ({
  kind: 'known',
  violations: sha256(canonicalJson(violations)),
  count: violations.reduce((sum, { times }) => sum + times, 0),
});
