/** Finds lines and columns, both from 1, of offsets in a text; the table is made at the first question. */
export type LinesOf = {
  readonly at: (offset: number) => { readonly line: number; readonly column: number };
  /** A line without its end. */
  readonly text: (line: number) => string;
};

export const linesOf = (text: string): LinesOf => {
  let starts: number[] | null = null;
  const table = (): number[] => {
    if (starts !== null) return starts;
    starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  };
  return {
    at: (offset) => {
      const all = table();
      let [low, high] = [0, all.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((all[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (all[low] ?? 0) + 1 };
    },
    text: (line) => {
      const all = table();
      return text.slice(all[line - 1] ?? 0, (all[line] ?? text.length + 1) - 1).replace(/\r$/u, '');
    },
  };
};
