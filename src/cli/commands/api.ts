import { visibleJson, visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { diffApis, lintApis, type ApiDiff, type ApiLint, type PlacedChange } from '#flow';
import { isBreaking, OPERATION_RULES, isOperationRule, type PlacedFinding } from '#spec';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { given, text, texts, type Words } from '../words.ts';

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const LONGEST_SHOWN = 160;

const findingLines = ({ level, file, line, column, says, rule, text: shown }: PlacedFinding): readonly string[] => {
  const word = level === 'error' ? paint('red', 'error') : paint('yellow', 'warn ');
  const excerpt = visibleLine(shown.trim()).slice(0, LONGEST_SHOWN);
  return [
    `${word}  ${visibleLine(file)}:${line}:${column}: ${visibleLine(says)} ${paint('dim', `[${visibleLine(rule)}]`)}`,
    ...(excerpt === '' ? [] : [`         ${excerpt}`]),
  ];
};

const lintText = ({ descriptions, findings }: ApiLint): string => {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.length - errors;
  const wrong = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  const end = wrong.length === 0 ? paint('green', 'nothing is wrong') : wrong.join(', ');
  return [...findings.flatMap(findingLines), `${counted(descriptions.length, 'description')}: ${end}`].join('\n');
};

const whyOf = (rule: string): string =>
  isOperationRule(rule) ? OPERATION_RULES[rule] : `A rule of Redocly or of the AsyncAPI parser: ${rule}`;

const lintSarif = async ({ findings }: ApiLint): Promise<string> => {
  const ids = [...new Set(findings.map(({ rule }) => rule))];
  const rules = ids.map((id) => ({ id, says: whyOf(id), why: whyOf(id), on: true }));
  const found = findings.map(({ file, ...finding }) => ({ ...finding, path: file }));
  return visibleJson((await import('#rules')).asSarif({ rules, findings: found, errors: [] }));
};

/** `writ api lint [FILES…]` */
export const apiLint = async (words: Words): Promise<Result<Shown>> => {
  const linted = await lintApis(process.cwd(), texts(words, 'files'));
  if (!linted.ok) return linted;
  const { descriptions, findings } = linted.value;
  const errors = findings.filter(({ level }) => level === 'error').length;
  return ok({
    text: given(words, 'sarif') ? await lintSarif(linted.value) : lintText(linted.value),
    json: { descriptions, errors, warnings: findings.length - errors, findings },
    exit: errors === 0 ? 0 : 1,
  });
};

const MARKS = {
  breaking: paint('red', 'breaking  '),
  unknown: paint('yellow', 'unknown   '),
  compatible: paint('dim', 'compatible'),
};

const changeLine = ({ impact, file, line, column, says, rule, side }: PlacedChange): string => {
  const place = `${visibleLine(file)}:${line}:${column}${side === 'base' ? ' (before)' : ''}`;
  return `${MARKS[impact]}  ${place}: ${visibleLine(says)} ${paint('dim', `[${rule}]`)}`;
};

const diffText = (diffs: readonly ApiDiff[]): string => {
  const changes = diffs.flatMap((one) => one.changes);
  const count = (impact: PlacedChange['impact']): number => changes.filter((one) => one.impact === impact).length;
  const parts = [`${count('breaking')} breaking`, `${count('unknown')} unknown`, `${count('compatible')} compatible`];
  const end = changes.length === 0 ? paint('green', 'nothing changed') : parts.join(', ');
  return [...changes.map(changeLine), `${counted(diffs.length, 'description')}: ${end}`].join('\n');
};

/** `writ api diff BASE [FILES…]` */
export const apiDiff = async (words: Words): Promise<Result<Shown>> => {
  const compared = await diffApis(process.cwd(), text(words, 'base') ?? '', texts(words, 'files'));
  if (!compared.ok) return compared;
  const breaking = compared.value.flatMap(({ changes }) => changes).filter(isBreaking).length;
  return ok({
    text: diffText(compared.value),
    json: { breaking, descriptions: compared.value },
    exit: breaking === 0 ? 0 : 1,
  });
};
