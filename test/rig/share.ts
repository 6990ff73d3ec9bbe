import { randomInt } from 'node:crypto';

const numberIn = (name: string, otherwise: number): number => {
  const text = process.env[name];
  if (text === undefined) return otherwise;
  if (!/^\d+$/u.test(text)) throw new Error(`${name} is no number: ${text}`);
  return Number(text);
};

/** `SHARE=3` tries a third of the cases of a kind, where time is short, and says so; without it every one is tried. */
const SHARE = Math.max(1, numberIn('SHARE', 1));
/** Another third each time, unless it is said which. */
const FROM = numberIn('SHARE_FROM', randomInt(SHARE)) % SHARE;

/** The cases of a kind that are tried now: never none. */
export const shareOf = <T>(kind: string, cases: readonly T[]): readonly T[] => {
  if (SHARE === 1) return cases;
  const tried = cases.filter((_, index) => index % SHARE === FROM);
  const some = tried.length === 0 ? cases.slice(0, 1) : tried;
  process.stdout.write(`${kind}: ${some.length} of ${cases.length} tried (SHARE=${SHARE} SHARE_FROM=${FROM})\n`);
  return some;
};
