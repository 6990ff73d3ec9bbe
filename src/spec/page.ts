import type { ReadDocument, SpecFault } from './anchor.ts';
import { readApi, type TextBeside } from './documents/api.ts';
import { apiKind } from './documents/api-data.ts';
import { numberOfDecision, readDecision } from './documents/decisions.ts';
import { readAnchoredSpec, specPointedAt } from './documents/anchored-spec.ts';
import { openspecFile, readOpenspec } from './documents/openspec.ts';
import { isQuestionFile, readQuestions } from './documents/questions.ts';
import { readRegister, registerKind } from './documents/registers.ts';

/** A document as it stands in a tree. */
export type SpecText = { readonly path: string; readonly text: string };

/** What a file says of which spec holds: its name, or what keeps it from saying so. `first` is its first line. */
export type Pointer = { readonly first: string } & ({ readonly target: string } | { readonly fault: SpecFault });

/**
 * What one file holds by itself: so it need not be read again while it does not change, nor any of its parts, the files
 * that a description of an API refers to. Whatever else stands beside it makes no difference.
 * `own`: by what its name says it is. `current`: as the spec with anchors, which some file says it is.
 */
export type PageRole = 'own' | 'current';
export type SpecPage = ReadDocument & { readonly pointer: Pointer | null; readonly parts: readonly string[] };

const POINTER = /(?:^|\/)SPEC_CURRENT\.md$/u;
const VERSIONED = /(?:^|\/)Master_Spec_v[^/]+\.md$/iu;

/** Whether a file says which spec holds. */
export const isPointerFile = (path: string): boolean => POINTER.test(path);
/** Whether a file is a version of a spec, by its name. */
export const isVersionFile = (path: string): boolean => VERSIONED.test(path);

type ReadWhole = ReadDocument & { readonly parts?: readonly string[] };
type Reader = (path: string, text: string, beside: TextBeside) => ReadWhole;
const readerFor = (path: string): Reader | null => {
  if (openspecFile(path) !== null) return readOpenspec;
  if (apiKind(path) !== null) return readApi;
  if (numberOfDecision(path) !== null) return readDecision;
  if (isQuestionFile(path)) return readQuestions;
  return registerKind(path) === null ? null : readRegister;
};

/** Of which kind the numbered entries of a file are, by its name: decisions, questions, assumptions; null: it has none. */
export const numberedKind = (path: string): 'adr' | 'oq' | 'asm' | null => {
  if (numberOfDecision(path) !== null) return 'adr';
  if (isQuestionFile(path)) return 'oq';
  return registerKind(path) === 'asm' ? 'asm' : null;
};

/** Whether a file has anchors of its own, by its name. */
export const isDocumentFile = (path: string): boolean => readerFor(path) !== null;

/** Whether a file of this path can hold anchors, or says which one does. */
export const isSpecFile = (path: string): boolean => isPointerFile(path) || isVersionFile(path) || isDocumentFile(path);

const pointerIn = (path: string, text: string): Pointer => ({
  first: (text.split('\n', 1)[0] ?? '').slice(0, 300),
  ...specPointedAt(path, text),
});

/** Reads one file, with the parts it is made of. */
export const readPage = ({ path, text }: SpecText, role: PageRole, beside: TextBeside): SpecPage => {
  const read = role === 'current' ? readAnchoredSpec : readerFor(path);
  const whole: ReadWhole = read === null ? { anchors: [], faults: [] } : read(path, text, beside);
  const { anchors, faults, parts = [] } = whole;
  return { anchors, faults, parts, pointer: role === 'own' && isPointerFile(path) ? pointerIn(path, text) : null };
};
