import { setImmediate } from 'node:timers/promises';
import { invariant } from '#failure';
import { apart, type Span } from './span.ts';

/** Finds secrets by their looks in a text of one character a byte. */
export type FindPatterns = (text: string) => Promise<readonly Span[]>;

/** By this rule a comment in a text switches the others off. Whoever is watched does not decide what is seen. */
const HEEDS_COMMENTS = '@secretlint/secretlint-rule-filter-comments';

/** By an option this rule finds the names of access keys too, and with them numbers of accounts, which are no secret. */
const AWS = '@secretlint/secretlint-rule-aws';
const OF_AWS = { enableIDScanRule: true };
const [ACCESS_KEY_ID, ACCOUNT_ID] = ['AWSAccessKeyID', 'AWSAccountID'];

/**
 * Whether a name is one of an access key as AWS gives them out: of users and roles they begin otherwise, those of
 * documentation end in EXAMPLE, and one that was made up for a test has few letters.
 */
const isAccessKey = (name: string): boolean =>
  /^(?:A3T[A-Z0-9]|AKIA|ASIA)[A-Z2-7]{16}$/u.test(name) &&
  !name.endsWith('EXAMPLE') &&
  new Set(name.slice(4)).size >= 8;

/**
 * Texts are looked at in pieces, so that a long one takes no more memory than a short one; pieces overlap by more than any
 * secret is long. The detector compares all that it finds in a piece with each other, so a piece is not long either.
 */
const PIECE = 160_000;
const OVERLAP = 32_768;

/** So many secrets of one text are told apart. */
const MOST_FOUND = 1000;
/** What is said of the rest of a text that holds more: nobody looks into it any further, and all of it counts as secret. */
export const THE_REST = `the rest, behind ${MOST_FOUND} others`;

/** What was found, as far as it is told apart, and the rest of the text where there is more. */
const bounded = (spans: readonly Span[], length: number): readonly Span[] => {
  const told = apart(spans).slice(0, MOST_FOUND);
  const start = told.at(-1)?.end ?? 0;
  return [...told, { start, end: length, rule: THE_REST, source: 'pattern' }];
};

const piecesOf = (text: string): readonly { readonly at: number; readonly content: string }[] => {
  const pieces: { at: number; content: string }[] = [];
  for (let at = 0; at === 0 || at + OVERLAP < text.length; at += PIECE - OVERLAP)
    pieces.push({ at, content: text.slice(at, at + PIECE) });
  return pieces;
};

/**
 * Loads the detector, which is only wanted where something is run. Not at once: that keeps the processor busy for a
 * while, and what can be started before it works beside it.
 */
export const loadPatterns = async (): Promise<FindPatterns> => {
  await setImmediate();
  const [{ lintSource }, { rules }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  // The rules one by one: of the preset as a whole, none can be left out for certain.
  const used = rules.filter(({ meta }) => meta.id !== HEEDS_COMMENTS);
  invariant(
    used.length === rules.length - 1 && used.length > 20 && used.some(({ meta }) => meta.id === AWS),
    'the detector has the rules it should have',
  );
  const config = {
    rules: used.map((rule) => ({ id: rule.meta.id, rule, options: rule.meta.id === AWS ? OF_AWS : {} })),
  };
  const options = { config, locale: 'en', maskSecrets: true, noPhysicFilePath: true } as const;
  const find: FindPatterns = async (text) => {
    const spans: Span[] = [];
    for (const { at, content } of piecesOf(text)) {
      const source = { filePath: 'text', content, contentType: 'text' } as const;
      const { messages } = await lintSource({ source, options });
      for (const { range, ruleId, messageId } of messages) {
        if (messageId === ACCOUNT_ID) continue;
        if (messageId === ACCESS_KEY_ID && !isAccessKey(content.slice(...range))) continue;
        spans.push({ start: at + range[0], end: at + range[1], rule: nameOf(ruleId, messageId), source: 'pattern' });
      }
      // Pieces overlap: what was found twice does not count.
      if (spans.length >= MOST_FOUND && apart(spans).length > MOST_FOUND) return bounded(spans, text.length);
    }
    return spans;
  };
  // The first look is the slow one: what is looked for is put together for it.
  await find('-');
  return find;
};

const nameOf = (rule: string, message: string): string => `${rule.replace(/^.*secretlint-rule-/, '')}/${message}`;
