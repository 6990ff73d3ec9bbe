/**
 * Which texts hold tests, by what they say. A path does not tell it of every project: a runner may be told to look for
 * tests anywhere, and some languages keep them beside the code that they test.
 */

/** Attributes of Rust that make an item one of tests. What is built where no tests are is none. */
export const isTestAttribute = (attribute: string): boolean =>
  /#!?\[\s*(?:cfg\s*\([^\]#]{0,500}\btest\b|(?:\w+\s*::\s*)*(?:test|rstest|test_case|quickcheck|wasm_bindgen_test)\s*[\](])/u.test(
    attribute.replaceAll(/\bnot\s*\(\s*test\s*\)/gu, ''),
  );

/** Where vitest finds tests among the product. */
export const IN_SOURCE = /\bimport\s*\.\s*meta\s*\.\s*vitest\b/u;

/** Libraries of tests, as they are imported. */
const FRAMEWORK_OF_SCRIPTS =
  /^[ \t]*(?:import\b[^'"`;\n]*|(?:const|let|var)\b[^'"`;\n]*=\s*(?:await\s+import|require)\s*\(\s*|\}\s*(?:from|=\s*require\s*\()\s*)['"](?:vitest|node:test|bun:test|@jest\/globals|mocha|ava|tape|uvu|tap)['"]/mu;
const TESTS_OF_SCRIPTS = /^[ \t]*(?:await\s+)?(?:describe|it|test|suite|context|specify)(?:\.\w+)*\s*\(\s*['"`]/mu;
const FRAMEWORK_OF_PYTHON = /^[ \t]*(?:import|from)\s+(?:pytest|unittest|nose2?)\b/mu;
const TESTS_OF_PYTHON = /^[ \t]*(?:async\s+)?def\s+test|^[ \t]*class\s+(?:Test|\w+\s*\([^)\n]*TestCase\b)/mu;

/** What holds tests in languages that are not taken apart here. */
const OTHERS: readonly (readonly [endings: RegExp, tests: RegExp])[] = [
  [/\.(java|kts?|scala|groovy)$/iu, /^[ \t]*@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\b/mu],
  [/\.rb$/iu, /^[ \t]*(?:RSpec\.describe\b|def\s+test_)|<\s*(?:Minitest::Test|Test::Unit::TestCase)\b/mu],
  [/\.php$/iu, /\bextends\s+[\w\\]*TestCase\b/u],
  [/\.cs$/iu, /^[ \t]*\[(?:Fact|Theory|Test|TestCase|TestMethod)\b/mu],
  [/\.exs?$/iu, /^[ \t]*use\s+ExUnit\.Case\b/mu],
];

/**
 * What a text says of tests. `tests`: it holds some. `framework`: it brings in a library of tests and holds none, as
 * what tests share does. Null: nothing. Go is not asked: its runner reads no tests but those in files called `_test.go`.
 */
export const testsInText = (path: string, text: string): 'tests' | 'framework' | null => {
  const of = (tests: boolean, framework: boolean): 'tests' | 'framework' | null =>
    tests ? 'tests' : framework ? 'framework' : null;
  if (/\.rs$/iu.test(path)) return of(isTestAttribute(text.replaceAll(/^[ \t]*\/\/.*$/gmu, '')), false);
  if (/\.[cm]?[jt]sx?$/iu.test(path))
    return of(TESTS_OF_SCRIPTS.test(text) || IN_SOURCE.test(text), FRAMEWORK_OF_SCRIPTS.test(text));
  if (/\.pyi?$/iu.test(path)) return of(TESTS_OF_PYTHON.test(text), FRAMEWORK_OF_PYTHON.test(text));
  return of(
    OTHERS.some(([endings, tests]) => endings.test(path) && tests.test(text)),
    false,
  );
};
