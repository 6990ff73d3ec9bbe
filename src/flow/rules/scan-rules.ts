import { fail, ok, type Failure, type Result } from '#failure';
import { commitNamed, filesOfCheckout, openToRead, type Repository } from '#host';
import {
  scan,
  scanChange,
  sift,
  type Allowed,
  type Finding,
  type KnownList,
  type Rule,
  type Rulebook,
  type Scanned,
  type ScannedChange,
} from '#rules';
import type { Trust } from '#signoff';
import { gather, type Gathered, type Look, type Skipped } from './gather.ts';
import { readKnown } from './read-known.ts';
import { rulesOfCheckout, rulesOfIndex } from './standing-rules.ts';
import { fromRoot } from './within.ts';

/** What is to be scanned. */
export type ScanOrder = {
  readonly cwd: string;
  /** Files or folders, as they were typed; none: all. */
  readonly paths: readonly string[];
  readonly staged: boolean;
  /** Only what differs from this commit, and only what is new in it. */
  readonly base: string | null;
  /** Only these rules. */
  readonly rules: readonly string[];
  /** Who is trusted, where it is not the person's own list that counts. */
  readonly trust: Trust | null;
  readonly tell: (sentence: string) => void;
};

/** A rule that looked at nothing, and why. */
export type Idle = { readonly rule: string; readonly because: string };

/** What a scan came to. */
export type RulesReport = {
  readonly rulebook: Rulebook;
  readonly files: number;
  readonly findings: readonly Finding[];
  readonly allowed: readonly Allowed[];
  readonly errors: Scanned['errors'];
  /** How many violations were known: recorded, or at the base already. */
  readonly known: number;
  /** What was recorded and is not there any more. */
  readonly gone: KnownList;
  readonly idle: readonly Idle[];
  readonly skipped: readonly Skipped[];
};

const lookOf = async (repository: Repository, { staged, base }: ScanOrder): Promise<Result<Look>> => {
  if (staged) return ok({ at: 'staged' });
  if (base === null) return ok({ at: 'checkout', listed: filesOfCheckout(repository) });
  const commit = await commitNamed(repository, base);
  if (!commit.ok) return commit;
  return commit.value === null
    ? fail('usage.argument', `“${base}” is no commit here`, { remedy: 'git fetch, or name a commit' })
    : ok({ at: 'change', base: commit.value });
};

/** The rules that were asked for, switched on or not; all of them where none was named. */
const askedFor = (rulebook: Rulebook, ids: readonly string[]): Result<Rulebook> => {
  const unknown = ids.find((id) => !rulebook.rules.some((rule) => rule.id === id));
  if (unknown !== undefined) return fail('usage.unknown', `there is no rule ${unknown}`, { remedy: 'writ rules list' });
  const off = rulebook.rules.find((rule) => ids.includes(rule.id) && !rule.on && rule.needs !== null);
  if (off !== undefined)
    return fail(
      'usage.argument',
      `${off.id} is off, and has to be told ${off.needs === 'scope' ? 'the paths it is about' : 'the paths where it is allowed'}`,
      {
        remedy: `write into .writ/rules.yaml: rules: { ${off.id}: { on: true, ${off.needs ?? ''}: [src/…/**] } }`,
      },
    );
  return ok(
    ids.length === 0
      ? rulebook
      : {
          ...rulebook,
          rules: rulebook.rules.filter(({ id }) => ids.includes(id)).map((rule) => ({ ...rule, on: true })),
        },
  );
};

const OF_CHANGES: readonly string[] = ['together', 'statuses', 'ignored', 'numbered'];
const needsChange = ({ match }: Rule): boolean => match.every(({ kind }) => OF_CHANGES.includes(kind));

/** Rules that are on and looked at nothing: whoever relies on one has to know. */
const idleIn = ({ rules }: Rulebook, { looked }: Scanned): readonly Idle[] =>
  rules
    .filter((rule) => rule.on && (looked.find((one) => one.rule === rule.id)?.files ?? 0) === 0)
    .map((rule) => {
      if (rule.about === 'commits')
        return { rule: rule.id, because: 'it is about messages of commits; see: writ hooks install' };
      if (needsChange(rule) && !looked.some((one) => one.rule === rule.id))
        return { rule: rule.id, because: 'it is about a change; add --staged or --base COMMIT' };
      return { rule: rule.id, because: 'no file is of its scope and language' };
    });

const namesOf = ({ root }: Repository, { cwd, paths }: ScanOrder): Result<readonly string[]> => {
  const names = paths.map((path) => fromRoot(root, cwd, path));
  const outside = paths[names.indexOf(null)];
  return outside === undefined
    ? ok(names.flatMap((name) => name ?? []))
    : fail('usage.argument', `${outside} is outside of this repository`);
};

/** What is found and is new: beside the base where there is one, and beside what was recorded. */
const newIn = async (
  { change, ...gathered }: Gathered,
  rulebook: Rulebook,
  recorded: KnownList,
): Promise<ScannedChange & { readonly gone: KnownList }> => {
  if (change !== null)
    return { ...(await scanChange({ ...gathered, rulebook, change }, { recorded, heeds: true })), gone: [] };
  const scanned = await scan({ ...gathered, rulebook, change, messages: null });
  const { fresh, known, gone } = sift(scanned.findings, recorded);
  return { ...scanned, findings: fresh, known, gone };
};

/** Holds a repository, or a change of it, to its rulebook. Nothing is recorded, and nobody has to be set up. */
export const scanRules = async (order: ScanOrder): Promise<Result<RulesReport>> => {
  const repository = await openToRead(order.cwd);
  if (!repository.ok) return repository;
  const [look, names] = [await lookOf(repository.value, order), namesOf(repository.value, order)];
  if (!look.ok) return look;
  if (!names.ok) return names;
  const standing = order.staged ? await rulesOfIndex(repository.value) : rulesOfCheckout(repository.value);
  if (!standing.ok) return standing;
  const rulebook = askedFor(standing.value, order.rules);
  if (!rulebook.ok) return rulebook;
  const [known, gathered] = await Promise.all([
    readKnown(repository.value, order.trust),
    gather(repository.value, look.value, rulebook.value, names.value),
  ]);
  if (!known.ok) return known;
  if (!gathered.ok) return gathered;
  const [files, rules] = [gathered.value.paths.length, rulebook.value.rules.filter(({ on }) => on).length];
  order.tell(`holding ${files} ${files === 1 ? 'file' : 'files'} to ${rules} ${rules === 1 ? 'rule' : 'rules'}`);
  const scanned = await newIn(gathered.value, rulebook.value, known.value);
  const whole = order.rules.length === 0 && order.paths.length === 0;
  return ok({
    rulebook: rulebook.value,
    files: scanned.files,
    findings: scanned.findings,
    allowed: scanned.allowed,
    errors: scanned.errors,
    known: scanned.known,
    gone: whole ? scanned.gone : [],
    idle: idleIn(rulebook.value, scanned),
    skipped: gathered.value.skipped,
  });
};

/** The failures of a report, for whoever has to refuse by them: rules that could not run come first. */
export const rulesFailures = ({ errors, findings }: Pick<RulesReport, 'errors' | 'findings'>): readonly Failure[] => [
  ...errors.map(({ rule, says }): Failure => ({ code: 'rule.error', message: `${rule} could not run: ${says}` })),
  ...findings.map(({ rule, says, path, line, column, excerpt }): Failure => ({
    code: 'rule.broken',
    message: `${rule}: ${says}`,
    where: { file: path, line, column, text: excerpt },
  })),
];
