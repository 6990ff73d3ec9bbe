import type { ChainEvent } from '#evidence';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value.toWellFormed()];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : [];
};

const replaced = (value: unknown, texts: Iterator<string>): unknown => {
  if (typeof value === 'string') return texts.next().value;
  if (Array.isArray(value)) return value.map((one) => replaced(one, texts));
  return isRecord(value) ? replacedIn(value, texts) : value;
};

const replacedIn = (record: Readonly<Record<string, unknown>>, texts: Iterator<string>): ChainEvent =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, replaced(value, texts)]));

/** Every text of an event, in order; halves of a character that came without the other are replaced. */
export const leavesOf = (event: ChainEvent): readonly string[] => textsIn(event);

/** The event with these texts in the places of its own. */
export const withLeaves = (event: ChainEvent, texts: Iterator<string>): ChainEvent => replacedIn(event, texts);
