import type { Anchor } from './anchor.ts';
import type { SpecIndex } from './anchor-index.ts';
import { printCitation, type Citation } from './citation.ts';

/** What a citation finds. `changed`: what is there says something else than what was cited. */
export type Resolved =
  | { readonly kind: 'found'; readonly anchor: Anchor }
  | { readonly kind: 'changed'; readonly anchor: Anchor; readonly says: string }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Anchor[] }
  | { readonly kind: 'unknown'; readonly near: readonly string[] };

const withoutPin = (citation: Citation): string => {
  switch (citation.kind) {
    case 'spec':
      return printCitation({ ...citation, version: null });
    case 'openapi':
    case 'asyncapi':
      return printCitation({ ...citation, pin: null });
    case 'adr':
      return `adr:${citation.id.replace(/^ADR[-_ ]?/iu, '').replace(/^0+(?=\d)/u, '')}`;
    case 'oq':
      return `oq:${citation.id.toUpperCase().replace(/^(?:OQ-)?/u, 'OQ-')}`;
    case 'openspec':
      return printCitation(citation);
  }
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

/** What is pinned, and is not so any more. */
const changedSince = (citation: Citation, { digest }: Anchor, { spec }: SpecIndex): string | null => {
  if (citation.kind === 'spec' && citation.version !== null && citation.version !== spec?.version)
    return `it cites ${citation.version}, and ${spec?.file ?? 'no spec'} holds`;
  const isPinned = citation.kind === 'openapi' || citation.kind === 'asyncapi';
  if (isPinned && citation.pin !== null && !digest.startsWith(citation.pin))
    return `it is pinned to ${citation.pin}, and what is there is ${digest.slice(0, 12)}`;
  return null;
};

/**
 * Finds what a citation points at, exactly: one anchor, several between which nobody guesses, or none (S3-R7).
 *
 * @param at finds an anchor by a pointer to a place that no list has, in a description of an API
 */
export const resolveCitation = (
  citation: Citation,
  index: SpecIndex,
  at: (file: string, pointer: string) => Anchor | null = () => null,
): Resolved => {
  const cite = withoutPin(citation);
  const listed = authorities(index.anchors.filter((one) => one.cite === cite || one.also?.includes(cite) === true));
  const isApi = citation.kind === 'openapi' || citation.kind === 'asyncapi';
  const pointed = isApi && listed.length === 0 ? at(citation.file, citation.pointer) : null;
  const found = pointed === null || pointed.kind !== citation.kind ? listed : [pointed];
  const [anchor, other] = found;
  if (anchor === undefined) return { kind: 'unknown', near: nearTo(cite, index.anchors.filter(({ kind }) => kind === citation.kind)) }; // prettier-ignore
  if (other !== undefined) return { kind: 'ambiguous', candidates: found };
  const says = changedSince(citation, anchor, index);
  return says === null ? { kind: 'found', anchor } : { kind: 'changed', anchor, says };
};
