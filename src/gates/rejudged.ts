import { canonicalJson } from '#contract';
import type { VerdictStatement } from '#signoff';
import { JUDGED_BY } from './judged-by.ts';
import type { Verdict } from './verdict.ts';

type Said = Verdict | VerdictStatement;

/** What judging a recorded verdict's evidence again comes to. */
export type Rejudged = {
  /** Whether that is what was recorded. */
  readonly same: boolean;
  /** Where another program recorded it: what each of the two says that the other does not. */
  readonly told: readonly string[];
};

/** What a verdict decides: which gates went how, and what was waived by whom. */
const decidedBy = ({ result, noChange, gates }: Said): string =>
  canonicalJson({
    ...{ result, noChange: noChange === true },
    gates: gates.map(({ gate, outcome, waiver }) => ({ gate, outcome, waiver })),
  });

/** The same with every reason and every notice, word by word. */
const wordsOf = ({ result, noChange, notices, gates }: Said): string =>
  canonicalJson({
    ...{ result, noChange: noChange === true, notices },
    gates: gates.map(({ gate, outcome, waiver, findings, notices: own }) => ({
      ...{ gate, outcome, waiver, notices: own },
      findings: findings.map(({ code, message }) => ({ code, message })),
    })),
  });

/**
 * A verdict as one that names no program would say it: before there was that name, a gate that failed told of nothing but
 * its waiver.
 */
const asUnnamed = (said: Verdict): Verdict => {
  const gates = said.gates.map((line) =>
    line.outcome === 'pass' ? line : { ...line, notices: line.waiver === null ? [] : line.notices.slice(-1) },
  );
  return { ...said, gates, notices: gates.flatMap(({ notices }) => notices) };
};

const linesOf = ({ gates }: Said): readonly string[] =>
  gates.flatMap(({ gate, notices, findings }) =>
    [...notices, ...findings.map(({ message }) => message)].map((line) => `${gate}: ${line}`),
  );

const onlyIn = (one: Said, other: Said): readonly string[] => {
  const there = new Set(linesOf(other));
  return linesOf(one).filter((line) => !there.has(line));
};

/**
 * Compares a recorded verdict with the one that judging again gives. Both have to decide the same; and where it was this
 * program that recorded it, both have to say the same. Another one may have had other words, or looked for less: then
 * what either says alone is told (decision 053).
 */
export const rejudged = (recorded: VerdictStatement, again: Verdict): Rejudged => {
  if (wordsOf(recorded) === wordsOf(again)) return { same: true, told: [] };
  const { judge } = recorded;
  if (judge === undefined) return { same: wordsOf(recorded) === wordsOf(asUnnamed(again)), told: [] };
  if (judge === JUDGED_BY || decidedBy(recorded) !== decidedBy(again)) return { same: false, told: [] };
  return {
    same: true,
    told: [
      `it was judged by writ ${judge}, and this is writ ${JUDGED_BY}: both decide the same, in other words`,
      ...onlyIn(again, recorded).map((line) => `only said now: ${line}`),
      ...onlyIn(recorded, again).map((line) => `only said then: ${line}`),
    ],
  };
};
