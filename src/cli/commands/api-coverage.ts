import { visibleLine } from '#contract';
import { fail, ok, type Result } from '#failure';
import { coverApi, type ApiCoverage } from '#flow';
import type { TimeLimits } from '#spec';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { number, text, texts, type Words } from '../words.ts';

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const coverageText = ({ operations, mismatches, slow, exchanges }: ApiCoverage, file: string): string => {
  const wrong = mismatches.map(
    ({ line, operation, says }) =>
      `${paint('red', 'mismatch')} ${visibleLine(file)}:${line}:1: ${operation === null ? '' : `${visibleLine(operation)}: `}${visibleLine(says)}`,
  );
  const missing = operations
    .filter(({ lacks }) => lacks.length > 0)
    .map(({ operation, lacks }) => `${paint('yellow', 'missing ')} ${visibleLine(operation)}: ${lacks.join('; ')}`);
  const late = slow.map(({ operation, says }) => `${paint('red', 'slow    ')} ${visibleLine(operation)}: ${says}`);
  const shown = operations.filter(({ lacks }) => lacks.length === 0).length;
  const sum = `${counted(exchanges, 'exchange')}: ${shown} of ${counted(operations.length, 'operation')} shown, ${counted(mismatches.length, 'mismatch', 'mismatches')}`;
  return [...wrong, ...missing, ...late, sum].join('\n');
};

const limitsIn = (words: Words): TimeLimits => {
  const [p50Ms, p90Ms, p95Ms, p99Ms] = ['p50', 'p90', 'p95', 'p99'].map((option) => number(words, option));
  return {
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p90Ms === undefined ? {} : { p90Ms }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
    ...(p99Ms === undefined ? {} : { p99Ms }),
  };
};

/** `writ api coverage FILE --exchanges F` */
export const apiCoverage = async (words: Words): Promise<Result<Shown>> => {
  const limits = limitsIn(words);
  const wrong = Object.entries(limits).find(([, ms]) => Number.isNaN(ms))?.[0];
  if (wrong !== undefined)
    return fail('usage.argument', `--${wrong.slice(0, -'Ms'.length)} takes milliseconds, such as 200`);
  const exchanges = text(words, 'exchanges') ?? '';
  const covered = await coverApi({
    ...{ cwd: process.cwd(), file: text(words, 'file') ?? '', exchanges, limits },
    operations: texts(words, 'operation'),
  });
  if (!covered.ok) return covered;
  const { operations, mismatches, slow } = covered.value;
  const isWhole = operations.length > 0 && operations.every(({ lacks }) => lacks.length === 0);
  return ok({
    text: coverageText(covered.value, exchanges),
    json: { ...covered.value, mismatches },
    exit: isWhole && mismatches.length === 0 && slow.length === 0 ? 0 : 1,
  });
};
