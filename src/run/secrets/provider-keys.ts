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
 * Base64 of a value that stands somewhere inside what was encoded: it begins at one of three places of a group, and the
 * letters that depend on its neighbours are cut off.
 */
const insideBase64 = (value: string, encoding: 'base64' | 'base64url'): readonly string[] =>
  [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const whole = bytes.length - (bytes.length % 3);
    const skipped = before === 0 ? 0 : 4;
    return bytes.subarray(0, whole).toString(encoding).slice(skipped);
  });

/** The least of a form that is looked for: a shorter rest of an encoding would be met by chance. */
const FORM_LENGTH = 8;

/** A value as bytes are compared here: one character a byte. */
const asBytes = (text: string): string => Buffer.from(text).toString('latin1');

const formsOf = (value: string): readonly string[] => {
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    ...insideBase64(value, 'base64'),
    ...insideBase64(value, 'base64url'),
    Buffer.from(value).toString('hex'),
    Buffer.from(value).toString('hex').toUpperCase(),
  ];
  return [...new Set(forms.map(asBytes))].filter((form) => form.length >= FORM_LENGTH);
};

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
  return values.map(({ name, value }) => ({ name, forms: formsOf(value) }));
};

/** Every place of a text (one character a byte) where a key stands, in any of its forms. */
export const keySpans = (keys: readonly ProviderKey[], text: string): readonly Span[] =>
  keys.flatMap(({ name, forms }) =>
    forms.flatMap((form) => {
      const spans: Span[] = [];
      for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length))
        spans.push({ start: at, end: at + form.length, rule: `the key of ${name}`, source: 'key' });
      return spans;
    }),
  );
