import { CAUSES } from './causes.ts';
import { STANDING } from './standing.ts';

/**
 * The beginning of every program of the harness that starts a runner of npm inside the jail, as text. It is put before
 * the program itself, so that nothing of it is a module which code of the tree could import.
 *
 * - The secret comes on stdin and is nowhere else. Every line that begins with it is ours, whatever else is printed.
 * - What is used later is taken aside before anything of the tree is loaded: who replaces it afterwards replaces
 *   nothing here.
 * - Runners come from the folder that is mounted over the tree, and from no other (red team H19). It is known by being
 *   read-only: what a tree holds can be written.
 *
 * No template literals and no backslashes beyond those of `String.raw` in these texts.
 */
const BEGINNING = String.raw`
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = '/writ/work';
const MODULES = ROOT + '/node_modules';
const HARNESS = '/writ/harness';
const { writeSync, lstatSync, readdirSync, realpathSync, mkdirSync, rmdirSync, readFileSync } = fs;
const { stringify, parse } = JSON;
const bytesOf = Buffer.from.bind(Buffer);
const leave = process.reallyExit.bind(process);
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const secret = readFileSync(0, 'utf8').trim();
const order = parse(process.argv[2] ?? '{}');
process.argv.length = 2;
const prefix = 'writ:' + secret + ' ';
process.stdout.write = process.stderr.write.bind(process.stderr);

let lines = 0;
let tests = 0;
let failed = false;
const say = (line) => {
  lines += 1;
  const bytes = bytesOf('\n' + prefix + stringify({ n: lines, ...line }) + '\n');
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      wait(5);
    }
  }
};
const problem = (says) => say({ kind: 'problem', says });
const tell = (at, path, outcome, cause, caught = []) => {
  tests += 1;
  if (outcome === 'failed') failed = true;
  say({ kind: 'test', at, path, outcome, ...(outcome === 'failed' && cause !== undefined ? { cause } : {}), ...(outcome === 'passed' && caught.length > 0 ? { caught } : {}) });
};
const finish = (at, broken, cause) => {
  if (broken) failed = true;
  say({ kind: 'finish', at, failed: broken, ...(broken && cause !== undefined ? { cause } : {}) });
};
const end = (code = failed ? 1 : 0) => {
  say({ kind: 'end', tests, failed });
  leave(code);
};
/** Ends without a result: what is said is why. */
const refuse = (says) => {
  problem(says);
  end(2);
};
const short = (path) => relative(ROOT, path) || path;

/** Whether a tree that holds a node_modules of its own, or none, is what lies there: then it can be written to. */
const isMounted = () => {
  const stat = lstatSync(MODULES, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory()) return false;
  const probe = MODULES + '/.writ-' + randomBytes(8).toString('hex');
  try {
    mkdirSync(probe);
  } catch (error) {
    return error.code === 'EROFS';
  }
  rmdirSync(probe);
  return false;
};
/** The file behind a name of a package, from the mounted folder alone. */
const inMount = (name) => {
  if (!isMounted())
    return refuse('there is no node_modules but what the tree may hold: install the packages in your checkout, where git ignores them');
  let file;
  try {
    file = realpathSync(createRequire(MODULES + '/writ.js').resolve(name));
  } catch (error) {
    return refuse(name + ' is not in the node_modules of your checkout: ' + String(error.message).split('\n')[0]);
  }
  return file.startsWith(MODULES + '/') ? file : refuse(name + ' lies outside node_modules: ' + file);
};

/** A test that rewrites a file which another one has yet to load decides what that one tests. */
const tellChanged = (before) => {
  const now = standing(ROOT);
  for (const [path, was] of before) if (now.get(path) !== was) problem(short(path) + ' was changed while the tests ran');
};

/** What a process that runs tests says it saw, if it knows the key; else null. */
const witnessKey = createHmac('sha256', secret).update('witness').digest('hex');
const readWitness = (said) => {
  if (typeof said?.text !== 'string' || typeof said.mac !== 'string') return null;
  const mac = createHmac('sha256', witnessKey).update(said.text).digest('hex');
  return said.mac.length === mac.length && timingSafeEqual(bytesOf(said.mac), bytesOf(mac)) ? parse(said.text) : null;
};
`;

export const START = BEGINNING + STANDING + CAUSES;
