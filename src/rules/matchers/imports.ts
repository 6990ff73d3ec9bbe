import type { Language } from '../languages.ts';
import { patternOf, type Pattern } from '../pattern.ts';
import type { Span } from '../syntax.ts';

/** How each language names what it imports; the group is the name. What stands in a comment is left out by who calls. */
const FORMS: Readonly<Record<Language, readonly string[]>> = {
  typescript: [String.raw`(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"'\n]+)["']`],
  tsx: [String.raw`(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"'\n]+)["']`],
  javascript: [String.raw`(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"'\n]+)["']`],
  python: [
    String.raw`^[ \t]*from[ \t]+([\w.]+)[ \t]+import\b`,
    String.raw`^[ \t]*import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*)`,
  ],
  go: [String.raw`^(?:import)?[ \t]*(?:[\w.]+[ \t]+)?"([^"\n]+)"[ \t]*$`],
  rust: [String.raw`\buse[ \t]+(?:::)?([\w:]+)`, String.raw`\bextern[ \t]+crate[ \t]+(\w+)`],
};

const compiled = new Map<Language, readonly Pattern[]>();
const patternsOf = (language: Language): readonly Pattern[] => {
  const known = compiled.get(language);
  if (known !== undefined) return known;
  const made = FORMS[language].flatMap((form) => {
    const pattern = patternOf(form);
    return typeof pattern === 'string' ? [] : [pattern];
  });
  compiled.set(language, made);
  return made;
};

/** A name as its parts, whatever a language puts between them: `a/b`, `a.b` and `a::b` alike. */
const isOf = (module: string): ((name: string) => boolean) => {
  const source = module.replaceAll(/[.+?^${}()|[\]\\/]/gu, String.raw`\$&`).replaceAll('*', '[^/.:]*');
  // Nothing but characters that stand for themselves, and classes that cannot overlap with what follows them.
  const pattern = new RegExp(`^${source}(?:$|[/.:])`, 'u');
  return (name) => pattern.test(name);
};

/** Everything a text imports that is one of these modules or below. */
export const importsIn = (
  text: string,
  language: Language,
  modules: readonly string[],
): readonly (Span & { readonly name: string })[] => {
  const tests = modules.map(isOf);
  return patternsOf(language).flatMap((pattern) =>
    pattern.find(text).flatMap(({ start, end, group }) =>
      (group ?? '')
        .split(',')
        .map((name) => name.trim().replace(/^([^ \t]+)[ \t]+as[ \t]+\w+$/u, '$1'))
        .filter((name) => tests.some((test) => test(name)))
        .map((name) => ({ start, end, name })),
    ),
  );
};
