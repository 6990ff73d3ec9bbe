/**
 * Which files are tests, by their paths. No path says it for sure of every project, so there are two questions: what may
 * be a test is protected as one; only what surely is one is excused from what is asked of the product.
 */

/** Names that runners look for, in any folder. */
const NAMED = /[._-](test|spec)\.[^/]+$|(^|\/)(test_[^/]+|conftest\.py|tests\.(py|rs))$/iu;
/** Folders of tests, and of what tests compare with. */
const FOLDER = /(^|\/)(tests?|__tests__|spec|testdata|__snapshots__|__fixtures__|__mocks__)\//iu;

/** Folders and endings of what is compared with, wherever the tests are (decision 074). */
const COMPARED = /(^|\/)(goldens?|expected|fixtures)\/|\.(golden|expected|approved|snap)(\.[^/.]+)?$/iu;
const CODE = /\.([cm]?[jt]sx?|py|go|rs|rb|php|java|kts?|scala|cs|swift|c|cc|cpp|cxx|h|hh|hpp)$/iu;

/** What tests compare with, by its path. Code of the product may be called so as well. */
const isComparedWith = (path: string): boolean => COMPARED.test(path) && !(CODE.test(path) && isBelowProduct(path));

/**
 * Whether a path may be a test, or what one compares with. To be asked where a test is protected: what is taken for one
 * wrongly is looked at once too often.
 */
export const mayBeTest = (path: string): boolean => NAMED.test(path) || FOLDER.test(path) || isComparedWith(path);

/** Names that say so in the languages whose runners look for them: `api-spec.yaml` and `test_mode.mjs` are no such. */
const SURELY_NAMED =
  /\.(test|spec)\.[^/]+$|[_-]test\.[^/.]+$|[_-]spec\.([cm]?[jt]sx?|rb|lua|exs)$|(^|\/)(test_[^/]+\.(py|rb|c|cc|cpp|cxx|sh|lua|ml|php)|conftest\.py|tests\.(py|rs))$/iu;
/** Folders that no language has for anything else. */
const SURELY_FOLDER = /(^|\/)(__tests__|testdata|__snapshots__|__fixtures__|__mocks__)\//iu;
/** What Maven, Gradle and sbt build for tests alone. */
const JVM = /(^|\/)src\/test\/((java|kotlin|scala|groovy|clojure)\/.+\.(java|kts?|scala|groovy|clj)$|resources\/)/iu;
/** Modules of tests beside the code, as Python and Rust have them within a package. */
const MODULE = /(^|\/)tests\/(.+\/)?[^/]+\.(py|pyi|rs)$/iu;
/** `spec/` may hold a specification, or code that reads one: what RSpec and Jasmine look for in it is a test. */
const SPEC = /(^|\/)spec\/(.+\.rb$|(support|helpers|fixtures|factories)\/|(.+\/)?[^/]*spec\.[cm]?[jt]sx?$)/iu;
const TESTS = /(^|\/)tests?\//iu;

/** Folders that hold the product: what is called a test below them may be a part of it. */
const PRODUCT = /^(src|sources?|lib|app|pkg|internal|cmd)$/iu;

/** Whether a path lies below a folder of the product. One below a folder of tests does not: `test/src/a.js`. */
export const isBelowProduct = (path: string): boolean => {
  const folders = path.split('/').slice(0, -1);
  const first = folders.find((name) => PRODUCT.test(name) || /^(tests?|spec)$/iu.test(name));
  return first !== undefined && PRODUCT.test(first);
};

/**
 * Whether a path is surely a test, or what one compares with: by a name that runners look for, or because it lies in a
 * folder of tests that is not itself below a folder of the product, as `src/spec/parse.mjs` is. To be asked where a test
 * is excused: what is not taken for one has to be proven like the product.
 */
export const isSurelyTest = (path: string): boolean =>
  [SURELY_NAMED, SURELY_FOLDER, JVM, MODULE].some((one) => one.test(path)) ||
  (!isBelowProduct(path) && (TESTS.test(path) || SPEC.test(path)));

/** Whether a path looks like a test, and nothing says for sure that it is not part of the product. */
export const isUnsure = (path: string): boolean => mayBeTest(path) && !isSurelyTest(path);
