import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { sayUnknown } from '#contract';
import { fail, ok, type Place, type Result } from '#failure';

/**
 * Reads the YAML of a settings file by a schema; an empty one is empty settings. Fails with `config.invalid`, and the
 * place of the first fault.
 *
 * @param file what the file is called in messages
 */
export const parseSettingsText = <T>(file: string, text: string, schema: z.ZodType<T>): Result<T> => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col), text: text.split('\n')[line - 1] ?? '' };
  };
  const [broken] = document.errors;
  if (broken !== undefined)
    return fail('config.invalid', `not YAML: ${broken.message}`, { where: placeAt(broken.pos[0]) });
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return fail('config.invalid', `${file}: ${error instanceof Error ? error.message : 'not YAML'}`);
  }
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return ok(parsed.data);
  const { issues } = parsed.error;
  const says = issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${toldOf(issue)}`).join('; ');
  const path = issues[0]?.path.map((part) => (typeof part === 'symbol' ? '' : part)) ?? [];
  return fail('config.invalid', says, { where: placeAt(offsetOf(document, path)) });
};

/** A field of a task file says which keys it knows, in place of a sentence. */
const toldOf = (issue: z.core.$ZodIssue): string => {
  const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  if (unknown === undefined || issue.message.startsWith('Unrecognized')) return issue.message;
  return sayUnknown(unknown, issue.message.split(' '));
};

/** Where the value at a path begins, or the nearest thing around it that is there. */
const offsetOf = (document: ReturnType<typeof parseDocument>, path: readonly (string | number)[]): number => {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      const [start]: readonly unknown[] = node.range;
      if (typeof start === 'number') return start;
    }
  }
  return 0;
};
