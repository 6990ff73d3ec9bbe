import type { Language } from '../languages.ts';
import type { SyntaxNode } from '../syntax.ts';
import type { PublicItem } from './public-item.ts';
import { goItems, rustItems } from './documented-by-sentence.ts';
import { pythonItems } from './documented-in-python.ts';
import { scriptItems } from './documented-in-scripts.ts';

const ITEMS: Readonly<Record<Language, (root: SyntaxNode) => readonly PublicItem[]>> = {
  typescript: scriptItems,
  tsx: scriptItems,
  javascript: scriptItems,
  python: pythonItems,
  go: goItems,
  rust: rustItems,
};

/**
 * Where the documentation of what a file exports does not say what the code does (S0-R47): nothing at all, a parameter
 * that is not named or is named otherwise, what comes back, what is thrown. Each language has its own form for that.
 */
export const undocumentedIn = (
  root: SyntaxNode,
  language: Language,
): readonly { readonly start: number; readonly says: string }[] =>
  ITEMS[language](root).flatMap(({ node, name, faults }) => {
    const start = node.range().start.index;
    if (faults === null) return [{ start, says: `${name} has no documentation` }];
    return faults.map((fault) => ({ start, says: `the documentation of ${name} ${fault}` }));
  });
