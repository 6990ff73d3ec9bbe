/** The first of many lines, and how many more there are: a refusal that fills the screen is read by nobody. */
export const few = (
  lines: readonly string[],
  most: number,
  more = (count: number) => `  and ${count} more`,
): readonly string[] => (lines.length <= most ? lines : [...lines.slice(0, most), more(lines.length - most)]);
