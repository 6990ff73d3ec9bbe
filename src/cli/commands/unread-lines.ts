import { visibleLine } from '#contract';
import { paint } from '../terminal.ts';

/** A place that keeps a document from being read in full. */
export type Unread = { readonly file: string; readonly line: number; readonly column: number; readonly says: string };

const NAMED = 20;

/**
 * What a command that lists adds where not all could be read: each place, and what to do about it. What can be read is
 * listed all the same, and the exit code (2) tells that it is not all there is.
 */
export const unreadLines = (unread: readonly Unread[], next: string): readonly string[] => {
  if (unread.length === 0) return [];
  const more = unread.length - NAMED;
  return [
    ...unread
      .slice(0, NAMED)
      .map(
        ({ file, line, column, says }) =>
          `${paint('red', 'unread')}  ${visibleLine(file)}:${line}:${column}: ${visibleLine(says)}`,
      ),
    ...(more > 0 ? [`and ${more} more`] : []),
    `${paint('cyan', 'next')}    mend the ${unread.length === 1 ? 'place' : 'places'} shown, then: ${next}`,
  ];
};

/** The same for programs, and the exit code. */
export const unreadJson = (unread: readonly Unread[]): readonly Unread[] =>
  unread.map(({ file, line, column, says }) => ({ file, line, column, says }));
