/**
 * Loaded before the program (`NODE_OPTIONS=--import`) by `withoutMechanism` in switch-off.ts: rewrites the text of the
 * named source files while Node loads them, before types are stripped. The product knows nothing of it.
 */
import { realpathSync, writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** An exit code the product never gives, so that no test takes a broken switch for a refusal. */
const BROKEN_SWITCH = 99;

const { build, program, edits } = JSON.parse(process.env.WRIT_TEST_SWITCH_OFF);
const loaded = new Set();

const broken = (sentence) => {
  writeSync(2, `switch-off: ${sentence}\n`);
  process.exit(BROKEN_SWITCH);
};

const rewritten = (source, { file, replace, by }) => {
  const pieces = source.split(replace);
  if (pieces.length !== 2) broken(`${file} holds the text to replace ${pieces.length - 1} times, not once: ${replace}`);
  loaded.add(file);
  return pieces.join(by);
};

registerHooks({
  load(url, context, nextLoad) {
    const module = nextLoad(url, context);
    const mine = url.startsWith('file:') ? edits.filter(({ file }) => fileURLToPath(url) === file) : [];
    if (mine.length === 0) return module;
    return { ...module, source: mine.reduce(rewritten, Buffer.from(module.source).toString('utf8')) };
  },
});

// A mechanism that was never loaded was not switched off: without this, a misnamed file would prove anything, and so
// would a build. Other Node programs inherit the environment and have no reason to load the file.
const started = process.argv[1] === undefined ? '' : realpathSync(process.argv[1]);
if (started === program || started.startsWith(build)) {
  process.on('exit', () => {
    const idle = edits.filter(({ file }) => !loaded.has(file));
    for (const { file } of idle) writeSync(2, `switch-off: ${file} was never loaded, so nothing was switched off\n`);
    if (idle.length > 0) process.exitCode = BROKEN_SWITCH;
  });
}
