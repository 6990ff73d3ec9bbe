/**
 * The same function, which does not look at a text again that it has seen lately: thousands of changes say the same of
 * themselves, and change the same few specs. Nobody can tell from its answers.
 */
export const remembered = <T>(read: (text: string) => T, most = 128): ((text: string) => T) => {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = read(text);
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
};
