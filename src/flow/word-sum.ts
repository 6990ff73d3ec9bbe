/** So many letters a sum has. */
export const SUM_LENGTH = 8;

/**
 * A sum of bytes by which it is noticed that they are not what was written: FNV-1a (Fowler, Noll and Vo) over words of four bytes.
 * Whatever changes in one word changes it. It holds nothing against anybody, and is for what anybody could write anew;
 * where that matters there is `sha256`, for which Node loads what takes a third of the time in which it starts.
 */
export const wordSum = (bytes: Uint8Array): string => {
  const words = new Uint32Array(Math.ceil(bytes.length / Uint32Array.BYTES_PER_ELEMENT));
  new Uint8Array(words.buffer).set(bytes);
  let sum = 0x811c9dc5 ^ bytes.length;
  for (let at = 0; at < words.length; at++) sum = Math.imul(sum ^ (words[at] ?? 0), 0x01000193);
  return (sum >>> 0).toString(16).padStart(SUM_LENGTH, '0');
};
