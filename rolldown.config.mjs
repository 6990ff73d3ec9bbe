import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

/** What every look at the board loads, in one file: to find and open each of a dozen costs more than to read it. */
const BOARD = [
  'failure',
  'cli/(io|jail-words|look|run-command|commands/board)',
  'contract/(canonical|contract|estimate|visible)',
  'flow/(board|board-cache|board-rows|drift|filed|filed-tasks|places|settings-texts|task-paths)',
  'host/(file-stamp|files|git|person|process-identity|process-table|processes|programs|repository)',
  'ledger/(open-database|read-board|states)',
  'plan/(board|task-state)',
];

/** What is loaded beside it to say what is worth doing next. */
const NEXT = [
  'cli/(next|words|commands/(plan-next|plan-view))',
  'contract/path-kinds',
  'flow/(kept-answer|plan)',
  'plan/(estimate-numbers|glob-states|graph|next-steps|order|overlap|reach)',
  'spec/plain-path',
];

/** What is called now and then of that which takes longer to load than most of what needs none of it. */
const CALLED_LATER = { module: 'node:crypto', functions: ['createHash', 'hash', 'randomBytes'] };

/** Functions of a module that is loaded when the first of them is called; null where more than functions is taken. */
const calledLater = (names, module) => {
  const pairs = names.split(',').map((name) => name.trim().split(' as '));
  if (module !== CALLED_LATER.module || !pairs.every(([name]) => CALLED_LATER.functions.includes(name))) return null;
  const asked = `globalThis.process.getBuiltinModule("${module}")`;
  return pairs
    .map(([name, own = name]) => `let ${own}$; const ${own} = (...what) => (${own}$ ??= ${asked}.${name})(...what);`)
    .join(' ');
};

/**
 * Takes what Node offers without importing it. For an import Node first makes a list of all that the module offers, and
 * loads streams and ciphers for that which nobody asked for: a fifth of the time it takes to say a version. What a file
 * calls `process` itself is not there yet on these lines.
 */
const builtinsUnlisted = {
  name: 'builtins-unlisted',
  renderChunk: (code) =>
    code.replaceAll(
      /^import (?:([\w$]+)(?:, )?)?(?:\{([^}]*)\})? from "(node:[\w/]+)";$/gmu,
      (_, whole, names, module) => {
        const later = whole === undefined ? calledLater(names, module) : null;
        if (later !== null) return later;
        const taken = names?.replaceAll(/\bas\b/gu, ':').replaceAll(/(\w+) : /gu, '$1: ');
        return [whole, taken && `{${taken}}`]
          .filter(Boolean)
          .map((target) => `const ${target} = globalThis.process.getBuiltinModule("${module}");`)
          .join(' ');
      },
    ),
};

/** What searches for secrets measures each of its steps, for a report that nobody asks for. */
const unmeasured = {
  name: 'unmeasured',
  resolveId: (id) => (id === '@secretlint/profiler' ? '\0unmeasured' : null),
  load: (id) => (id === '\0unmeasured' ? 'export const secretLintProfiler = { mark() {} };' : null),
};

/** The parser of AsyncAPI is handed all it may read: what would fetch more has nothing to do here. */
const unfetched = {
  name: 'unfetched',
  resolveId: (id) => (id === 'node-fetch' ? '\0unfetched' : null),
  load: (id) => (id === '\0unfetched' ? "export default () => Promise.reject(new Error('nothing is fetched'));" : null),
};

/** The rooms whose words stand in a verdict. */
const JUDGING = 'src/{failure.ts,{contract,evidence,gates,rules,signoff,spec}/**/*.ts}';

/**
 * Which program judges (src/gates/judged-by.ts): its version, and what its sources and the packages they use amount to, so
 * that two builds of a version which do not say the same are two.
 */
const judgedBy = () => {
  const sources = globSync(JUDGING, { cwd: import.meta.dirname }).filter(
    (path) => !/\.(test|fixture)\.ts$/u.test(path),
  );
  const digest = createHash('sha256');
  for (const path of ['package.json', 'package-lock.json', ...sources.toSorted()]) {
    const file = join(import.meta.dirname, path);
    // A copy of the sources alone is built without the list of packages.
    if (existsSync(file)) digest.update(`${path}\0`).update(readFileSync(file));
  }
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));
  return `${version}+${digest.digest('hex').slice(0, 12)}`;
};

const COMMON = {
  platform: 'node',
  transform: { define: { WRIT_JUDGE: JSON.stringify(judgedBy()) } },
  // Native modules and the grammars stay where npm has put them.
  external: [/^@ast-grep\//],
  // Its other form asks for its parts by name, which no bundle has.
  resolve: {
    conditionNames: ['source', 'import', 'node', 'default'],
    alias: {
      'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
      // The same without asking the environment, at every token, whether to print it: a fifth of reading a task file.
      yaml: join(import.meta.dirname, 'node_modules/yaml/browser/dist/index.js'),
    },
  },
  // No module of ours does anything by being loaded, but for the program itself and its thread: so a command loads what it uses of a
  // room, not all that stands behind the room's front door.
  treeshake: {
    moduleSideEffects: [
      { test: /[\\/]src[\\/](cli[\\/]main|flow[\\/]task-thread)\.ts$/, sideEffects: true },
      { test: /[\\/]src[\\/]/, sideEffects: false },
    ],
  },
};

/** One bundle for the command line and the library: a published Writ starts from few files. */
export const modules = defineConfig({
  ...COMMON,
  input: { main: 'src/cli/main.ts', index: 'src/index.ts', 'task-thread': 'src/flow/task-thread.ts' },
  plugins: [unmeasured, unfetched, builtinsUnlisted],
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
    codeSplitting: {
      groups: Object.entries({ board: BOARD, next: NEXT }).map(([name, files]) => ({
        name,
        test: new RegExp(`[\\\\/]src[\\\\/](${files.join('|')})\\.ts$`),
      })),
    },
  },
});

/** Where a text is taken as it stands, backslashes and all: the parts of templates with a tag. */
const rawRangesIn = (node) => {
  if (node === null || typeof node !== 'object') return [];
  if (Array.isArray(node)) return node.flatMap(rawRangesIn);
  const own = node.type === 'TaggedTemplateExpression' ? node.quasi.quasis : [];
  return [...own.map(({ start, end }) => [start, end]), ...Object.values(node).flatMap(rawRangesIn)];
};

const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * The same program in ASCII. V8 holds a text with a single letter beyond Latin-1 at two bytes for each letter, for as long
 * as a run lasts.
 */
const inAscii = (code) => {
  const raw = rawRangesIn(parseAst(code, { lang: 'js' }).body);
  return code.replaceAll(/[^\0-\x7f]/g, (unit, at) =>
    raw.some(([start, end]) => at >= start && at < end) ? `\${'${escaped(unit)}'}` : escaped(unit),
  );
};

/** The files of a build that are loaded before anything is asked for later: the first, what it begins with, and all these need. */
const neededFirst = (chunks) => {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const needed = new Set();
  const need = (name) => {
    if (needed.has(name) || !byName.has(name)) return;
    needed.add(name);
    byName.get(name).imports.forEach(need);
  };
  for (const { fileName, isEntry, facadeModuleId } of chunks)
    if (isEntry || facadeModuleId?.endsWith(BEGINS_WITH)) need(fileName);
  return needed;
};

/** What `writ run` does before it loads most of itself. */
const BEGINS_WITH = '/src/cli/head-start.ts';

/** Files of a build as functions by their names. */
const tableOf = (chunks) =>
  `{${chunks.map(({ fileName, code }) => `"${fileName}": function (exports, module) {${code}\n}`).join(',\n')}}`;

/**
 * Puts all files of a build into two, as functions by their names: each is called when another asks for it, just as Node
 * would load it then. In the first are those that a run begins with, and the second is read when another is asked for:
 * to read it takes as long as git takes to begin.
 */
const inTwoFiles = {
  name: 'in-two-files',
  generateBundle(_, files) {
    const chunks = Object.values(files);
    const entry = chunks.find(({ isEntry }) => isEntry);
    const first = neededFirst(chunks);
    const rest = tableOf(chunks.filter(({ fileName }) => !first.has(fileName)));
    const begin = tableOf(chunks.filter(({ fileName }) => first.has(fileName)));
    for (const { fileName } of chunks) if (fileName !== entry.fileName) delete files[fileName];
    this.emitFile({
      ...{ type: 'asset', fileName: 'run-rest.cjs' },
      source: inAscii(
        `(function (exports, __outside, __filename, __dirname) {exports.filesFor = (require) => (${rest});\n})\n`,
      ),
    });
    entry.code = inAscii(`(function (exports, require, __filename, __dirname) {const __files = ${begin};
const __loaded = new Map();
const __outside = require;
const __load = (name) => {
  if (!__loaded.has(name)) {
    if (!(name in __files)) Object.assign(__files, __outside("./run-rest.cjs").filesFor(require));
    const module = { exports: {} };
    __loaded.set(name, module);
    __files[name](module.exports, module);
  }
  return __loaded.get(name).exports;
};
require = (name) => name.startsWith("./") ? __load(name.slice(2)) : __outside(name);
Object.assign(exports, __load("${entry.fileName}"));
})
`);
  },
};

/** By this build nothing but `writ run` is called: of other commands it needs no more than that it has none. */
const runsAlone = {
  name: 'runs-alone',
  transform: (code, id) =>
    /[\\/]src[\\/]cli[\\/]table[\\/](?!working|entry)[\w-]+\.ts$/u.test(id)
      ? code
          .match(/^export const \w+/gmu)
          .map((one) => `${one} = [];`)
          .join('\n')
      : null,
};

/** `writ run` once more, as two scripts: only of a script does Node give what V8 made of the functions that were called. */
const run = defineConfig({
  ...COMMON,
  input: { run: 'src/cli/run-main.ts' },
  // No run reads descriptions of events by it, and it would be half of the script.
  external: [...COMMON.external, '@asyncapi/parser'],
  plugins: [unmeasured, runsAlone, inTwoFiles],
  output: {
    ...{
      dir: 'dist',
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name].cjs',
      dynamicImportInCjs: false,
    },
    comments: { legal: true, jsdoc: false, annotation: false },
  },
});

// In this order: a build is as new as its `main.mjs`.
export default [run, modules];
