import type { parse as parseText } from '@ast-grep/napi';

/** Reads a text by a grammar, called by its name there. */
export type Parse = typeof parseText;

let loading: Promise<Parse> | null = null;

/**
 * Loads the grammars, once in a process and only where something wants them: they take thirty milliseconds. They are
 * native code, which an install without optional packages leaves out: then it throws.
 */
export const loadGrammars = (): Promise<Parse> => (loading ??= load());

const load = async (): Promise<Parse> => {
  const [{ parse, registerDynamicLanguage }, python, go, rust] = await Promise.all([
    import('@ast-grep/napi'),
    import('@ast-grep/lang-python'),
    import('@ast-grep/lang-go'),
    import('@ast-grep/lang-rust'),
  ]);
  registerDynamicLanguage({ python: python.default, go: go.default, rust: rust.default });
  return parse;
};
