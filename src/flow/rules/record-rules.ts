import { join } from 'node:path';
import { DAY_MS } from '#contract';
import { fail, ok, type Result } from '#failure';
import { filesOfCheckout, identityOf, writeDurably } from '#host';
import { mkdirSync } from 'node:fs';
import { KNOWN_FILE, knownOf, scan, sift, type Finding } from '#rules';
import { renderStatement, type KnownViolations } from '#signoff';
import type { Project } from '../project.ts';
import { signerOf, signStatement, statementHead, type Consent } from '../sign.ts';
import { gather } from './gather.ts';
import { knownFields, knownFileText } from './known-file.ts';
import { readKnown } from './read-known.ts';
import { rulesOfCheckout } from './standing-rules.ts';

/** How long a record of known violations counts. */
const KNOWN_DAYS = 365;

/** What was recorded: how many in all, and how many of them were not recorded before. */
export type Recorded = {
  readonly file: string;
  readonly count: number;
  readonly added: number;
  readonly removed: number;
};

/** How many of each rule are to be recorded, for whoever signs. */
const tally = (findings: readonly Finding[]): string => {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, count]) => `  ${rule.padEnd(16)} ${count}\n`)
    .join('');
};

/**
 * A signer records the violations that the checkout has today, so that only new ones are refused. With `prune`, only
 * what was recorded already is recorded again, so that what is gone is forgotten and nothing is added.
 */
export const recordRules = async (
  project: Project,
  { prune }: { readonly prune: boolean },
  consent: Consent,
): Promise<Result<Recorded>> => {
  const { repository, trust } = project;
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const rulebook = rulesOfCheckout(repository);
  if (!rulebook.ok) return rulebook;
  const gathered = await gather(
    repository,
    { at: 'checkout', listed: filesOfCheckout(repository) },
    rulebook.value,
    [],
  );
  if (!gathered.ok) return gathered;
  const scanned = await scan({ ...gathered.value, rulebook: rulebook.value, messages: null });
  const [error] = scanned.errors;
  if (error !== undefined) return fail('rule.error', `${error.rule} could not run: ${error.says}`);
  const before = await readKnown(repository, trust);
  // A list that does not count any more is replaced by one that does; only a pruning needs it.
  if (!before.ok && prune) return before;
  const { fresh, gone } = sift(scanned.findings, before.ok ? before.value : []);
  const kept = prune ? scanned.findings.filter((finding) => !fresh.includes(finding)) : scanned.findings;
  const violations = knownOf(kept);
  const identity = await identityOf(repository, repository.head);
  if (!identity.ok) return identity;
  const statement: KnownViolations = {
    ...statementHead(signer.value.name, KNOWN_DAYS * DAY_MS),
    ...{ repository: identity.value, ...knownFields(violations) },
  };
  const agreed = await consent(`${tally(kept)}\n${renderStatement(statement)}`);
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement);
  if (!envelope.ok) return envelope;
  mkdirSync(join(repository.root, '.writ'), { recursive: true });
  const written = writeDurably(join(repository.root, KNOWN_FILE), knownFileText(violations, envelope.value));
  if (!written.ok) return written;
  const removed = gone.reduce((sum, { times }) => sum + times, 0);
  return ok({ file: KNOWN_FILE, count: statement.count, added: prune ? 0 : fresh.length, removed });
};
