import type { Failure } from '#failure';
import type { z } from 'zod';
import type { FrontMatter, Raw, Span } from './front-matter.ts';
import { sayUnknown } from './task-fields.ts';

/** A failure, the field it is about, and its offset in the file. */
export type Fault = { readonly field: string; readonly at: number; readonly failure: Failure };

/** A form that is being read: what it holds, where, and what was wrong so far. */
export type Form = {
  readonly raw: FrontMatter['fields'];
  readonly spans: ReadonlyMap<string, Span>;
  readonly faults: Fault[];
};

/** Notes a fault of a field. `key:` before the name points at the key instead of the value. */
export const blame = (form: Form, field: string, failure: Failure): void => {
  form.faults.push({ field, at: startOf(form.spans, field), failure });
};

/** Where a field stands, or the nearest thing around it that stands anywhere, or the beginning of the file. */
export const spanOf = (spans: ReadonlyMap<string, Span>, field: string): Span => {
  const span = spans.get(field);
  if (span !== undefined) return span;
  const dot = field.lastIndexOf('.');
  return dot === -1 ? { start: 0, end: 0 } : spanOf(spans, field.slice(0, dot));
};
export const startOf = (spans: ReadonlyMap<string, Span>, field: string): number => spanOf(spans, field).start;

const blameIssue = (form: Form, field: string, issue: z.core.$ZodIssue): void => {
  const inside = issue.path.map((part) => (typeof part === 'number' ? `${part + 1}` : String(part)));
  const about = [field, ...inside].join('.');
  const code = /^done\.\d+\.(proof|manual)/.test(about) ? 'task.proof' : 'task.field';
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys)
      blame(form, `key:${about}.${key}`, { code: 'task.field', message: sayUnknown(key, issue.message.split(' ')) });
    return;
  }
  // The branches of a union that took the value as a map know better what is wrong than the union does.
  const inner =
    issue.code === 'invalid_union'
      ? issue.errors.find((issues) =>
          issues.some(({ path, code: of }) => path.length > 0 || of === 'unrecognized_keys'),
        )
      : undefined;
  if (inner !== undefined) {
    for (const { path, ...rest } of inner) blameIssue(form, field, { ...rest, path: [...issue.path, ...path] });
    return;
  }
  const remedy: unknown = issue.code === 'custom' ? issue.params?.['remedy'] : undefined;
  const message = `“${about}” ${issue.message}`;
  blame(form, about, typeof remedy === 'string' ? { code, message, remedy } : { code, message });
};

/** The value of a key of a map, or of an item of a list, counted from 1. */
const partOf = (raw: Raw | undefined, name: string): Raw | undefined => {
  if (typeof raw !== 'object' || raw === null) return undefined;
  if (isList(raw)) return raw[Number(name) - 1];
  return Object.hasOwn(raw, name) ? raw[name] : undefined;
};
const isList = (raw: readonly Raw[] | { readonly [key: string]: Raw }): raw is readonly Raw[] => Array.isArray(raw);

/** What stands in a field (`paths.allow`, `done.2`, `done.2.says`); null where there is none, or none but `null`. */
export const rawAt = (form: Form, field: string): Raw =>
  field.split('.').reduce<Raw | undefined>((raw, name) => partOf(raw, name), form.raw) ?? null;

/** Reads one field. What is absent is `otherwise`: whether it may be absent is for completeness to say. */
export const take = <T>(form: Form, field: string, schema: z.ZodType<T>, otherwise: T): T => {
  const raw = rawAt(form, field);
  if (raw === null) return otherwise;
  const read = schema.safeParse(raw);
  if (read.success) return read.data;
  for (const issue of read.error.issues) blameIssue(form, field, issue);
  return otherwise;
};

/** Reads a list item by item, so that one bad item hides no fault of the others. A bad item leaves `otherwise` in its place. */
export const takeAll = <T>(
  form: Form,
  field: string,
  schema: z.ZodType<T>,
  otherwise: (item: string) => T,
): readonly T[] => {
  const raw = rawAt(form, field);
  if (raw === null) return [];
  if (!Array.isArray(raw)) {
    blame(form, field, { code: 'task.field', message: `“${field}” is not a list` });
    return [];
  }
  return raw.map((value: Raw, index) => {
    const item = `${field}.${index + 1}`;
    if (value === null) blame(form, item, { code: 'task.field', message: `“${item}” is empty` });
    return take(form, item, schema, otherwise(item));
  });
};
