import { plainPointer, type RedoclyChange } from './redocly.ts';

/** What a change does to those who use the description. What nobody can rate breaks them until somebody has looked. */
export type ChangeImpact = 'breaking' | 'unknown' | 'compatible';

/** One change between two states of a description. */
export type ApiChange = {
  readonly impact: ChangeImpact;
  readonly rule: string;
  readonly says: string;
  /** The operation, message or schema that it is about, as a JSON pointer. */
  readonly about: string;
  readonly file: string;
  readonly pointer: string;
  /** Whether it stands in what was before, because it is gone since. */
  readonly side: 'base' | 'revision';
};

/** What Redocly has rules for. Of all else it says that nothing is broken, whatever has changed. */
const RATED = /^(?:openapi: 3\.|asyncapi: 3\.)/u;

/** Fields that only tell somebody something, and change nothing of what is sent. */
const TELLING = new Set(
  `title summary description example examples externalDocs tags deprecated $comment termsOfService contact license version
  operationId name xml default readOnly writeOnly bindings email url identifier jsonSchemaDialect $schema $id`.split(/\s+/u),
); // prettier-ignore

/** Fields of a schema that Redocly's rules look at, in both directions: without a verdict, this one breaks nobody. */
const LOOKED_AT = new Set(
  `type nullable enum const required format pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum
  multipleOf minItems maxItems uniqueItems minProperties maxProperties additionalProperties oneOf anyOf allOf items
  properties`.split(/\s+/u),
); // prettier-ignore

const lastOf = (pointer: string): string => pointer.split('/').at(-1) ?? '';

/** Parts of a description that only tell somebody something. */
const TELLING_TYPES = new Set(['Info', 'Contact', 'License', 'Tag', 'Tags', 'TagGroup', 'ExternalDocs', 'Example', 'ExamplesMap', 'Examples', 'Logo']); // prettier-ignore

/** Where a schema can come and go with a rule that looks at it; what else is added to one is a condition nobody rates. */
const isLookedAt = (path: string): boolean =>
  /\/(?:properties|schemas|oneOf|anyOf|allOf)\/[^/]+$|\/(?:schema|additionalProperties|payload|headers)$/u.test(path);

const impactOf = (
  { verdicts, impact, property, typeName, kind, path }: RedoclyChange,
  rated: boolean,
): ChangeImpact => {
  if (verdicts.some((verdict) => verdict.impact === 'major') || impact === 'major') return 'breaking';
  if (TELLING_TYPES.has(typeName)) return 'compatible';
  const field = property ?? '';
  if (kind === 'modified' && (TELLING.has(field) || field.startsWith('x-'))) return 'compatible';
  if (!rated) return 'unknown';
  if (verdicts.length > 0 || typeName !== 'Schema') return 'compatible';
  return (kind === 'modified' ? LOOKED_AT.has(field) : isLookedAt(path)) ? 'compatible' : 'unknown';
};

const saysOf = (
  { verdicts, kind, typeName, property, base, revision, path }: RedoclyChange,
  impact: ChangeImpact,
): string => {
  const told = verdicts.map(({ message }) => message).join(' ');
  if (told !== '') return told;
  const what = property === undefined ? `${typeName} ${lastOf(plainPointer(path))}` : `${property}`;
  const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60));
  const done = kind === 'modified' ? `changed from ${show(base?.value)} to ${show(revision?.value)}` : `was ${kind}`;
  return `${what} ${done}${impact === 'unknown' ? '; no rule rates this, so it counts as breaking' : ''}`;
};

const ORDER: readonly ChangeImpact[] = ['breaking', 'unknown', 'compatible'];

/**
 * Rates what Redocly has found between two states of a description.
 *
 * @param version of the description, as in `openapi: 3.1.0`
 */
export const ratedChanges = (changes: readonly RedoclyChange[], version: string): readonly ApiChange[] =>
  changes
    .map((change): ApiChange => {
      const { path, verdicts, base, revision } = change;
      const impact = impactOf(change, RATED.test(version));
      const at = revision ?? base;
      return {
        ...{ impact, rule: verdicts[0]?.ruleId ?? 'unrated', says: saysOf(change, impact), about: plainPointer(path) },
        ...{ file: at?.file ?? '', pointer: plainPointer(at?.pointer) },
        side: revision === undefined ? 'base' : 'revision',
      };
    })
    .toSorted((one, other) => ORDER.indexOf(one.impact) - ORDER.indexOf(other.impact));

/** Whether somebody who relies on the base has to be told: what nobody can rate counts as breaking. */
export const isBreaking = ({ impact }: ApiChange): boolean => impact !== 'compatible';
