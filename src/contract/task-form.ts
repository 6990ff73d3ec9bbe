import type { Failure, FailureCode } from '#failure';
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
export const blame = (form: Form, field: string, code: FailureCode, message: string, remedy?: string): void => {
  form.faults.push({
    field,
    at: startOf(form.spans, field),
    failure: remedy === undefined ? { code, message } : { code, message, remedy },
  });
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
      blame(form, `key:${about}.${key}`, 'task.field', sayUnknown(key, issue.message.split(' ')));
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
  blame(form, about, code, `“${about}” ${issue.message}`, typeof remedy === 'string' ? remedy : undefined);
};

/** Reads one value. What is absent is `otherwise`: whether it may be absent is for completeness to say. */
export const take = <T>(form: Form, field: string, raw: Raw | undefined, schema: z.ZodType<T>, otherwise: T): T => {
  if (raw === undefined || raw === null) return otherwise;
  const read = schema.safeParse(raw);
  if (read.success) return read.data;
  for (const issue of read.error.issues) blameIssue(form, field, issue);
  return otherwise;
};

/** Reads a list item by item, so that one bad item hides no fault of the others. A bad item leaves `otherwise` in its place. */
export const takeAll = <T>(
  form: Form,
  field: string,
  raw: Raw | undefined,
  schema: z.ZodType<T>,
  otherwise: (raw: Raw, index: number) => T,
): readonly T[] => {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) {
    blame(form, field, 'task.field', `“${field}” is not a list`);
    return [];
  }
  return raw.map((item: Raw, index) => {
    if (item === null) blame(form, `${field}.${index + 1}`, 'task.field', `“${field}.${index + 1}” is empty`);
    return take(form, `${field}.${index + 1}`, item, schema, otherwise(item, index));
  });
};

const isList = (raw: readonly Raw[] | { readonly [key: string]: Raw }): raw is readonly Raw[] => Array.isArray(raw);

/** The value of a key, if there is a map and it has one. */
export const part = (raw: Raw | undefined, key: string): Raw | undefined =>
  typeof raw === 'object' && raw !== null && !isList(raw) && Object.hasOwn(raw, key) ? raw[key] : undefined;
