import { randomBytes } from 'node:crypto';

/** The moment, as ISO 8601 in UTC with milliseconds: the one form of time in every file. */
export const now = (): string => new Date().toISOString();

/** A moment some milliseconds after another. */
export const after = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

/** Random bytes in hexadecimal: nonces, canary names, run ids. */
export const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');
