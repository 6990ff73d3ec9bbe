import type { ProtocolLine } from './protocol-lines.ts';
import type { Chunk } from './updates.ts';

/** Something the agent said, put together from its chunks, with the lines in which these came. */
export type Said = {
  readonly type: Chunk['type'];
  /** Which message of the session it belongs to, counted from 1. */
  readonly message: number;
  readonly text: string;
  readonly lines: readonly ProtocolLine[];
};

type Piece = { readonly text: string; readonly line: ProtocolLine };

/** A text without a space is held back up to this length; nobody reads it, and the half of a secret may be in it. */
const HELD_LENGTH = 65_536;
/** No secret can be told from so much of its beginning. */
const HARMLESS_LENGTH = 12;

/** A private key has lines, so that a space says nothing as long as its end has not come. */
const isInsideKey = (text: string): boolean => text.lastIndexOf('-----BEGIN') > text.lastIndexOf('-----END');

const lastWordOf = (text: string): string => text.split(/\s/u).at(-1) ?? '';

/** How many pieces can be told without cutting a word in two, because a secret is searched for in what is told at once. */
const tellable = (pieces: readonly Piece[]): number => {
  const whole = pieces.map(({ text }) => text).join('');
  if (whole.length > HELD_LENGTH) return pieces.length;
  if (isInsideKey(whole)) return 0;
  if (lastWordOf(whole).length <= HARMLESS_LENGTH) return pieces.length;
  for (let count = pieces.length; count > 0; count--) {
    const [before = '', after = ''] = [pieces[count - 1]?.text, pieces[count]?.text];
    if (/\s$/u.test(before) || /^\s/u.test(after)) return count;
  }
  return 0;
};

/** Puts together what an agent says in chunks. */
export type Saying = {
  /** Takes a chunk; gives what was said before, where this begins something else. */
  readonly add: (chunk: Chunk, line: ProtocolLine) => readonly Said[];
  /** What may be told although the agent is still speaking. */
  readonly meanwhile: () => readonly Said[];
  /** All that was held back, because something else follows. */
  readonly close: () => readonly Said[];
};

/** Nothing said yet. */
export const listenToSaying = (): Saying => {
  let open: { readonly type: Chunk['type']; readonly id: string; readonly message: number } | null = null;
  let pieces: Piece[] = [];
  let messages = 0;
  const tell = (count: number): readonly Said[] => {
    if (open === null || count === 0) return [];
    const told = pieces.slice(0, count);
    pieces = pieces.slice(count);
    const text = told.map((piece) => piece.text).join('');
    return [{ type: open.type, message: open.message, text, lines: told.map(({ line }) => line) }];
  };
  const close = (): readonly Said[] => {
    const said = tell(pieces.length);
    open = null;
    return said;
  };
  return {
    add: ({ type, id, text }, line) => {
      const goesOn = open !== null && open.type === type && open.id === id;
      const before = goesOn ? [] : close();
      if (!goesOn) open = { type, id, message: (messages += 1) };
      pieces.push({ text, line });
      return before;
    },
    meanwhile: () => tell(tellable(pieces)),
    close,
  };
};
