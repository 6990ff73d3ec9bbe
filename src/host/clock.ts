import { randomBytes } from 'node:crypto';

/** The moment, as ISO 8601 in UTC with milliseconds: the one form of time in every file. */
export const now = (): string => new Date().toISOString();

/** The day it is where this machine stands, as 2026-01-31: the one by which OpenSpec names an archive. */
export const today = (): string => {
  const at = new Date();
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};

/** A moment some milliseconds after another. */
export const after = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

/** Random bytes in hexadecimal: nonces, canary names, run ids. */
export const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');
