import { z } from 'zod';
import {
  ALWAYS_FORBIDDEN,
  FORBIDDABLE,
  REPORT_KINDS,
  ROLES,
  STRICTNESS,
  TASK_TYPES,
  TIERS,
  type Check,
  type Deferral,
  type ExchangeTerms,
  type Service,
  type Tool,
  type DoneItem,
  type Question,
} from './contract.ts';
import { ESTIMATE_IMPACTS, ESTIMATE_LEVELS, ESTIMATE_RISKS, ESTIMATE_SCOPES } from './estimate.ts';
import { didYouMean } from './did-you-mean.ts';
import { isTaskId } from './completeness.ts';
import { parseDuration, parseSize } from './quantities.ts';
import { usualReport } from './report-of.ts';
import { splitWords } from './shell-words.ts';

/** Every field of the front matter. */
export const TASK_FIELDS = [
  'id', 'name', 'type', 'version', 'strictness', 'base', 'depends_on', 'estimate', 'risk_tier', 'phase', 'role', 'question', 'value', 'cites', 'paths',
  'forbid', 'checks', 'tools', 'done', 'defers', 'no_tests', 'attempts', 'limits', 'rollback',
] as const; // prettier-ignore
export type TaskField = (typeof TASK_FIELDS)[number];

/** Fields of other tools that say where a task stands. They are read over: the ledger says that, no file does (S2-D2). */
export const TOLERATED_FIELDS: readonly string[] = ['status', 'state'];

const kind =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? 'is missing' : input === null ? 'is empty' : `is not ${what}`;

/** A map with these keys and no others. The message of an unknown key is the list of known ones: see `sayUnknown`. */
const record = <S extends z.core.$ZodLooseShape>(shape: S) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : kind('a list of `key: value`')(issue),
  });

/** The sentence about an unknown key. */
export const sayUnknown = (key: string, known: readonly string[]): string => {
  const meant = didYouMean(key, known);
  return `there is no field “${key.slice(0, 60)}”${meant === null ? ` here; there are ${known.join(', ')}` : `; did you mean “${meant}”?`}`;
};

const oneOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  z.enum(values, {
    error: ({ input }) => {
      if (typeof input !== 'string') return kind('one word')({ input });
      const meant = didYouMean(input, values);
      return `is not one of ${values.join(', ')}${meant === null ? '' : `; did you mean “${meant}”?`}`;
    },
  });

/** Many lines; trimmed. */
const prose = z.string({ error: kind('text') }).transform((text) => text.trim());
/** One line; trimmed. */
const line = prose.refine((text) => !text.includes('\n'), { error: 'has more than one line' });
const some = line.refine((text) => text !== '', { error: 'is empty' });
const lines = z.array(some, { error: kind('a list') });

const numberOf = (pattern: RegExp, what: string) =>
  z
    .string({ error: kind(what) })
    .regex(pattern, { error: `is not ${what}` })
    .transform(Number);
const count = numberOf(/^[1-9]\d{0,8}$/, 'a whole number above zero');

const amount = (parse: (text: string) => number | null, example: string) =>
  z.string({ error: kind(example) }).transform((text, context) => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: `is not ${example}` });
    return z.NEVER;
  });
const duration = amount(parseDuration, 'a time like 90s, 2m or 1h');
const size = amount(parseSize, 'a size like 512MB or 1GB');

const argv = z
  .union([z.string(), z.array(z.string())], { error: kind('a list of words, or one line') })
  .transform((run, context): readonly [string, ...string[]] => {
    const split = typeof run === 'string' ? splitWords(run) : { words: run };
    if ('problem' in split) {
      context.addIssue({
        code: 'custom',
        message: split.problem,
        params: { remedy: 'quote it, write `run` as a list of words, or put the line into a script and run that' },
      });
      return z.NEVER;
    }
    const [program, ...rest] = split.words;
    if (program !== undefined) return [program, ...rest];
    context.addIssue({ code: 'custom', message: 'is empty' });
    return z.NEVER;
  });

const CHECK_TIMEOUT_MS = 600_000;

const SERVICE_TIMEOUT_MS = 30_000;
const port = numberOf(/^[1-9]\d{0,4}$/, 'the number of a port').refine((number) => number <= 65_535, {
  error: 'is not the number of a port',
});

const service = record({
  id: some,
  run: argv,
  ready: record({ tcp: port.optional(), run: argv.optional() }).transform(({ tcp, run }, context): Service['ready'] => {
    if (tcp !== undefined && run === undefined) return { kind: 'tcp', port: tcp };
    if (run !== undefined && tcp === undefined) return { kind: 'run', run };
    context.addIssue({ code: 'custom', message: tcp === undefined ? 'is empty' : 'is given twice: by a port or by a command, not both' }); // prettier-ignore
    return z.NEVER;
  }),
  timeout: duration.optional(),
}).transform(({ timeout, ...said }): Service => ({ ...said, timeoutMs: timeout ?? SERVICE_TIMEOUT_MS }));

const limit = count.optional();
const exchanges = record({ file: some, p50_ms: limit, p90_ms: limit, p95_ms: limit, p99_ms: limit }).transform(
  ({ file, p50_ms, p90_ms, p95_ms, p99_ms }): ExchangeTerms => ({
    file,
    ...(p50_ms === undefined ? {} : { p50Ms: p50_ms }),
    ...(p90_ms === undefined ? {} : { p90Ms: p90_ms }),
    ...(p95_ms === undefined ? {} : { p95Ms: p95_ms }),
    ...(p99_ms === undefined ? {} : { p99Ms: p99_ms }),
  }),
);

const check = record({
  id: some,
  run: argv,
  reports: oneOf(REPORT_KINDS).optional(),
  timeout: duration.optional(),
  services: z.array(service, { error: kind('a list') }).optional(),
  exchanges: exchanges.optional(),
}).transform(({ id, run, reports, timeout, services = [], exchanges: left }): Check => {
  const [first, ...more] = services;
  const said = {
    ...{ id, run, reports: reports ?? usualReport(run), timeoutMs: timeout ?? CHECK_TIMEOUT_MS },
    ...(left === undefined ? {} : { exchanges: left }),
  };
  // A check without a service keeps the bytes, and so the digest, that it had before there were any.
  return first === undefined ? said : { ...said, services: [first, ...more] };
});

const TOOL_TIMEOUT_MS = 120_000;
const TOOL_OUTPUT_BYTES = 1e6;

const tool = record({ id: some, run: argv, timeout: duration.optional(), output: size.optional() }).transform(
  ({ timeout, output, ...said }): Tool => ({
    ...said,
    timeoutMs: timeout ?? TOOL_TIMEOUT_MS,
    outputBytes: output ?? TOOL_OUTPUT_BYTES,
  }),
);

const done = record({
  says: line,
  cites: lines.optional(),
  manual: prose.optional(),
  proof: record({ check: some.optional(), test: some.optional(), manual: prose.optional() }).optional(),
}).transform(({ says, cites = [], manual, proof }, context): DoneItem => {
  const how = [manual, proof?.manual].filter((text) => text !== undefined);
  const { check: by, test = null } = proof ?? {};
  const [only] = how;
  if (by !== undefined && only === undefined) return { says, cites, proof: { kind: 'test', check: by, test } };
  if (only !== undefined && how.length === 1 && by === undefined && test === null)
    return { says, cites, proof: { kind: 'manual', how: only } };
  const message =
    only === undefined
      ? test === null
        ? 'is missing'
        : 'names a test but no check'
      : 'is given twice: by a test or by a person, not both';
  context.addIssue({ code: 'custom', path: ['proof'], message });
  return z.NEVER;
});

/** Written as in `no_tests`, the reason may begin with “because”. */
const defers = record({
  cites: z.union([some.transform((one) => [one]), lines], { error: kind('a citation, or a list of them') }),
  because: line.refine((text) => text !== '', { error: 'gives no reason' }),
}).transform(({ cites, because }): Deferral => ({ cites, because }));

const question = record({ asks: line, findings: some }).transform((said): Question => said);

const taskId = line.refine(isTaskId, { error: 'is not the id of a task (WP-…)' });

/** What each field of the front matter must be, and what is made of it. Lists that are read item by item give the item. */
export const FIELD = {
  line,
  prose,
  count,
  phase: numberOf(/^(0|[1-9]\d{0,8})$/, 'a whole number'),
  value: numberOf(/^\d{1,9}(\.\d{1,6})?$/, 'a number, such as 8 or 2.5'),
  role: oneOf(ROLES),
  question,
  taskId,
  cite: some,
  path: z.string({ error: kind('a path') }),
  type: oneOf(TASK_TYPES),
  strictness: oneOf(STRICTNESS),
  forbidden: oneOf([...FORBIDDABLE, ...ALWAYS_FORBIDDEN]),
  estimate: record({
    scope: oneOf(ESTIMATE_SCOPES),
    risk: oneOf(ESTIMATE_RISKS),
    impact: oneOf(ESTIMATE_IMPACTS),
    level: oneOf(ESTIMATE_LEVELS),
  }),
  // One word is the tier of a form with nothing else in it, so that its fault is told like any other.
  riskTier: z.preprocess(
    (raw) => (typeof raw === 'string' ? { tier: raw } : raw),
    record({ tier: oneOf(TIERS), because: line.optional() }),
  ),
  noTests: prose
    .transform((text) => text.replace(/^because\b:?\s*/i, ''))
    .refine((reason) => !/^(|true|false|yes|no|none)$/i.test(reason), { error: 'gives no reason; write “because …”' }),
  check,
  tool,
  done,
  defers,
  limits: record({
    time: duration.optional(),
    processes: count.optional(),
    disk: size.optional(),
    output: size.optional(),
    memory: size.optional(),
  }),
} as const;
