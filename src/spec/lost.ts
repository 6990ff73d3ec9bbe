import type { Anchor } from './anchor.ts';
import { isNumbered, unlawful } from './laws.ts';

/** The kinds of places of an API that somebody calls; what its components are called is its own affair. */
const CALLED = /#\/(?:paths|webhooks|channels|operations)\//u;

/** Whether others may rely on an anchor: questions are answered, and plans change. */
const isRequired = ({ kind, cite, file, binding }: Anchor): boolean => {
  if (!binding || file.startsWith('openspec/changes/')) return false;
  if (kind === 'openapi' || kind === 'asyncapi') return CALLED.test(cite);
  return kind !== 'oq' && kind !== 'watch' && kind !== 'phase';
};

/** Whether an open change of OpenSpec says of a requirement that it is to go, or to be called otherwise. */
const isToGo = ({ note }: Anchor): boolean => /\b(?:removed|renamed) by change /u.test(note ?? '');

/** Whether an anchor is a place to find what was required: a change may name what it takes away, and a roadmap binds nobody. */
const isThere = ({ kind, file, binding }: Anchor): boolean =>
  !file.startsWith('openspec/changes/') && (binding || kind !== 'spec');

/**
 * The anchors that were binding and are not any more: under none of the citations that found them. A requirement that an
 * open change said was to go is not lost. And whatever breaks the laws of decisions, questions and assumptions, binding
 * or not: a question that is taken away is one that nobody answers.
 */
export const lostAnchors = (before: readonly Anchor[], after: readonly Anchor[]): readonly Anchor[] => {
  const there = new Set(after.filter(isThere).flatMap(({ cite, also = [] }) => [cite, ...also]));
  const going = new Set(before.filter(isToGo).map(({ cite }) => cite));
  const broken = unlawful(before, after.filter(isNumbered));
  return before.filter(
    (one) =>
      broken.has(one) ||
      (isRequired(one) && !going.has(one.cite) && ![one.cite, ...(one.also ?? [])].some((cite) => there.has(cite))),
  );
};
