/**
 * The first of many, and how many more there are: a text that fills the screen is read by nobody.
 *
 * @param more how the rest is spoken of
 */
export const few = (
  texts: readonly string[],
  most: number,
  more: (count: number) => string = (count) => `${count} more`,
): readonly string[] => (texts.length <= most ? texts : [...texts.slice(0, most), more(texts.length - most)]);
