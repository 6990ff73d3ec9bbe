import { addedLines, type AddedLine } from './patch-lines.ts';

/** Where the next test begins, or whatever holds some. */
const NEXT = /^\s*(?:(?:it|test|describe|suite)\b[\w.]*\s*[(`]|(?:async\s+)?def\s+test|class\s+Test|func\s+Test)/u;
/** What a test claims, and which of that any error satisfies, whatever its cause. */
const CLAIMS =
  /\bassert\w*(?:\.\w+)*\s*[( ]|\bexpect(?:\.soft)?\(|\bself\.(?:assert|fail)\w*\(|\bpytest\.raises\(|\bt\.(?:Error|Fatal)f?\(/gu;
const ANY =
  /\.(?:toThrow|toThrowError)\(\s*\)|\bpytest\.raises\(\s*(?:Base)?Exception\s*\)|\bassertRaises\(\s*(?:Base)?Exception\s*[,)]/gu;
const THROWS = /\bassert(?:\.\w+)*\.(?:throws|rejects)\(/gu;

/** Whether a call that begins here has one argument alone. */
const hasOneArgument = (text: string, from: number): boolean => {
  let depth = 1;
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (quote !== '') {
      if (sign === '\\') at += 1;
      else if (sign === quote) quote = '';
    } else if (`'"\``.includes(sign)) quote = sign;
    else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) {
      depth -= 1;
      if (depth === 0) return true;
    } else if (sign === ',' && depth === 1) return /^,\s*\)/u.test(text.slice(at));
  }
  return false;
};

const count = (text: string, of: RegExp): number => [...text.matchAll(of)].length;

/** Whether all that some lines of a test claim is that an error comes, of whatever cause. */
export const waitsForAnyError = (text: string): boolean => {
  const bare = [...text.matchAll(THROWS)].filter((call) => hasOneArgument(text, call.index + call[0].length)).length;
  const any = bare + count(text, ANY);
  return any > 0 && count(text.replace(/\bimport\b.*/gu, ''), CLAIMS) === any;
};

/** The lines that a change adds of a test; none where it cannot be told which they are. */
const linesOfTest = (name: string, file: string | null, added: readonly AddedLine[]): readonly AddedLine[] => {
  const said = name.split(' > ').at(-1) ?? name;
  const own = added.filter((one) => one.file === file);
  const [at, ...more] = own.flatMap(({ text }, index) => (text.includes(said) ? [index] : []));
  if (at === undefined || more.length > 0) return [];
  const after = own.findIndex(({ text }, index) => index > at && NEXT.test(text));
  return own.slice(at, after === -1 ? own.length : after);
};

/**
 * Where an added test asks for an error and for no particular one: whatever goes wrong satisfies it, a name that there is
 * not as well. Null where it asks for more, or its lines cannot be told.
 *
 * @returns its place, as `FILE:LINE`
 */
export const anyErrorOf = (test: { readonly name: string; readonly file: string | null }, patch: Uint8Array): string | null => {
  const lines = linesOfTest(test.name, test.file, addedLines(patch));
  const [first] = lines;
  return first !== undefined && waitsForAnyError(lines.map(({ text }) => text).join('\n')) ? `${first.file}:${first.line}` : null;
}; // prettier-ignore
