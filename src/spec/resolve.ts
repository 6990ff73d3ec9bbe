import type { Anchor } from './anchor.ts';
import type { SpecIndex } from './anchor-index.ts';
import { printCitation, statementCited, wholeAnchor, type Citation } from './citation.ts';
import type { Statement } from './statements.ts';

/** What a citation finds. `changed`: what is there says something else than what was cited. */
export type Resolved =
  | { readonly kind: 'found'; readonly anchor: Anchor }
  | { readonly kind: 'changed'; readonly anchor: Anchor; readonly says: string }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Anchor[] }
  | { readonly kind: 'unknown'; readonly near: readonly string[] };

/** What no list has: a place in a description of an API by its pointer, and the statements of an anchor. */
export type Inside = {
  readonly at: (file: string, pointer: string) => Anchor | null;
  readonly statements: (anchor: Anchor) => readonly Statement[];
};

/** An id as its document has it: `ADR-0007` is `7`, `3` is `OQ-3`. */
const idAsListed = (kind: Citation['kind'], id: string): string => {
  if (kind === 'adr') return id.replace(/^ADR[-_ ]?/iu, '').replace(/^0+(?=\d)/u, '');
  if (kind === 'oq') return id.toUpperCase().replace(/^(?:OQ-)?/u, 'OQ-');
  if (kind === 'asm') return id.toUpperCase().replace(/^(?:ASM-)?/u, 'ASM-');
  if (kind === 'phase') return id.replace(/^phase[-_ ]?/iu, '').replace(/^0+(?=\d)/u, '');
  return id;
};

const listedAs = (citation: Citation): string => {
  const whole = wholeAnchor(citation);
  return 'id' in whole ? printCitation({ ...whole, id: idAsListed(whole.kind, whole.id) }) : printCitation(whole);
};

/** The text of an open change stands beside what it changes, and is found where there is no other. */
const authorities = (found: readonly Anchor[]): readonly Anchor[] => {
  const current = found.filter(({ file }) => !file.startsWith('openspec/changes/'));
  return current.length > 0 ? current : found;
};

/** How many single changes of a letter lie between two texts, up to three. */
const apart = (one: string, other: string): number => {
  if (Math.abs(one.length - other.length) > 3) return 4;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (let index = 1; index <= other.length; index += 1)
      next.push(Math.min((row[index] ?? 0) + 1, (next[index - 1] ?? 0) + 1, (row[index - 1] ?? 0) + (other[index - 1] === letter ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 4;
}; // prettier-ignore

const NEAR = 3;
const nearTo = (cite: string, anchors: readonly Anchor[]): readonly string[] => {
  const lower = cite.toLowerCase();
  const last = lower.split(/[#:]/u).at(-1) ?? lower;
  return [...new Set(anchors.map((anchor) => anchor.cite))]
    .map((one) => ({ cite: one, far: one.toLowerCase().endsWith(last) ? 0 : apart(one.toLowerCase(), lower) }))
    .filter(({ far }) => far <= 3)
    .toSorted((a, b) => a.far - b.far || (a.cite < b.cite ? -1 : 1))
    .slice(0, NEAR)
    .map((one) => one.cite);
}; // prettier-ignore

/** The file in which what a citation means would have to stand, as far as that can be told without it. */
export const homeOf = (citation: Citation, { spec }: Pick<SpecIndex, 'spec'>): string | null => {
  switch (citation.kind) {
    case 'openspec':
      return `openspec/specs/${citation.capability}/spec.md`;
    case 'openapi':
    case 'asyncapi':
      return citation.file;
    case 'spec':
      return spec?.file ?? null;
    default:
      return null;
  }
};

/** What is pinned, and is not so any more. */
const changedSince = (citation: Citation, { digest }: Anchor, { spec }: SpecIndex): string | null => {
  if (citation.kind === 'spec' && citation.version !== null && citation.version !== spec?.version)
    return `it cites ${citation.version}, and ${spec?.file ?? 'no spec'} holds`;
  return citation.pin !== null && !digest.startsWith(citation.pin)
    ? `it is pinned to ${citation.pin}, and what is there is ${digest.slice(0, 12)}`
    : null;
};

const withCite = ({ anchors }: SpecIndex, cite: string): readonly Anchor[] =>
  authorities(anchors.filter((one) => one.cite === cite || one.also?.includes(cite) === true));

/** One statement of an anchor, as a place of its own. */
const statementAt = ({ kind, file, binding, note }: Anchor, found: Statement): Anchor => ({
  ...{ kind, file, binding, note },
  ...{ cite: found.cite, line: found.line, lastLine: found.lastLine, title: found.says, digest: found.digest },
});

/** Finds what a citation points at, exactly: one anchor, several between which nobody guesses, or none (S3-R7). */
export const resolveCitation = (citation: Citation, index: SpecIndex, inside: Inside): Resolved => {
  const nth = statementCited(citation);
  // A requirement may well be called `C#7`.
  const literal = nth === null ? [] : withCite(index, `${printCitation(wholeAnchor(citation))}#${nth}`);
  const cite = listedAs(citation);
  const listed = literal.length > 0 ? literal : withCite(index, cite);
  const isApi = citation.kind === 'openapi' || citation.kind === 'asyncapi';
  const pointed = isApi && listed.length === 0 ? inside.at(citation.file, citation.pointer) : null;
  const found = pointed === null || pointed.kind !== citation.kind ? listed : [pointed];
  const [whole, other] = found;
  if (whole === undefined) return { kind: 'unknown', near: nearTo(cite, index.anchors.filter(({ kind }) => kind === citation.kind)) }; // prettier-ignore
  if (other !== undefined) return { kind: 'ambiguous', candidates: found };
  const statements = nth === null || literal.length > 0 ? null : inside.statements(whole);
  const statement = statements?.[(nth ?? 0) - 1];
  if (statements !== null && statement === undefined)
    return { kind: 'unknown', near: (statements ?? []).slice(0, NEAR).map((one) => one.cite) };
  const anchor = statement === undefined ? whole : statementAt(whole, statement);
  const says = changedSince(citation, anchor, index);
  return says === null ? { kind: 'found', anchor } : { kind: 'changed', anchor, says };
};
