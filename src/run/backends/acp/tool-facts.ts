import { posix } from 'node:path';
import { z } from 'zod';
import { WORK_FOLDER } from '#evidence';

/** What an agent tells of a call of one of its tools, as far as it can be understood. */
export type ToolFacts = {
  readonly call: string;
  readonly title: string;
  /** `edit`, `execute`, …; empty where it does not say. */
  readonly kind: string;
  readonly status: string;
  /** The paths it is about, relative to the root of the workspace. */
  readonly paths: readonly string[];
  /** Those that lie elsewhere, as they are. */
  readonly outside: readonly string[];
  /** The command lines it runs. */
  readonly commands: readonly string[];
  /** What came of it, as text. */
  readonly output: string;
};

const text = z.string().catch('');
const content = z
  .array(
    z.union([
      z.object({ type: z.literal('content'), content: z.object({ type: z.literal('text'), text: z.string() }) }),
      z.object({ type: z.literal('diff'), path: z.string() }),
      z.unknown(),
    ]),
  )
  .catch([]);
const words = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .catch(undefined);
const call = z.object({
  toolCallId: text,
  title: text,
  kind: text,
  status: text,
  locations: z.array(z.object({ path: z.string() })).catch([]),
  content,
  rawInput: z.object({ command: words, cmd: words }).catch({}),
});

const hasText = (value: unknown): value is { readonly content: { readonly text: string } } =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'content';
const isDiff = (value: unknown): value is { readonly path: string } =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'diff' && 'path' in value;

/** A path of the jail relative to the workspace; null where it lies elsewhere. */
const inWorkspace = (path: string): string | null => {
  const relative = posix.relative(WORK_FOLDER, posix.resolve(WORK_FOLDER, path));
  return relative === '..' || relative.startsWith('../') ? null : relative;
};

/** A command given as words is one line; a shell that is given a line runs that line, which is looked into as it is. */
const lineOf = (given: string | readonly string[] | undefined): readonly string[] => {
  if (given === undefined) return [];
  if (typeof given === 'string') return [given];
  return [
    given.map((word) => (/^[\w./:=@%+,-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' '),
  ];
};

/**
 * Reads what an agent says of a call: it may say anything, so nothing here fails. A path is not believed either, it only
 * decides what is answered.
 */
export const toolFacts = (told: unknown): ToolFacts => {
  const read = call.safeParse(told);
  if (!read.success)
    return { call: '', title: '', kind: '', status: '', paths: [], outside: [], commands: [], output: '' };
  const { toolCallId, title, kind, status, locations, rawInput } = read.data;
  const named = [
    ...locations.map(({ path }) => path),
    ...read.data.content.flatMap((one) => (isDiff(one) ? [one.path] : [])),
  ];
  const all = [...new Set(named)];
  const given = [...lineOf(rawInput.command), ...lineOf(rawInput.cmd)];
  return {
    ...{ call: toolCallId, title, kind, status },
    paths: all.flatMap((path) => inWorkspace(path) ?? []),
    outside: all.filter((path) => inWorkspace(path) === null),
    commands: given.length === 0 && kind === 'execute' && title.includes(' ') ? [title] : given,
    output: read.data.content.flatMap((one) => (hasText(one) ? [one.content.text] : [])).join('\n'),
  };
};
