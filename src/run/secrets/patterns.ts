import { setImmediate } from 'node:timers/promises';
import { invariant } from '#failure';
import type { Span } from './span.ts';

/** Finds secrets by their looks in a text of one character a byte. */
export type FindPatterns = (text: string) => Promise<readonly Span[]>;

/** By this rule a comment in a text switches the others off. Whoever is watched does not decide what is seen. */
const HEEDS_COMMENTS = '@secretlint/secretlint-rule-filter-comments';

/** Texts are looked at in pieces, so that a long one takes no more memory than a short one; pieces overlap by more than any secret is long. */
const PIECE = 4_000_000;
const OVERLAP = 32_768;

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
  invariant(used.length === rules.length - 1 && used.length > 20, 'the detector has the rules it should have');
  const config = { rules: used.map((rule) => ({ id: rule.meta.id, rule, options: {} })) };
  const options = { config, locale: 'en', maskSecrets: true, noPhysicFilePath: true } as const;
  const find: FindPatterns = async (text) => {
    const spans: Span[] = [];
    for (const { at, content } of piecesOf(text)) {
      const source = { filePath: 'text', content, contentType: 'text' } as const;
      const { messages } = await lintSource({ source, options });
      for (const { range, ruleId, messageId } of messages)
        spans.push({ start: at + range[0], end: at + range[1], rule: nameOf(ruleId, messageId), source: 'pattern' });
    }
    return spans;
  };
  // The first look is the slow one: what is looked for is put together for it.
  await find('-');
  return find;
};

const nameOf = (rule: string, message: string): string => `${rule.replace(/^.*secretlint-rule-/, '')}/${message}`;
