import { z } from 'zod';
import type { ApiFinding } from './finding.ts';
import { isOperationRule, type Level } from './settings.ts';

/** Redocly's rules about what no client could make sense of; what is a matter of taste, a repository switches on by name. */
const ALWAYS: Readonly<Record<string, Level>> = {
  'operation-operationId-unique': 'error',
  'path-parameters-defined': 'error',
};
/** What ours ask for, and more strictly. */
const OURS = [
  'operation-summary',
  'operation-description',
  'operation-4xx-response',
  'operation-2xx-response',
  'security-defined',
];

/** What it is configured with: its rules about the specification itself, and what a repository says of them. */
export const redoclyConfig = (levels: Readonly<Record<string, Level>>): string =>
  JSON.stringify({
    extends: ['spec', 'diff-recommended'],
    rules: {
      ...ALWAYS,
      ...Object.fromEntries(OURS.map((name) => [name, 'off'])),
      ...Object.fromEntries(Object.entries(levels).filter(([rule]) => !isOperationRule(rule))),
    },
  });

const lintSchema = z.object({
  totals: z.object({ errors: z.number(), warnings: z.number() }),
  problems: z.array(
    z.object({
      ruleId: z.string(),
      severity: z.enum(['error', 'warn']),
      message: z.string(),
      location: z.array(z.object({ source: z.object({ ref: z.string() }), pointer: z.string().optional() })),
    }),
  ),
});

/** A pointer as Redocly writes it, `#/paths/…`, as a JSON pointer. */
export const plainPointer = (pointer = ''): string => {
  const plain = pointer.replace(/^#?\/?/u, '/').replace(/\/$/u, '');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** What its `lint` has found, or null where what it says is not in the form that is read here. */
export const findingsOfRedocly = (printed: string, file: string): readonly ApiFinding[] | null => {
  const read = lintSchema.safeParse(parsedJson(printed));
  if (!read.success) return null;
  const { totals, problems } = read.data;
  const findings = problems.map(({ ruleId, severity, message, location: [at] }) => ({
    ...{ rule: ruleId, level: severity, file: at?.source.ref ?? file },
    ...{ pointer: plainPointer(at?.pointer), says: message },
  }));
  const errors = findings.filter(({ level }) => level === 'error').length;
  return errors < totals.errors ? null : findings;
};

const sideSchema = z.object({ file: z.string(), pointer: z.string(), value: z.unknown().optional() });
const changeSchema = z.object({
  path: z.string(),
  typeName: z.string(),
  kind: z.enum(['added', 'removed', 'modified']),
  impact: z.enum(['major', 'minor', 'patch']),
  verdicts: z.array(z.object({ ruleId: z.string(), impact: z.string(), message: z.string() })),
  property: z.string().optional(),
  base: sideSchema.optional(),
  revision: sideSchema.optional(),
});
const diffSchema = z.object({
  reportVersion: z.literal('1'),
  summary: z.object({ major: z.number(), minor: z.number(), patch: z.number() }),
  changes: z.array(changeSchema),
});

/** One change as Redocly tells it. */
export type RedoclyChange = z.infer<typeof changeSchema>;

/** What its `diff` has found, or null where what it says is not in the form that is read here, or not all of it. */
export const changesOfRedocly = (printed: string): readonly RedoclyChange[] | null => {
  const read = diffSchema.safeParse(parsedJson(printed));
  if (!read.success) return null;
  const { summary, changes } = read.data;
  return changes.length === summary.major + summary.minor + summary.patch ? changes : null;
};
