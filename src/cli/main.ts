/**
 * The command line: reads argv, asks, prints, and ends the process with an honest exit code. It decides nothing.
 */

// Not imported: for an import Node makes a list of all that a module of its own offers, and loads some of it for that.
const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');

/** The manifest lies one folder up from a build, two from the source. */
const manifestPath = (): URL => {
  const [built, source] = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  return built !== undefined && existsSync(built) ? built : (source ?? new URL('.', import.meta.url));
};

const version = (): string => {
  const text: unknown = JSON.parse(readFileSync(manifestPath(), 'utf8'));
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : 'unknown';
};

/** Whether this is the build as it is published; what is beside it is then ours. */
const isBuild = import.meta.filename.endsWith('/dist/main.mjs');

/**
 * What every command starts with, but for the one that says a version. zod makes code for each schema at its first
 * use, which takes longer than most commands use it: it looks here whether it should. And what V8 made of our code is
 * kept beside that code, for the next start: who can write there can change the code itself (decision 020).
 */
const prepareToLoad = (): void => {
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
  if (isBuild) process.getBuiltinModule('node:module').enableCompileCache(`${import.meta.dirname}/compiled`);
};

/** `writ run` is a build of its own: what V8 made of it is kept with all that a run calls (decision 033). */
const loadRun = async () => {
  const file = `${import.meta.dirname}/run.cjs`;
  if (isBuild && existsSync(file)) {
    const { loadKeptRun } = await import('./kept-run.ts');
    const isKept = process.env['NODE_DISABLE_COMPILE_CACHE'] === undefined;
    return loadKeptRun(file, isKept ? `${import.meta.dirname}/compiled` : null);
  }
  const { runMain } = await import('./run-main.ts');
  return { run: runMain, keep: () => {} };
};

// Whoever read along may have gone, such as `head` with enough lines: what was begun goes on all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
  });

const args = process.argv.slice(2);
if (Number.parseInt(process.version.slice(1), 10) < 24) {
  // Here, because the launcher would have to start Node once more to ask; and before anything an old Node cannot read.
  process.stderr.write(
    `writ needs Node 24 or newer; this is ${process.version}. In a checkout: npm ci. Elsewhere: npm install --global node@24\n`,
  );
  process.exitCode = 3;
} else if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  // Answered before anything is loaded: scripts ask this often.
  process.stdout.write(`${version()}\n`);
} else if (args[0] === 'board' && args.length <= 2 && (args[1] ?? '--json') === '--json') {
  // Looked at all the time, by people and by scripts: so plain a line is understood without what parses all others.
  prepareToLoad();
  const { board, runCommand } = await import('./look.ts');
  process.exitCode = await runCommand(async () => board, { json: args.length === 2 }, 'board');
} else if (args[0] === 'plan' && args[1] === 'next' && args.length <= 3 && (args[2] ?? '--json') === '--json') {
  prepareToLoad();
  const { planNext, runCommand } = await import('./next.ts');
  process.exitCode = await runCommand(async () => planNext, { json: args.length === 3 }, 'plan next');
} else if (args[0] === 'run') {
  prepareToLoad();
  const { run, keep } = await loadRun();
  const code = await run(args, version());
  keep(code === 0);
  process.exitCode = code;
  // Once all is read, nothing is left: to take down what was loaded, piece by piece, takes longer than many a step of a run.
  if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit();
} else {
  prepareToLoad();
  const { main } = await import('./program.ts');
  process.exitCode = await main(args, version());
}
