import { formsOfKey } from '#host';
import type { Backend } from '../backends/backend.ts';
import type { Span } from './span.ts';

/** A value that Writ itself hands to a backend or its bridge, and all the forms in which it is looked for. */
export type ProviderKey = { readonly name: string; readonly forms: readonly string[] };

/** Shorter values stand in honest text by chance. */
const NAMED_LENGTH = 8;
const ANY_LENGTH = 20;
const SOUNDS_SECRET = /key|token|secret|passw|credential|auth/i;

/** Whether a variable's value is one nobody may read: by its name, or because it looks like nothing a person would write. */
const isSecret = (name: string, value: string): boolean =>
  (SOUNDS_SECRET.test(name) && value.length >= NAMED_LENGTH) ||
  (value.length >= ANY_LENGTH && /\d/.test(value) && /[A-Za-z]/.test(value) && !/[\s/]/.test(value));

/**
 * The keys of a backend: the credential of its endpoint, what it is given by environment that nobody may read, and all
 * that stands in its log-ins.
 */
export const providerKeys = ({
  env,
  passes,
  endpoint,
  logins,
}: Pick<Backend, 'env' | 'passes' | 'endpoint' | 'logins'>): readonly ProviderKey[] => {
  const credential = endpoint?.credential?.value.replace(/^Bearer /, '') ?? '';
  const values = [
    ...(credential.length >= NAMED_LENGTH ? [{ name: 'the endpoint', value: credential }] : []),
    ...passes.flatMap((name) => {
      const value = env[name] ?? '';
      return isSecret(name, value) ? [{ name, value }] : [];
    }),
    ...logins.flatMap(({ path, values: held }) => held.map((value) => ({ name: `~/${path}`, value }))),
  ];
  return values.map(({ name, value }) => ({ name, forms: formsOfKey(value) }));
};

/** Of shorter ones, letters and digits alone may stand in honest text in that order. */
const SQUEEZED_LENGTH = 16;
const BESIDE = /[^A-Za-z0-9]+/gu;

/** Where each letter and digit of a text stands. */
const standing = (text: string): readonly number[] => [...text.matchAll(/[A-Za-z0-9]/gu)].map(({ index }) => index);

/**
 * Places where the letters and digits of a key follow each other, whatever stands between: quotes and signs of a program
 * that puts it together, line ends, blanks. Backwards, too.
 */
const brokenSpans = (keys: readonly ProviderKey[], text: string): readonly Span[] => {
  if (keys.length === 0) return [];
  const squeezed = text.replaceAll(BESIDE, '');
  let places: readonly number[] | null = null;
  return keys.flatMap(({ name, forms }) =>
    forms.flatMap((form) => {
      const letters = form.replaceAll(BESIDE, '');
      if (letters.length < SQUEEZED_LENGTH) return [];
      return [letters, [...letters].toReversed().join('')].flatMap((one) => {
        const spans: Span[] = [];
        for (let at = squeezed.indexOf(one); at !== -1; at = squeezed.indexOf(one, at + one.length)) {
          places ??= standing(text);
          const [start = 0, last = 0] = [places[at], places[at + one.length - 1]];
          spans.push({ start, end: last + 1, rule: `the key of ${name}`, source: 'key' });
        }
        return spans;
      });
    }),
  );
};

/** Every place of a text (one character a byte) where a key stands, in any of its forms. */
export const keySpans = (keys: readonly ProviderKey[], text: string): readonly Span[] => [
  ...keys.flatMap(({ name, forms }) =>
    forms.flatMap((form) => {
      const spans: Span[] = [];
      for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length))
        spans.push({ start: at, end: at + form.length, rule: `the key of ${name}`, source: 'key' });
      return spans;
    }),
  ),
  ...brokenSpans(keys, text),
];
