import { z } from 'zod';

/** Where a repository says what its descriptions of APIs have to keep. */
export const API_SETTINGS_FILE = '.writ/api.yaml';

const LEVELS = ['error', 'warn', 'off'] as const;
export type Level = (typeof LEVELS)[number];

/** What we ask of every operation, by name (S0-R6 to R11, S4-R7): what it is about, and why. */
export const OPERATION_RULES = {
  'description.operations': 'A description has an operation, or nothing is ever held to it.',
  'operation.summary': 'Every operation has a summary.',
  'operation.description': 'Every operation has a description.',
  'operation.request-schema': 'A request body has a schema that says what is in it.',
  'operation.response-schema': 'Every response that has a body has a schema that says what is in it.',
  'operation.error-responses': 'Every operation says how it fails, and in what form.',
  'operation.authentication': 'Every operation says who may call it, be it anybody.',
  'operation.request-example': 'Every request body has an example.',
  'operation.response-example': 'Every response with a body has an example.',
  'message.schema': 'Every message has a payload that says what is in it.',
  'message.example': 'Every message has an example.',
  'convention.errors': 'All errors have one envelope.',
  'convention.authentication':
    'Whoever asks is known by the agreed schemes, and only what is named is open to anybody.',
  'convention.pagination': 'All lists are taken page by page, in one way.',
  'convention.events': 'All events have one envelope.',
} as const;
export type OperationRule = keyof typeof OPERATION_RULES;

const name = z.string().regex(/\S/u);
const names = z.array(name).min(1);

/** Our rules have a dot in their names, Redocly's have none; Redocly itself knows its own. */
const isKnown = (rule: string): boolean => !rule.includes('.') || Object.hasOwn(OPERATION_RULES, rule);

const rules = z.record(name, z.enum(LEVELS)).superRefine((levels, { addIssue }) => {
  for (const rule of Object.keys(levels).filter((one) => !isKnown(one)))
    addIssue({
      code: 'custom',
      path: [rule],
      message: `there is no such rule; one of: ${Object.keys(OPERATION_RULES).join(', ')}`,
    });
});

/** The form of `.writ/api.yaml`. */
export const apiSettingsSchema = z.strictObject({
  descriptions: names.optional(),
  rules: rules.optional(),
  conventions: z
    .strictObject({
      errors: z.strictObject({ schema: name }).optional(),
      authentication: z.strictObject({ schemes: names, open: names.optional() }).optional(),
      pagination: z.strictObject({ parameters: names, schema: name.optional(), except: names.optional() }).optional(),
      events: z.strictObject({ schema: name }).optional(),
    })
    .optional(),
});

/** What a repository asks of its descriptions. */
export type ApiSettings = z.infer<typeof apiSettingsSchema>;

/** Whether a rule is one of ours; the others are Redocly's. */
export const isOperationRule = (rule: string): rule is OperationRule => Object.hasOwn(OPERATION_RULES, rule);
