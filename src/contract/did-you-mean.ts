/** How many letters have to be added, removed, replaced or swapped with their neighbour to make one word of the other. */
const distance = (a: string, b: string): number => {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next: number[] = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + cost,
          swapped ? (before[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    before = last;
    last = next;
  }
  return last[b.length] ?? Infinity;
};

/** The word somebody most likely meant, or null if none is near. Case, `-`, `_` and blanks do not count. */
export const didYouMean = (word: string, known: readonly string[]): string | null => {
  const folded = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, '');
  if (word.length > 64) return null;
  const ranked = known
    .map((candidate) => ({ candidate, far: distance(folded(word), folded(candidate)) }))
    .toSorted((a, b) => a.far - b.far);
  const [best] = ranked;
  return best !== undefined && best.far <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : null;
};
