/**
 * Makes one build of a program in which some mechanisms are switched off, as the product is built: source that Node
 * strips of its types anew takes five times as long to start. Started by switch-off-preload.mjs, told on stdin.
 */
import { copyFileSync, existsSync, mkdtempSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { rolldown } from 'rolldown';
import { modules } from '../../rolldown.config.mjs';

const { root, program, edits, folder } = JSON.parse(await text(process.stdin));

const rewritten = (source, { file, replace, by }) => {
  const pieces = source.split(replace);
  if (pieces.length === 2) return pieces.join(by);
  throw new Error(`${file} holds the text to replace ${pieces.length - 1} times, not once: ${replace}`);
};

const switchedOff = {
  name: 'switched-off',
  transform(code, id) {
    const mine = edits.filter(({ file }) => file === id);
    if (mine.length === 0) return null;
    return mine.reduce(rewritten, code);
  },
};

// Whoever waited for another that wanted the same finds it made.
if (existsSync(folder)) process.exit(0);

const { output, ...input } = modules;
try {
  const build = await rolldown({
    ...input,
    cwd: root,
    input: { main: program },
    plugins: [switchedOff, ...input.plugins],
    logLevel: 'silent',
  });
  mkdirSync(dirname(folder), { recursive: true });
  const begun = mkdtempSync(`${folder}-`);
  const { output: files } = await build.write({ ...output, dir: join(begun, 'code') });
  // Without this, a misnamed file would prove anything.
  const parts = new Set(files.flatMap(({ moduleIds = [] }) => moduleIds));
  const missing = edits.find(({ file }) => !parts.has(file));
  if (missing !== undefined) {
    rmSync(begun, { recursive: true });
    throw new Error(`${missing.file} is no part of the program, so nothing is switched off`);
  }
  // The program reads its version beside its build.
  copyFileSync(join(root, 'package.json'), join(begun, 'package.json'));
  try {
    renameSync(begun, folder);
  } catch (error) {
    // Another process was first with the same.
    rmSync(begun, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
