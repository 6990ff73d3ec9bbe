import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import { installerEnvironment } from './npm.ts';
import { lookUpProgram, runProgram } from './programs.ts';

/** A Python of this machine that belongs to no environment, with what decides which wheels fit it. */
export type Interpreter = { readonly program: string; readonly version: string; readonly platform: string };

const ASK = `
import json, os, sys, sysconfig
print(json.dumps({'program': os.path.realpath(getattr(sys, '_base_executable', sys.executable)), 'version': '%d.%d.%d' % sys.version_info[:3], 'platform': sysconfig.get_platform()}))
`;
const Told = z.strictObject({ program: z.string().startsWith('/'), version: z.string(), platform: z.string() });
const ASK_TIMEOUT_MS = 60_000;
const TIMEOUT_MS = 10 * 60_000;

/**
 * Asks which Python environments are made of: the one below an environment that the person has, else the one on the PATH.
 *
 * @param environment a folder of the checkout that may be an environment
 */
export const interpreterFor = async (environment: string): Promise<Result<Interpreter>> => {
  const own = join(environment, 'bin', 'python');
  const program = existsSync(join(environment, 'pyvenv.cfg')) && existsSync(own) ? own : lookUpProgram('python3');
  if (program === null) return fail('machine.program', 'python3 is not on this machine’s PATH');
  const { stdout } = await runProgram({
    argv: [program, '-I', '-c', ASK],
    ...{ cwd: '/', env: installerEnvironment(), timeoutMs: ASK_TIMEOUT_MS },
  });
  try {
    return ok(Told.parse(JSON.parse(new TextDecoder().decode(stdout))));
  } catch {
    return fail('machine.program', `${program} does not work as a Python`);
  }
};

/** Where packages come from and how they are reached, as the person has it; what says what to install and where is not passed. */
const PASSED = /^PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|CERT|CLIENT_CERT|TRUSTED_HOST|PROXY|TIMEOUT|DEFAULT_TIMEOUT|RETRIES|CONFIG_FILE|CACHE_DIR)$/u; // prettier-ignore
const environment = (): Record<string, string> => ({
  ...installerEnvironment(),
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && PASSED.test(name) ? [[name, value]] : [],
    ),
  ),
});

/** Wheels and nothing else: a package in source form runs a program of its own to say what it is. Each is held to its digest. */
const WORDS =
  `install --require-hashes --only-binary :all: --no-deps --no-compile --no-user --no-input --disable-pip-version-check
  --no-warn-script-location --quiet`.split(/\s+/u);

const toldBy = (stderr: Uint8Array): string => {
  const lines = new TextDecoder().decode(stderr).split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const errors = lines.filter((line) => /^ERROR|No module named/u.test(line)).map((line) => line.replace(/^ERROR:\s*/u, ''));
  return (errors.length > 0 ? errors : lines.slice(-1)).slice(0, 2).join(' ').slice(0, 300) || 'it said nothing';
}; // prettier-ignore

/** Whether pip was given another file than the list names. It has no code for that. */
const isContradicted = (stderr: Uint8Array): boolean =>
  new TextDecoder().decode(stderr).includes('THESE PACKAGES DO NOT MATCH THE HASHES');

const filesBelow = (folder: string, fits: (name: string) => boolean): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && fits(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

/** Programs name the environment by the place at which it will be, and the list of what was installed has no digest of them. */
const settlePrograms = (place: string, at: string): void => {
  for (const path of filesBelow(join(place, 'bin'), () => true)) {
    const bytes = readFileSync(path);
    if (bytes.subarray(0, 2).toString() === '#!') writeFileSync(path, bytes.toString('latin1').replaceAll(place, at), 'latin1');
  }
  for (const path of filesBelow(join(place, 'lib'), (name) => name === 'RECORD')) {
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll(/^("?(?:\.\.\/)+bin\/[^,\n]*),[^\r\n]*/gmu, '$1,,'));
  }
}; // prettier-ignore

/** What is to be made: the list lies in the folder and holds nothing but names, versions and digests. */
export type EnvironmentOrder = {
  readonly python: Interpreter;
  /** Its name in the folder. */
  readonly name: string;
  readonly list: string;
  /** Where it will be when something is run in it. */
  readonly at: string;
};

/**
 * Makes an environment of Python in a folder, with what a list of requirements says. No program of a package runs: wheels
 * are unpacked, each held to a digest of the list. Fails with `supply.integrity` where what it was given has another one, and
 * with `machine.program` where there is no pip, or it does not succeed.
 */
export const installByPip = async (folder: string, { python, name, list, at }: EnvironmentOrder): Promise<Result<null>> => {
  const place = join(folder, name);
  const packages = join(place, 'lib', `python${python.version.split('.').slice(0, 2).join('.')}`, 'site-packages');
  for (const one of [join(place, 'bin'), packages]) mkdirSync(one, { recursive: true });
  const starts = ['python', 'python3'].map((one) => join(place, 'bin', one));
  for (const one of starts) symlinkSync(python.program, one);
  writeFileSync(join(place, 'pyvenv.cfg'), `home = ${dirname(python.program)}\ninclude-system-site-packages = false\nversion = ${python.version}\n`);
  const { exitCode, stderr, timedOut } = await runProgram({
    argv: [python.program, '-I', '-m', 'pip', '--python', join(place, 'bin', 'python'), ...WORDS, '--requirement', join(folder, list)],
    ...{ cwd: folder, env: environment(), timeoutMs: TIMEOUT_MS },
  });
  if (timedOut) return fail('machine.program', 'pip install did not end within ten minutes');
  if (exitCode !== 0) return fail(isContradicted(stderr) ? 'supply.integrity' : 'machine.program', `pip install failed: ${toldBy(stderr)}`);
  // A package may bring files for any place in an environment, and what starts it is asked outside of a jail.
  const isOwn = (one: string): boolean => lstatSync(one).isSymbolicLink() && readlinkSync(one) === python.program;
  if (!starts.every(isOwn)) return fail('machine.program', 'a package has put something in the place of Python');
  settlePrograms(place, at);
  return ok(null);
}; // prettier-ignore
