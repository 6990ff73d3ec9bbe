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
const FROM = numberIn('SHARE_FROM', randomInt(SHARE));

/**
 * The cases of a kind that are tried now.
 *
 * @param least how many of them at least, however small the share: of a kind with few cases, or ones that matter
 */
export const shareOf = <T>(kind: string, cases: readonly T[], least = 1): readonly T[] => {
  const share = Math.max(1, Math.min(SHARE, Math.floor(cases.length / least)));
  if (share === 1) return cases;
  const tried = cases.filter((_, index) => index % share === FROM % share);
  process.stdout.write(`${kind}: ${tried.length} of ${cases.length} tried (SHARE=${SHARE} SHARE_FROM=${FROM})\n`);
  return tried;
};
