/**
 * Loaded before the program (`NODE_OPTIONS=--import`) by `withoutMechanism` in switch-off.ts: in place of the program it
 * loads a build of it in which the named texts are rewritten. The product knows nothing of it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, statSync, writeSync } from 'node:fs';
import { enableCompileCache, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** An exit code the product never gives, so that no test takes a broken switch for a refusal. */
const BROKEN_SWITCH = 99;

const { root, build, builds, program, edits } = JSON.parse(process.env.WRIT_TEST_SWITCH_OFF);
const started = process.argv[1] === undefined ? '' : realpathSync(process.argv[1]);

const broken = (sentence) => {
  writeSync(2, `switch-off: ${sentence}\n`);
  process.exit(BROKEN_SWITCH);
};

const digestOf = (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** What the source is now, by sizes and times: a build of another one is not taken. */
const state = () => {
  const below = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  const files = below.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return [program, ...files.toSorted()].map((file) => {
    const { size, mtimeMs } = statSync(file);
    return [file, size, mtimeMs];
  });
};

const without = () => {
  const folder = join(builds, digestOf(state()), digestOf([program, edits]));
  if (existsSync(folder)) return folder;
  const { WRIT_TEST_SWITCH_OFF: _, NODE_OPTIONS: __, ...env } = process.env;
  const bundler = join(import.meta.dirname, 'switch-off-bundle.mjs');
  const input = JSON.stringify({ root, program, edits, folder });
  // A build takes seconds and 350 MB: of twenty processes that want the same one, one makes it and the others wait.
  // The lock of flock(1) ends with its process, however that ends.
  mkdirSync(dirname(folder), { recursive: true });
  const command = ['--no-fork', `${folder}.lock`, process.execPath, bundler];
  const made = spawnSync('flock', command, { env, input, encoding: 'utf8' });
  return made.status === 0 ? folder : broken(made.stderr || String(made.error));
};

const rewritten = (source, { file, replace, by }) => {
  const pieces = source.split(replace);
  return pieces.length === 2 ? pieces.join(by) : broken(`${file} does not hold the text to replace once: ${replace}`);
};

if (started.startsWith(build)) broken('the build of the product was started, in which nothing is switched off');
if (started === program) {
  const folder = without();
  enableCompileCache(join(folder, 'compiled'));
  const url = pathToFileURL(join(folder, 'code/main.mjs')).href;
  const from = pathToFileURL(program).href;
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      return found.url === from ? { ...found, url, format: 'module' } : found;
    },
  });
} else {
  // Other programs inherit the environment: where one loads a file in question from its source, it is rewritten there.
  const files = new Map(edits.map(({ file }) => [pathToFileURL(file).href, edits.filter((one) => one.file === file)]));
  registerHooks({
    load(url, context, next) {
      const module = next(url, context);
      const mine = files.get(url);
      if (mine === undefined) return module;
      return { ...module, source: mine.reduce(rewritten, Buffer.from(module.source).toString('utf8')) };
    },
  });
}
