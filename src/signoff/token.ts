import { fail, ok, type Result } from '#failure';
import { momentMs } from './moment.ts';

/** A signer's name: lower case, at most 32 characters, and no digit at its end, where the stamp of a token begins. */
export const SIGNER_NAME = /^[a-z](?:[a-z0-9._-]{0,30}[a-z._-])?$/;

/**
 * The token a person can read and copy: name and DDMMYYYYHHMM in UTC, e.g. `alice211120260930` (S3-R9, S3-D1).
 *
 * @param at a moment as Writ writes it, ISO 8601 in UTC with milliseconds.
 */
export const readableToken = (signer: string, at: string): string =>
  `${signer}${at.slice(8, 10)}${at.slice(5, 7)}${at.slice(0, 4)}${at.slice(11, 13)}${at.slice(14, 16)}`;

/**
 * Takes a token apart: the last twelve digits are the stamp and must be a day of the calendar and a time of the clock
 * (S3-D1). Gives the signer's name and the start of that minute. Refuses with `signature.malformed`.
 */
export const parseToken = (token: string): Result<{ readonly signer: string; readonly at: string }> => {
  const [, signer = '', day, month, year, hour, minute] = /^(.*?)(\d\d)(\d\d)(\d{4})(\d\d)(\d\d)$/.exec(token) ?? [];
  const at = `${year}-${month}-${day}T${hour}:${minute}:00.000Z`;
  return SIGNER_NAME.test(signer) && momentMs(at) !== null
    ? ok({ signer, at })
    : fail('signature.malformed', `“${token.slice(0, 60)}” is not a name followed by DDMMYYYYHHMM`);
};
