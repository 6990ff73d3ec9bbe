/** A word as a program or a person takes it for one name. */
const WORD = /[\p{L}\p{M}\p{N}_]+/gu;
const LATIN = /\p{Script=Latin}/u;
/**
 * Letters that pass for Latin ones beside them: all of the scripts that UTS #39 lets stand beside Latin in no identifier
 * because of that, and of Greek those that look it (a `μ` or `Δ` in a formula deceives nobody).
 */
const POSING =
  /[\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Deseret}ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορικυχϹϲϳ]/u;
/** Letters made to stand for others: full width, mathematical, letter-like. The ordinals ª and º are written by people. */
const STAND_IN = /[\p{L}--[ªº]]/v;

const isStandIn = (character: string): boolean =>
  !/^[ -~]$/u.test(character) && STAND_IN.test(character) && /^[A-Za-z]$/u.test(character.normalize('NFKC'));

const hex = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * The words of a text that look like other words, because letters of other alphabets pose as Latin ones in them (UTS #39,
 * mixed scripts), each once, with the posing letters escaped so that they are seen. Node's own Unicode data decide.
 *
 * A word that is of one other alphabet altogether is somebody's language, and not among them.
 */
export const lookalikesIn = (text: string): readonly string[] => {
  // Most text is plain, and then there is nothing to look for.
  if (/^[ -~\s]*$/u.test(text)) return [];
  const found = [...text.matchAll(WORD)].flatMap(([word]) => {
    const mixed = LATIN.test(word) && POSING.test(word);
    const shown = [...word].map((one) => (isStandIn(one) || (mixed && POSING.test(one)) ? hex(one) : one)).join('');
    return shown === word ? [] : [shown];
  });
  return [...new Set(found)];
};
