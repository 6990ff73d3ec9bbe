import type { Anchor, SpecFault } from './anchor.ts';

const NUMBERED: readonly Anchor['kind'][] = ['adr', 'oq', 'asm'];

/** Whether anchors of a kind have a status that goes one way only. */
export const isNumbered = ({ kind }: Pick<Anchor, 'kind'>): boolean => NUMBERED.includes(kind);

/** What a status may not become any more (S2-R47, S2-R48): what was decided is replaced by another decision, and never taken back. */
const FINAL: Readonly<Record<string, readonly string[]>> = {
  accepted: ['accepted', 'deprecated', 'superseded'],
  deprecated: ['deprecated', 'superseded'],
  superseded: ['superseded'],
  resolved: ['resolved'],
  invalidated: ['invalidated', 'retired'],
  retired: ['retired'],
};

/** What becomes of an entry of a register that is no longer wanted: it stays, so that its number means nothing else later. */
const KEPT_BY: Readonly<Partial<Record<Anchor['kind'], string>>> = { oq: 'resolve it', asm: 'mark it as retired' };

/** Where a number of decisions is one series: what lies in another folder counts by itself. */
const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1);

/**
 * Decisions of one folder with the same number, as two branches leave them that git merges without a word. The first by
 * name is left alone; either may be given another number.
 */
export const collidingDecisions = (anchors: readonly Anchor[]): readonly SpecFault[] => {
  const seen = new Map<string, Anchor>();
  return anchors.flatMap((one): SpecFault[] => {
    if (one.kind !== 'adr') return [];
    const key = `${folderOf(one.file)}\n${one.cite}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, one);
      return [];
    }
    const says = `${one.cite} is ${first.file} as well: give the one that nobody cites yet another number`;
    return [{ file: one.file, line: one.line, column: 1, says, text: '', next: `writ spec renumber ${one.file}` }];
  });
};

const wordOf = ({ note }: Anchor): string => /^[a-z]+/u.exec(note?.toLowerCase() ?? '')?.[0] ?? '';
const words = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
/** Whether nothing of a title is left: then the number means something else. */
const isAnother = (before: string, after: string): boolean => {
  const was = words(before);
  return was.size > 0 && ![...words(after)].some((word) => was.has(word));
};

/** What of decisions, questions and assumptions breaks their laws, by how each was: an accepted one reverts, or a number is used again. */
export const unlawful = (before: readonly Anchor[], after: readonly Anchor[]): ReadonlyMap<Anchor, SpecFault> => {
  const numbered = before.filter(isNumbered);
  const now = Map.groupBy(after.filter(isNumbered), ({ cite }) => cite);
  const times = Map.groupBy(numbered, ({ cite }) => cite);
  const told = numbered.flatMap((was): (readonly [Anchor, SpecFault])[] => {
    const same = now.get(was.cite) ?? [];
    // Of two that had one number, one may have got another since.
    const isMoved = (one: Anchor): boolean => one.kind === was.kind && one.title === was.title;
    const moved = (times.get(was.cite)?.length ?? 0) > 1 ? after.find(isMoved) : undefined;
    const is = same.find((one) => !isAnother(was.title, one.title)) ?? moved ?? same[0];
    const at = { file: is?.file ?? was.file, line: is?.line ?? 1, column: 1, text: '' };
    const broken = (says: string) => [[was, { ...at, says }] as const];
    const allowed = FINAL[wordOf(was)];
    if (is === undefined) {
      // A question that is taken away is not answered (S2-D11); only a decision that nobody took may go.
      const stays = KEPT_BY[was.kind] ?? (allowed === undefined ? null : 'mark it as superseded');
      return stays === null ? [] : broken(`${was.cite} was ${wordOf(was)}, and is gone; ${stays}, and keep it`);
    }
    if (isAnother(was.title, is.title)) return broken(`${was.cite} was “${was.title}”: a number is never used again`);
    return allowed === undefined || allowed.includes(wordOf(is))
      ? []
      : broken(`${was.cite} was ${wordOf(was)}, and never reverts; write another one that takes its place`);
  });
  return new Map(told);
};

/** The same, as faults alone. */
export const brokenLaws = (before: readonly Anchor[], after: readonly Anchor[]): readonly SpecFault[] => [
  ...unlawful(before, after).values(),
];
