import { z } from 'zod';
import { Count, Moment } from './moment.ts';

/** What was said in a session, where the harness served one; beside it the raw output of each tool that it executed. */
export const SESSION_FILE = 'session/session.json';
/** The raw output of the n-th tool that was executed, from 1. */
export const toolFiles = (n: number): { readonly stdout: string; readonly stderr: string } => ({
  stdout: `session/${n}-stdout.log`,
  stderr: `session/${n}-stderr.log`,
});

/** How much an agent may say at once: enough for people, too little to bury anything under it. */
const sentence = z.string().min(1).max(2000);
const line = z.string().min(1).max(500);
const list = z.array(line).max(50);

/** What an agent says before its first change (S3-R23, S3-R45): shapes of the call and of the record alike. */
export const BootstrapSaid = z.strictObject({
  plan: sentence,
  files: list,
  searches: list,
  commands: list,
  risks: z.array(z.strictObject({ fails: line, where: line })).max(50),
  scope_adequate: z.strictObject({
    all_files_allowed: z.boolean(),
    boundaries_clear: z.boolean(),
    no_surprises: z.boolean(),
    realistic: z.boolean(),
  }),
  because: sentence,
  done: z.array(z.strictObject({ item: z.int().min(1), how: line })).max(100),
});

/** What an agent asks the person for; nothing is granted by it. */
export const AmendmentSaid = z.strictObject({
  because: sentence,
  allow: z.array(line).max(50),
  checks: z.array(line).max(20).exactOptional(),
});

const Bootstrap = z.strictObject({
  at: Moment,
  /** How many paths differed by then from what the attempt began with, by the harness's own look; null: it could not be seen. */
  changed: Count.nullable(),
  said: BootstrapSaid,
});
export type Bootstrap = z.infer<typeof Bootstrap>;

/** How many tools a session may have executed: each leaves files behind. */
export const MOST_EXECUTED = 200;

const Limit = z.enum(['processes', 'disk', 'output', 'memory']).nullable();
const ExecutedTool = z.strictObject({
  at: Moment,
  tool: line,
  argv: z.array(z.string()).min(1),
  exitCode: z.int().nullable(),
  timedOut: z.boolean(),
  limit: Limit,
});

export const SessionSchema = z.strictObject({
  writ: z.literal(1),
  /** All calls, and those of them that were not understood or not allowed. Each is an event as well. */
  calls: Count,
  refused: Count,
  /** The last that was given before anything was changed, or the first of all. */
  bootstrap: Bootstrap.nullable(),
  /** In order, each once. */
  amendments: z.array(z.strictObject({ at: Moment, said: AmendmentSaid })).max(20),
  warnings: z.array(z.strictObject({ at: Moment, says: sentence })).max(50),
  /** The first time that it could not go on without the person. */
  blocked: z.strictObject({ at: Moment, reason: sentence }).nullable(),
  /** What it last said it has done. It proves nothing. */
  completed: z.strictObject({ at: Moment, summary: sentence }).nullable(),
  executed: z.array(ExecutedTool).max(MOST_EXECUTED),
});
/** Every file that belongs to a session. */
export const sessionFiles = ({ executed }: Pick<SessionRecord, 'executed'>): readonly string[] => [
  SESSION_FILE,
  ...executed.flatMap((_, index) => Object.values(toolFiles(index + 1))),
];

/** What was said and asked in a session. Declared, but for the times, the counts, and what the harness executed. */
export type SessionRecord = z.infer<typeof SessionSchema>;
