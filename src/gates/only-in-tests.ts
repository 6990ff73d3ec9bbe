import { isSurelyTest } from '#contract';
import type { PatchFile } from './patch-lines.ts';

/** Tests of their own, and what they alone need: a whole item, by the words that it begins with. */
const ITEM =
  /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:(?:async|unsafe|default|const|extern(?:\s+"C")?)\s+)*(?:mod|use|fn|struct|enum|impl|const|static|type|trait|union|extern|macro_rules)\b/u;
const ONLY = /#!?\[cfg\(test\)\]/u;
/** A module out of another file than its name says, which is no file of tests: it may stand in the place of the product. */
const ELSEWHERE = /#\[path\s*=\s*"(?![^"]*tests?\b)(?![^"]*\btests?)[^"]*"\s*\]/iu;
/** Another attribute, a comment, or nothing: what it is about comes after it. */
const BEFORE_IT = /^\s*(?:#\[.*\]\s*|\/\/.*)?$/u;

/**
 * Code of Rust that is only there while unit tests are built, in the midst of a function: a statement, not an item such as
 * a module of tests or what they need. As no other line says so, it is the one of the kind `asks whether tests run it`
 * that takes two lines to see.
 */
export const onlyInTests = ({ path, hunks }: PatchFile): readonly string[] => {
  if (!path.endsWith('.rs') || isSurelyTest(path)) return [];
  return hunks
    .flatMap(({ added }) =>
      added.flatMap(({ at, text }, index) => {
        const [, ...rest] = text.split(ONLY);
        if (rest.length === 0 || /^\s*\/\//u.test(text)) return [];
        const own = rest.join(' ').trim();
        const after = [own, ...added.slice(index + 1).map((line) => line.text)];
        const found = after.findIndex((one) => !BEFORE_IT.test(one));
        const next = after[found];
        const from = after.slice(0, found + 1).find((one) => ELSEWHERE.test(one));
        if (next === undefined || (ITEM.test(next.replace(/^\s*(?:#\[[^\]]*\]\s*)+/u, '')) && from === undefined))
          return [];
        return [{ at, next: (from ?? next).trim() }];
      }),
    )
    .slice(0, 1)
    .map(({ at, next }) => `${path}:${at} asks whether tests run it: #[cfg(test)] ${next}`);
};
