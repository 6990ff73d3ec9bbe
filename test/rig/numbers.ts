/** Numbers that look like chance and come again for the same seed (mulberry32): whole ones of 32 bits. */
const wordsFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
};

/** Whole numbers from 0 to below a bound, the same for the same seed. */
export const numbersFrom = (seed: number): ((below: number) => number) => {
  const next = wordsFrom(seed);
  return (below) => next() % below;
};

/** Numbers from 0 to below 1, the same for the same seed. */
export const fractionsFrom = (seed: number): (() => number) => {
  const next = wordsFrom(seed);
  return () => next() / 4_294_967_296;
};
