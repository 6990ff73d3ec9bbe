import type { Result } from '#failure';
import type { Io, Shown } from './io.ts';

/** What a command is called with: its arguments by name and its options. */
export type Words = Readonly<Record<string, unknown>>;

/** What a command does. */
export type CommandRun = (words: Words, io: Io) => Promise<Result<Shown>>;

/** A word of the command line as text, or undefined where it was not given. */
export const text = (words: Words, name: string): string | undefined => {
  const value = words[name];
  return typeof value === 'string' ? value : undefined;
};

/** A repeated option's values. */
export const texts = (words: Words, name: string): readonly string[] => {
  const value = words[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

/** A number, or undefined. */
export const number = (words: Words, name: string): number | undefined => {
  const value = words[name];
  return typeof value === 'number' ? value : undefined;
};

/** Repeated numbers. */
export const numbers = (words: Words, name: string): readonly number[] => {
  const value = words[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'number') : [];
};

/** A switch. */
export const given = (words: Words, name: string): boolean => words[name] === true;

/** The backend that was named, by either of its two options. */
export const backendOf = (words: Words): string | undefined => text(words, 'backend') ?? text(words, 'agent');
