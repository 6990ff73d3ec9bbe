import type { Desk } from './desk.ts';
import type { FieldName } from './field-names.ts';
import type { Field } from './named-fields.ts';
import { withoutMarks } from './outline.ts';

/** What the readers of single fields share. */
export type Reading = { readonly desk: Desk; readonly field: (name: FieldName) => Field | null };

/** A word without the marks around it. */
export const bare = (text: string): string => withoutMarks(text, '`*"“”').trim();
/** Remembers where a field of the task file comes from. */
export const origin = ({ desk }: Reading, field: string, at: number | undefined): void => {
  if (at !== undefined) desk.origins.set(field, at);
};

export const ANCHOR = /\bA\d+(?:\.\d+)+\b/g;

/** An anchor as a citation, pinned to the version of the spec that the task names. */
export const cited = (reading: Reading, anchor: string): string => {
  const version = versionOf(reading);
  return `spec:${anchor}${version === '' ? '' : `@${version}`}`;
};
export const versionOf = (reading: Reading): string =>
  /v\d+\.\d+(?:\.\d+)?/.exec(reading.field('SPEC_VERSION')?.value ?? '')?.[0] ?? '';
