import type { HollowPlace } from '#evidence';
import { touchedFunctions, type ChangedFile } from './units.ts';

/** A body that gives nothing, however it is written. */
const NOTHING =
  /^(?:(?:return\b\s*)?(?:\[\s*\]|\(?\{\s*\}\)?|\(\s*\)|''|""|``|nil|None|null|undefined|void 0|Object\.freeze\(\[\]\)|new (?:Map|Set|Array)\(\)|(?:set|list|dict|tuple|iter)\((?:\[\]|\(\))?\)|vec!\[\]|(?:Vec|String|HashMap)::new\(\)|(?:\[\]|map\[\w+\])[\w.*[\]]*\{\}|Default::default\(\))?\s*;?|pass|\.\.\.)$/u;

/**
 * Functions that did something, and that the change leaves giving nothing, whatever they are given. A test that goes
 * through what they give claims nothing then, and passes.
 */
export const hollowIn = (files: readonly ChangedFile[]): readonly HollowPlace[] =>
  files.flatMap(({ path, before, source, hunks }) => {
    const rewritten = hunks.filter(({ oldCount, newCount }) => oldCount > 0 && newCount > 0);
    if (before === null || source === null || rewritten.length === 0) return [];
    return touchedFunctions(source, rewritten).flatMap(({ start, body }) => {
      if (body === null) return [];
      const inner = source.text.slice(body.start, body.end).trim();
      const isHollow = NOTHING.test(inner) || (inner.startsWith('{') && inner.endsWith('}') && NOTHING.test(inner.slice(1, -1).trim()));
      return isHollow ? [{ path, line: source.text.slice(0, start).split('\n').length }] : [];
    });
  }); // prettier-ignore
