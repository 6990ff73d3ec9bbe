/** Where a secret stands in a text, and what found it: a pattern, or the very value of a key that Writ hands out. */
export type Span = {
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly source: 'pattern' | 'key';
};

/** Spans in order and apart: those that touch or lie in each other are one, called after a key if one is among them. */
export const apart = (spans: readonly Span[]): readonly Span[] => {
  const joined: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1);
    if (last === undefined || span.start >= last.end) joined.push(span);
    else {
      const named = last.source === 'key' ? last : span.source === 'key' ? span : last;
      joined.splice(-1, 1, { ...named, start: last.start, end: Math.max(last.end, span.end) });
    }
  }
  return joined;
};
