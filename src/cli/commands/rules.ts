import { few, joinWords, visibleJson } from '#contract';
import { exitCodeOf, ok, type Result } from '#failure';
import { rulesFailures, rulesOfCheckout, scanRules, type RulesReport } from '#flow';
import { openToRead } from '#host';
import type { Finding, Rule } from '#rules';
import type { Io, Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { namedSigners } from './named-signers.ts';
import { oneFormat } from './one-format.ts';
import { given, text, texts, type Words } from '../words.ts';

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const findingLines = ({ rule, path, line, column, excerpt, says }: Finding): readonly string[] => [
  `${paint('red', 'broken')} ${path}:${line}:${column}: ${says} ${paint('dim', `[${rule}]`)}`,
  ...(excerpt === '' ? [] : [`    ${excerpt}`]),
];

/** Why each rule that is broken is there, once. */
const reasons = (findings: readonly Finding[], rules: readonly Rule[]): readonly string[] => {
  const broken = rules.filter(({ id }) => findings.some(({ rule }) => rule === id));
  return broken.map(
    ({ id, why, waiver }) =>
      `${paint('cyan', 'why')}     ${id}: ${why}${waiver === 'never' ? ' Nobody may except from it.' : ''}`,
  );
};

const grouped = <T>(items: readonly T[], key: (item: T) => string): readonly (readonly [string, readonly T[]])[] => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups];
};

/** What is wrong: rules that could not run, every place, and why each rule is there. */
const wrongLines = ({ findings, errors, rulebook }: RulesReport): readonly string[] => [
  ...errors.map(
    ({ rule, says }) => `${paint('red', 'error')}  ${rule} could not run: ${says} ${paint('dim', '[rule.error]')}`,
  ),
  ...findings.flatMap(findingLines),
  ...reasons(findings, rulebook.rules),
];

const SHOWN = 5;

/** What was not looked at, and what nothing is told of. */
const silentLines = ({ allowed, idle, skipped, known, gone }: RulesReport): readonly string[] => {
  const left = gone.reduce((sum, { times }) => sum + times, 0);
  const named = (some: RulesReport['skipped']): string =>
    few(
      some.map(({ path }) => path),
      SHOWN,
    ).join(', ');
  return [
    ...allowed.map(
      ({ rule, path, line, because }) => `${paint('yellow', 'allowed')} ${path}:${line}: ${rule}, because ${because}`,
    ),
    ...grouped(idle, ({ because }) => because).map(([because, rules]) =>
      paint('dim', `looked at nothing: ${rules.map(({ rule }) => rule).join(', ')}: ${because}`),
    ),
    ...grouped(skipped, ({ says }) => says).map(([says, some]) => paint('dim', `skipped, ${says}: ${named(some)}`)),
    ...(known > 0 ? [`${counted(known, 'violation')} known already, of which nothing is told`] : []),
    ...(left > 0 ? [`${counted(left, 'recorded violation')} gone; next: writ rules record --prune`] : []),
  ];
};

const sumLine = ({ findings, errors, files, rulebook }: RulesReport): string => {
  const on = rulebook.rules.filter((rule) => rule.on);
  const wrong = [
    ...(findings.length > 0 ? [`broken in ${counted(findings.length, 'place')}`] : []),
    ...(errors.length > 0 ? [`${counted(errors.length, 'rule')} could not run`] : []),
  ];
  const end = wrong.length === 0 ? paint('green', 'nothing is broken') : paint('red', wrong.join(', '));
  return `${counted(files, 'file')}, ${counted(on.length, 'rule')}: ${end}`;
};

/** What to do about what is wrong; null where nothing is. Only what the whole checkout holds can be recorded as known. */
const nextAfter = ({ findings, errors }: RulesReport, isOfChange: boolean): string | null => {
  if (errors.length > 0) return 'mend that rule in .writ/rules.yaml, then: writ rules scan';
  if (findings.length === 0) return null;
  return isOfChange
    ? 'mend these places; what the rules are for: writ rules list'
    : 'mend these places; what was there before anybody asked can be signed as known: writ rules record';
};

/** What a scan came to, for people; `quiet` leaves out all but what is wrong. */
const reportText = (report: RulesReport, next: string | null, quiet: boolean): string =>
  [
    ...wrongLines(report),
    ...(quiet ? [] : [...silentLines(report), sumLine(report), ...(next === null ? [] : [`next    ${next}`])]),
  ].join('\n');

const reportJson = ({ findings, errors, allowed, known, gone, idle, skipped, files, rulebook }: RulesReport) => ({
  ...{ files, rulebook: rulebook.digest, rules: rulebook.rules.filter(({ on }) => on).map(({ id }) => id) },
  ...{ findings, errors, allowed, known, gone, idle, skipped },
});

/** The report in the form that was asked for. What writes the others is only loaded for them. */
const shownAs = async (report: RulesReport, next: string | null, words: Words): Promise<string> => {
  const reported = { ...report, rules: report.rulebook.rules };
  if (given(words, 'sarif')) return visibleJson((await import('#rules')).asSarif(reported));
  if (given(words, 'junit')) return (await import('#rules')).asJUnit(reported);
  return reportText(report, next, given(words, 'quiet'));
};

/** What a scan was asked to look at, as it is typed. */
const asked = (words: Words): readonly string[] => {
  const base = text(words, 'base');
  return [
    ...texts(words, 'paths'),
    ...(given(words, 'staged') ? ['--staged'] : []),
    ...(base === undefined ? [] : ['--base', base]),
    ...texts(words, 'rule').flatMap((rule) => ['--rule', rule]),
  ];
};

/** `writ rules scan [PATHS…]` */
export const rulesScan = async (words: Words, io: Io): Promise<Result<Shown>> => {
  const one = oneFormat(words, joinWords(['writ', 'rules', 'scan', ...asked(words)]));
  if (!one.ok) return one;
  const trust = await namedSigners(words);
  if (!trust.ok) return trust;
  const scanned = await scanRules({
    ...{
      cwd: process.cwd(),
      paths: texts(words, 'paths'),
      rules: texts(words, 'rule'),
      trust: trust.value,
      tell: io.tell,
    },
    ...{ staged: given(words, 'staged'), base: text(words, 'base') ?? null },
  });
  if (!scanned.ok) return scanned;
  const report = scanned.value;
  const failures = rulesFailures(report);
  const next = nextAfter(report, given(words, 'staged') || text(words, 'base') !== undefined);
  const shown = await shownAs(report, next, words);
  return ok({
    text: shown,
    json: { ...reportJson(report), next },
    exit: failures.length === 0 ? 0 : exitCodeOf(failures),
  });
};

const ruleLines = ({ id, says, on, needs, waiver, scope, source }: Rule): readonly string[] => {
  const state = on ? paint('green', 'on ') : paint('dim', 'off');
  const more = [
    ...(source === 'repository' ? ['of this repository'] : []),
    ...(waiver === 'never' ? ['nobody may except from it'] : []),
    ...(!on && needs !== null ? [`needs ${needs}:`] : []),
    ...(scope.length > 0 && scope.length < 4 ? [`in ${scope.join(', ')}`] : []),
  ];
  return [`${state} ${id.padEnd(16)} ${says}${more.length > 0 ? ` ${paint('dim', `(${more.join('; ')})`)}` : ''}`];
};

/** `writ rules list` */
export const rulesList = async (): Promise<Result<Shown>> => {
  const repository = await openToRead(process.cwd());
  if (!repository.ok) return repository;
  const rulebook = rulesOfCheckout(repository.value);
  if (!rulebook.ok) return rulebook;
  const { rules, digest } = rulebook.value;
  const next = 'To switch one, write into .writ/rules.yaml: rules: { CODE-any: { on: true }, CX-107: off }';
  return ok({ text: [...rules.flatMap(ruleLines), '', next].join('\n'), json: { rulebook: digest, rules } });
};
