import type { Contract } from './contract.ts';
import { entriesOf, type Entry } from './render.ts';

/** One part of a contract that is another one now: what was taken out and what was put in, as a person reads it. */
export type Difference = {
  readonly label: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
};

/** The items of one list that the other one lacks; one that is there twice is lacking until it is there twice. */
const lacking = (items: readonly string[], others: readonly string[]): readonly string[] => {
  const left = [...others];
  return items.filter((item) => {
    const at = left.indexOf(item);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
};

const itemsOf = (entries: readonly Entry[], label: string): readonly string[] =>
  (entries.find(([other]) => other === label)?.[1] ?? []).map((lines) => lines.join('\n'));

/**
 * What differs between two contracts, part by part, in the words and the order of `renderContract`. As that shows
 * every field of a contract, no field can change without being told here; the version alone is left out.
 */
export const differencesOf = (before: Contract, now: Contract): readonly Difference[] => {
  const [old, current] = [before, now].map(entriesOf);
  if (old === undefined || current === undefined) return [];
  return current.flatMap(([label]) => {
    const [was, is] = [itemsOf(old, label), itemsOf(current, label)];
    if (was.join('\0') === is.join('\0')) return [];
    const [removed, added] = [lacking(was, is), lacking(is, was)];
    // The same items in another order are other bytes, and are told in full.
    return removed.length + added.length > 0 ? [{ label, removed, added }] : [{ label, removed: was, added: is }];
  });
};

const INDENT = 14;

const marked = (sign: string, items: readonly string[]): readonly string[] =>
  items.flatMap((item) => item.split('\n').map((line, index) => `${index === 0 ? sign : ' '} ${line}`));

/** The differences as a person reads them before signing: what goes, what comes, and that the rest stays. */
export const renderDifferences = (before: Contract, now: Contract): string => {
  const lines = differencesOf(before, now).flatMap(({ label, removed, added }) =>
    [...marked('-', removed), ...marked('+', added)].map((line, index) =>
      `  ${(index === 0 ? label : '').padEnd(INDENT)}${line}`.trimEnd(),
    ),
  );
  return [
    `What changes from version ${before.version} to version ${now.version} of ${now.id}:`,
    ...(lines.length === 0 ? ['  nothing but the version'] : lines),
    'Everything else is as it was approved before.',
    '',
  ].join('\n');
};
