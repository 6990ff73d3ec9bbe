import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from '#contract';
import { ok, type Result } from '#failure';
import { fileAt } from '#host';
import { RULES_FILE } from '#rules';
import { verifyStatement } from '#signoff';
import type { Attempt } from './attempt.ts';
import { briefOf, type Brief, type CitedText } from './brief.ts';

type Place = Pick<Attempt, 'order' | 'repository' | 'store'>;

/** The texts that the contract cites. Loaded only where it cites something: reading specs takes more than a run does. */
const citedBy = async ({ order: { contract, base }, store }: Place): Promise<Result<readonly CitedText[]>> => {
  const cites = [...new Set([...contract.cites, ...contract.done.flatMap((item) => item.cites)])];
  if (cites.length === 0) return ok([]);
  const { citedTexts } = await import('./cited-texts.ts');
  return citedTexts(store, base, cites);
};

/** The rules that hold where something may be changed, as the result will be held to them. */
const rulesFor = async ({ order, repository }: Place): Promise<Result<readonly string[]>> => {
  const { contract, base, start } = order;
  // The checkout is clean. Where it stands at the base, a look at it tells what git would take ten times as long to say.
  const isAbsent = start.freshness.start.head === base && !existsSync(join(repository.root, RULES_FILE));
  const text = isAbsent ? ok(null) : await fileAt(repository, base, RULES_FILE);
  if (!text.ok) return text;
  if (text.value === null && contract.strictness === 'light') return ok([]);
  const { rulesWithin } = await import('./rules-within.ts');
  return ok(rulesWithin(text.value, contract.paths.allow));
};

const OLD_DAYS = 5;

/** Where a contract stands that was approved long ago: whoever reads it now was not there (S3-R78). */
const standingOf = ({ attempt, contract, base, findings, start }: Attempt['order']): string | null => {
  const verified = verifyStatement('contract', start.approval, start.trust, start.at);
  const days = verified.ok ? Math.floor((Date.parse(start.at) - Date.parse(verified.value.statement.at)) / DAY_MS) : 0;
  if (days < OLD_DAYS) return null;
  const { moved } = start.freshness;
  return [
    moved === undefined
      ? `This contract was approved ${days} days ago, at ${base.slice(0, 12)}, and its branch still stands there.`
      : `This contract was approved ${days} days ago, at ${moved.approved.slice(0, 12)}. Its branch has gone on since, and this attempt begins at ${base.slice(0, 12)}.`,
    `This is attempt ${attempt} of ${contract.attempts}.`,
    findings.length === 0
      ? 'Nothing was found against an attempt before.'
      : `${findings.length} things were found against the last one.`,
  ].join(' ');
};

/** Puts together what the agent of an attempt is told: from the contract, from the base, and from what was found before. */
export const gatherBrief = async (attempt: Attempt): Promise<Result<Brief>> => {
  const { order, backend } = attempt;
  const [cited, rules] = await Promise.all([citedBy(attempt), rulesFor(attempt)]);
  if (!cited.ok) return cited;
  if (!rules.ok) return rules;
  const { findings } = order;
  const { coverage = {} } = order.start.freshness;
  const standing = standingOf(order);
  return ok(
    briefOf(order.contract, {
      findings,
      coverage,
      cited: cited.value,
      rules: rules.value,
      standing,
      speaks: backend.speaks,
    }),
  );
};
