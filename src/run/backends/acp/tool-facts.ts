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

// Most of it is left out most of the time, which is no fault: to catch one would take longer than all the rest.
const text = z.string().nullish().catch(null);
const content = z
  .array(
    z.union([
      z.object({ type: z.literal('content'), content: z.object({ type: z.literal('text'), text: z.string() }) }),
      z.object({ type: z.literal('diff'), path: z.string() }),
      z.unknown(),
    ]),
  )
  .nullish()
  .catch(null);
const words = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .catch(undefined);
/** What a terminal of the agent's own showed: codex-acp tells it here, a piece with each update, and nowhere else. */
const terminal = z.object({ _meta: z.object({ terminal_output_delta: z.object({ data: z.string() }) }) });
const shownBy = (said: unknown): readonly string[] => {
  if (typeof said !== 'object' || said === null || !('_meta' in said)) return [];
  const read = terminal.transform(({ _meta: { terminal_output_delta: delta } }) => [delta.data]).safeParse(said);
  return read.success ? read.data : [];
};
const call = z.object({
  toolCallId: text,
  title: text,
  kind: text,
  status: text,
  locations: z
    .array(z.object({ path: z.string() }))
    .nullish()
    .catch(null),
  content,
  rawInput: z.object({ command: words, cmd: words }).nullish().catch(null),
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
export const toolFacts = (said: unknown): ToolFacts => {
  const read = call.safeParse(said);
  if (!read.success)
    return { call: '', title: '', kind: '', status: '', paths: [], outside: [], commands: [], output: '' };
  const { toolCallId, locations, rawInput } = read.data;
  const [title, kind, status] = [read.data.title ?? '', read.data.kind ?? '', read.data.status ?? ''];
  const told = read.data.content ?? [];
  const named = [...(locations ?? []), ...told.filter(isDiff)].map(({ path }) => path);
  const all = [...new Set(named)];
  const given = [...lineOf(rawInput?.command), ...lineOf(rawInput?.cmd)];
  return {
    ...{ call: toolCallId ?? '', title, kind, status },
    paths: all.flatMap((path) => inWorkspace(path) ?? []),
    outside: all.filter((path) => inWorkspace(path) === null),
    commands: given.length === 0 && kind === 'execute' && title.includes(' ') ? [title] : given,
    output: [...told.flatMap((one) => (hasText(one) ? [one.content.text] : [])), ...shownBy(said)].join('\n'),
  };
};
