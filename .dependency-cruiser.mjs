/**
 * The laws of the house: who may import whom. `node test/import-law.mjs` checks them; test/import-law.test.ts breaks
 * each of them in a copy of the tree and sees it named.
 */

/** Everything under src/, in the order of the data flow. A room imports to its left, never to its right. */
const ORDER = [
  'failure.ts',
  'spec',
  'contract',
  'rules',
  'signoff',
  'evidence',
  'gates',
  'events.ts',
  'plan',
  'host',
  'ledger',
  'mcp',
  'run',
  'flow',
  'coordinate',
  'index.ts',
  'cli',
];
const THINKING = ['failure.ts', 'spec', 'contract', 'rules', 'signoff', 'evidence', 'gates', 'events.ts', 'plan'];
const USES_HOST = ['host', 'mcp', 'run', 'flow', 'coordinate', 'index.ts', 'cli'];

/** A path pattern for rooms and for single files of src/. */
const within = (names) =>
  `^src/(${names.map((name) => (name.endsWith('.ts') ? `${name.replace('.', '\\.')}$` : `${name}/`)).join('|')})`;

/** Tests stand beside what they test, and may start real programs; the laws of purity are not for them. */
const TESTS = '\\.(test|fixture)\\.ts$';

const toTheLeft = ORDER.slice(0, -1).map((name, index) => ({
  name: `${name.replace('.ts', '')}-imports-to-the-left`,
  comment: `src/${name} knows nothing of what comes after it, not even a type: ${ORDER.slice(index + 1).join(', ')}.`,
  severity: 'error',
  from: { path: within([name]), pathNot: TESTS },
  to: { path: within(ORDER.slice(index + 1)) },
}));

const forbidden = [
  ...toTheLeft,
  {
    name: 'every-room-has-its-place',
    comment: 'A room or file under src/ that is not in the order of the data flow is under no law: add it to ORDER.',
    severity: 'error',
    from: {},
    to: { path: '^src/', pathNot: within(ORDER) },
  },
  {
    name: 'thinking-is-pure',
    comment:
      'A room that thinks has values in and values out: of what Node offers it takes node:crypto and nothing else.',
    severity: 'error',
    from: { path: within(THINKING), pathNot: TESTS },
    to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
  },
  {
    name: 'only-host-starts-programs',
    comment: 'What starts a program can do anything; it is done in one room, where it can be read.',
    severity: 'error',
    from: { path: '^src/', pathNot: [within(['host']), TESTS] },
    to: { path: '^(node:)?(child_process|cluster)$' },
  },
  {
    name: 'only-ledger-speaks-sql',
    comment: 'The record is written and read in one room, or its hash chain means nothing.',
    severity: 'error',
    from: { path: '^src/', pathNot: [within(['ledger']), TESTS] },
    to: { path: '^(node:)?sqlite$|(^|node_modules/)(kysely|pg)(/|$)' },
  },
  {
    name: 'only-cli-speaks-to-people',
    comment: 'Asking, printing and reading the command line are done in one room; all others give and take values.',
    severity: 'error',
    from: { path: '^src/', pathNot: [within(['cli']), TESTS] },
    to: { path: '^(node:)?(readline(/promises)?|tty|repl)$|(^|node_modules/)(commander|@clack/[^/]+)(/|$)' },
  },
  {
    name: 'few-may-touch-the-machine',
    comment: 'Only what runs, lands or speaks to people may use host; a room that thinks or records never does.',
    severity: 'error',
    from: { path: '^src/', pathNot: [within(USES_HOST), TESTS] },
    to: { path: within(['host']) },
  },
  {
    name: 'through-the-front-door',
    comment: "A room's inside is its own: from elsewhere only its index.ts is reached.",
    severity: 'error',
    from: { path: '^src/([^/]+)' },
    to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$', '\\.fixture\\.ts$'] },
  },
  {
    name: 'rooms-are-called-by-name',
    comment: 'From one room to another it is `#room`, never a path: a reader sees at once which room is meant.',
    severity: 'error',
    from: { path: '^src/([^/]+)' },
    to: {
      path: '^src/',
      pathNot: ['^src/$1(/|$)', '\\.fixture\\.ts$'],
      dependencyTypesNot: ['aliased-subpath-import'],
    },
  },
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one file, or one of them holds what belongs to a third.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-tests-in-the-product',
    comment: 'What is published imports no test, no fixture and nothing of test/ or bench/.',
    severity: 'error',
    from: { path: '^src/', pathNot: TESTS },
    to: { path: `${TESTS}|^(test|bench)/` },
  },
  {
    name: 'no-tools-in-the-product',
    comment: 'What is published runs without what it was developed with, but for what the build takes into itself.',
    severity: 'error',
    from: { path: '^src/', pathNot: TESTS },
    to: {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      pathNot: 'node_modules/(@types|@asyncapi/parser)/',
    },
  },
  {
    name: 'everything-resolves',
    comment: 'An import that leads nowhere is under no law, so it is a breach itself.',
    severity: 'error',
    from: {},
    // mdast is a package of types alone, which Node cannot resolve.
    to: { couldNotResolve: true, pathNot: '^mdast$' },
  },
];

export default {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
