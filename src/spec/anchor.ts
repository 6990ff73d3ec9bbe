import { createHash } from 'node:crypto';
import type { Citation } from './citation.ts';

/** A document with anchors, by what it is. */
export type SpecKind = Citation['kind'];

/** An addressable place in a spec: what a citation points at. */
export type Anchor = {
  readonly kind: SpecKind;
  /** The citation that finds it, without a pin. */
  readonly cite: string;
  readonly file: string;
  /** Its first and last line, from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly title: string;
  /** SHA-256 over its text, in lower-case hexadecimal: another text, another digest. */
  readonly digest: string;
  /** Whether work may be done for it: a roadmap, what is deprecated, or the change of another is no authority. */
  readonly binding: boolean;
  /** Other citations that find it: by an id of its own beside its name. */
  readonly also?: readonly string[];
  /** What of it a reader looks for in a list: a status, a priority, the change that brings it. */
  readonly note: string | null;
};

/** Something in a document that keeps an anchor from being found, or from meaning one thing; `next` is the command that mends it. */
export type SpecFault = { readonly file: string; readonly line: number; readonly column: number; readonly says: string; readonly text: string; readonly next?: string }; // prettier-ignore

/** What one document holds. */
export type ReadDocument = { readonly anchors: readonly Anchor[]; readonly faults: readonly SpecFault[] };

/** The digest of a text with line ends as git has them, so that a checkout on another system cites the same. */
export const digestOfText = (text: string): string =>
  createHash('sha256')
    .update(`${text.replaceAll('\r\n', '\n').trimEnd()}\n`)
    .digest('hex');
