import { splitWords, usualReport, type Check, type ChangeTerms, type TaskType, type Tier } from '#contract';
import { higherTier } from '#contract';
import { commandFault } from '#evidence';
import { fail, ok, type Failure, type Result } from '#failure';
import { fileAt, personFolders, POLICY_FILE } from '#host';
import { RULES_FILE } from '#rules';
import { readOwnSettings } from '../settings-texts.ts';
import { parseStandingSettings, type StandingSettings } from '../standing-settings.ts';
import type { Measured } from './measure.ts';

/** What whoever has a change judged says of it. Nothing of this comes from the change itself. */
export type Wanted = {
  /** Commands that have to pass beside those that the base declares. */
  readonly checks: readonly string[];
  readonly allow: readonly string[];
  readonly type: TaskType | null;
  readonly tier: Tier | null;
};

/** What holds for a change: what its target has committed, the settings outside the tree, and what was wanted. */
export type Terms = Omit<ChangeTerms, 'loaded'> & {
  readonly settings: StandingSettings['settings'];
  readonly coverage: StandingSettings['coverage'];
  /** What work for a change of OpenSpec needs, and who approves it. */
  readonly changes: StandingSettings['changes'];
  readonly approvals: StandingSettings['approvals'];
  /** The rulebook of the target as text; null where it has none of its own. */
  readonly rules: string | null;
};

const CHECK_TIMEOUT_MS = 600_000;

const commandCheck = (line: string, index: number): Result<Check> => {
  const split = splitWords(line);
  if ('problem' in split) return fail('usage.argument', `--check “${line}” ${split.problem}`);
  const [program, ...rest] = split.words;
  if (program === undefined) return fail('usage.argument', '--check is empty');
  const run = [program, ...rest] as const;
  const id = index === 0 ? 'check' : `check-${index + 1}`;
  return ok({ id, run, reports: usualReport(run), timeoutMs: CHECK_TIMEOUT_MS });
};

const commandChecks = (lines: readonly string[]): Result<readonly Check[]> => {
  const read = lines.map(commandCheck);
  const [first, ...rest] = read.flatMap((one) => (one.ok ? [] : one.failures));
  return first === undefined
    ? ok(read.flatMap((one) => (one.ok ? [one.value] : [])))
    : { ok: false, failures: [first, ...rest] };
};

/** Checks whose report nobody could read here, each with its own fault. */
const faultsOf = (checks: readonly Check[]): readonly Failure[] =>
  checks.flatMap((check) => {
    const fault = commandFault(check);
    return fault === null ? [] : [{ ...fault, message: `check ${check.id}: ${fault.message}` }];
  });

const idsApart = (declared: readonly Check[], added: readonly Check[]): readonly Check[] => [
  ...declared,
  ...added.map((check) => (declared.some(({ id }) => id === check.id) ? { ...check, id: `${check.id}-added` } : check)),
];

/**
 * Reads what holds for a change from the commit it goes into, never from the change. Where the target declares no check
 * and none is named, the one of the settings outside the tree counts.
 */
export const termsFor = async ({ repository, target }: Measured, wanted: Wanted): Promise<Result<Terms>> => {
  const own = readOwnSettings(repository, personFolders());
  if (!own.ok) return own;
  const [committed, rules] = await Promise.all([
    fileAt(repository, target, POLICY_FILE),
    fileAt(repository, target, RULES_FILE),
  ]);
  if (!committed.ok) return committed;
  if (!rules.ok) return rules;
  const standing = parseStandingSettings({ ...own.value, committed: committed.value });
  if (!standing.ok) return standing;
  const { settings, declared, coverage, changes, approvals } = standing.value;
  const isSaid = declared.checks.length > 0 || wanted.checks.length > 0;
  const lines = isSaid || settings.check === undefined ? wanted.checks : [settings.check];
  const named = commandChecks(lines);
  if (!named.ok) return named;
  const checks = idsApart(declared.checks, named.value);
  const [fault, ...more] = faultsOf(checks);
  if (fault !== undefined) return { ok: false, failures: [fault, ...more] };
  return ok({
    ...{ settings, coverage, changes, approvals, rules: rules.value, checks, allow: wanted.allow, type: wanted.type },
    strictness: settings.strictness,
    tier: higherTier(declared.tier, wanted.tier ?? 'LOW'),
  });
};
