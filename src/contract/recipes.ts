/** Recipes: files that a program reads without being told, and that say what it builds and which tests it runs. */

const GRADLE = /\.gradle(\.kts)?$|^gradle\.properties$|^libs\.versions\.toml$/;
const CMAKE = /^cmakelists\.txt$|\.cmake$|^cmake(user)?presets\.json$|^dartconfiguration\.tcl$/;
const BAZEL = /^(build|workspace|module)(\.bazel)?$|^workspace\.bzlmod$|\.bzl$|^\.bazelrc$/;
const DOTNET =
  /\.((cs|fs|vb)?proj|slnx?|props|targets|runsettings)$|^(global|xunit\.runner|testconfig)\.json$|^nuget\.config$/;
const RUBY = /^rakefile(\.rb)?$|^gemfile$|\.gemspec$|^\.rspec$/;
const PHP = /^phpunit(\.dist)?\.xml(\.dist)?$|^pest\.php$|^composer\.json$/;
const CLOJURE = /^(project\.clj|deps\.edn|bb\.edn|tests\.edn)$/;
const HASKELL = /\.cabal$|^(stack|package)\.yaml$|^cabal\.project(\.\w+)?$/;
const DART = /^(pubspec|dart_test|build)\.yaml$/;

/** By the name of the program; names of files in lower case. */
const RECIPES: ReadonlyMap<string, RegExp> = new Map(
  (
    [
      ['make gmake', /^(gnu)?makefile$|\.mk$/],
      ['just', /^\.?justfile$/],
      ['task', /^taskfile(\.dist)?\.ya?ml$/],
      ['gradle gradlew', GRADLE],
      ['mvn mvnw mvnd', /^pom\.xml$/],
      ['ant phing', /^build\.xml$/],
      ['sbt', /\.sbt$|^build\.properties$/],
      ['mill', /^build\.(sc|mill)$/],
      ['tox', /^tox\.ini$/],
      ['nox', /^noxfile\.py$/],
      ['inv invoke', /^tasks\.py$|^invoke\.ya?ml$/],
      ['doit', /^dodo\.py$/],
      ['cmake ctest', CMAKE],
      ['meson', /^meson\.(build|options)$|^meson_options\.txt$/],
      ['ninja', /\.ninja$/],
      ['scons', /^sconstruct$|^sconscript$/],
      ['bazel bazelisk', BAZEL],
      ['buck buck2', /^buck$|\.bzl$|^\.buckconfig$/],
      ['pants', /^build(\.\w+)?$|^pants(\.\w+)?\.toml$/],
      ['dotnet msbuild', DOTNET],
      ['phpunit paratest pest composer', PHP],
      ['rake rspec bundle rails', RUBY],
      ['mix', /^mix\.exs$/],
      ['rebar3', /^rebar\.config(\.script)?$/],
      ['lein clojure clj bb', CLOJURE],
      ['stack cabal', HASKELL],
      ['swift', /^package\.swift$/],
      ['xcodebuild', /\.(pbxproj|xctestplan|xcscheme|xcconfig)$/],
      ['dart flutter', DART],
      ['zig', /^build\.zig(\.zon)?$/],
      ['dune', /^dune(-project|-workspace)?$|\.opam$/],
      ['nimble', /\.nimble$/],
      ['julia', /^(project|juliaproject)\.toml$/],
      ['prove', /^\.proverc$|^(makefile|build)\.pl$/],
      ['busted', /^\.busted$/],
      ['grunt', /^gruntfile\.\w+$/],
      ['gulp', /^gulpfile(\.babel)?\.\w+$/],
      ['jake', /^jakefile(\.\w+)?$/],
      ['earthly', /^earthfile$/],
    ] as const
  ).flatMap(([programs, files]) => programs.split(' ').map((program) => [program, files] as const)),
);

const recipeOf = (program: string): RegExp | undefined => RECIPES.get(program.split('/').at(-1) ?? '');

/** Whether a program reads a recipe without being told. */
export const readsRecipe = (program: string): boolean => recipeOf(program) !== undefined;

/**
 * Whether a file is a recipe that one of some programs reads.
 *
 * @param name of the file alone, in lower case
 */
export const isRecipe = (programs: Iterable<string>, name: string): boolean =>
  [...programs].some((program) => recipeOf(program)?.test(name) ?? false);

/** Whether any program at all reads a file as its recipe, by its name. */
export const isAnyRecipe = (name: string): boolean => [...RECIPES.values()].some((files) => files.test(name));
