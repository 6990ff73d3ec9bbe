/** The forms in which a key is looked for: as it is, and in the encodings that programs put texts into. */
import { Transform } from 'node:stream';

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

/** All forms of a key, in texts of one character a byte; none where it is too short to be told from honest text. */
export const formsOfKey = (value: string): readonly string[] => {
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

/** A text of one character a byte with every form in it struck out. It stays as long as it was, which its sender may have said. */
export const struckOut = (forms: readonly string[], text: string): string =>
  forms.reduce((left, form) => left.replaceAll(form, '*'.repeat(form.length)), text);

/** How many characters at the end of a text may be the beginning of a form that goes on in the next piece. */
const begunIn = (forms: readonly string[], text: string): number => {
  const lengths = forms.map((form) => {
    let length = Math.min(form.length - 1, text.length);
    while (length > 0 && !text.endsWith(form.slice(0, length))) length -= 1;
    return length;
  });
  return Math.max(0, ...lengths);
};

/** Strikes out forms of a key in what flows by, across its pieces. Nothing waits but what may be the beginning of one. */
export const strikingOut = (forms: readonly string[]): Transform => {
  let held = '';
  return new Transform({
    transform: (bytes: Buffer, _, done) => {
      const text = struckOut(forms, held + bytes.toString('latin1'));
      const begun = begunIn(forms, text);
      held = text.slice(text.length - begun);
      done(null, Buffer.from(text.slice(0, text.length - begun), 'latin1'));
    },
    flush: (done) => done(null, Buffer.from(held, 'latin1')),
  });
};
