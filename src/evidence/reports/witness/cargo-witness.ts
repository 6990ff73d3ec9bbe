/**
 * Puts our runner in the place of Rust's own while tests of the workspace are built, and nothing else: other crates and
 * the code as it is used are built as ever. What it needs is not stable in the language, so this one compilation is
 * allowed it. MODULE is the name of the runner, which stands nowhere where code that is built or run could ask for it.
 */
export const CARGO_WRAPPER = String.raw`#!/bin/sh
last=
for word in "$@"; do
  if [ "$word" = --test ]; then
    RUSTC_BOOTSTRAP=1 exec "$@" '-Zcrate-attr=feature(test,custom_test_frameworks)' "-Zcrate-attr=test_runner(crate::MODULE::run)"
  fi
done
for word in "$@"; do
  # A target with a runner of its own holds ours all the same, which nothing calls.
  if [ "$last $word" = '--cfg test' ]; then RUSTC_BOOTSTRAP=1 exec "$@" '-Zcrate-attr=feature(test)'; fi
  last=$word
done
exec "$@"
`;

/** What the two programs for Rust have in common. */
const CARGO_COMMON = String.raw`
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = '/writ/work';
const HELD = '/tmp/writ';
const { canary: name, only, program, rustc, libraries } = order;
const { build, tests } = order.command;
const target = join(ROOT, 'target', name);
/** Where tests of procedural macros find the compiler's own libraries. */
const shared = () => { try { return readdirSync(join(libraries, 'rustlib')).map((one) => join(libraries, 'rustlib', one, 'lib')); } catch { return []; } };
const env = {
  RUSTC: rustc, RUSTC_WRAPPER: '', CARGO_TARGET_DIR: target, CARGO_INCREMENTAL: '0', CARGO_TERM_COLOR: 'never', RUST_BACKTRACE: '0',
  CARGO_PROFILE_DEV_DEBUG: '0', CARGO_PROFILE_TEST_DEBUG: '0', CARGO_NET_OFFLINE: 'true', LD_LIBRARY_PATH: [libraries, ...shared()].join(':'),
};
const cargo = (words, more = {}) => run([program, ...words], { capture: true, env: { ...env, ...more } });
const jsonLines = (text) => text.split('\n').flatMap((line) => { try { return line.startsWith('{') ? [JSON.parse(line)] : []; } catch { return []; } });
const text = (hex) => Buffer.from(hex, 'hex').toString('utf8');

`;

/** Builds every target with our runner at its end, and says what was built. No test runs here. */
export const CARGO_BUILD = String.raw`${CARGO_COMMON}
/** Every file of Rust in the tree, so that it shows when building changes one. */
const sources = (folder = ROOT) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const path = join(folder, entry.name);
  if (entry.isDirectory()) return entry.name === 'target' || entry.name === '.git' || entry.name === 'node_modules' ? [] : sources(path);
  return entry.isFile() && entry.name.endsWith('.rs') ? [[path, readFileSync(path, 'utf8')]] : [];
});

const problems = [];
mkdirSync(HELD, { recursive: true });
const wrapper = join(HELD, 'rustc');
writeFileSync(wrapper, order.wrapper.replaceAll('MODULE', name));
chmodSync(wrapper, 0o755);
const manifest = build.filter((word) => word.startsWith('--manifest-path'));
const told = await cargo(['metadata', '--format-version=1', '--no-deps', '--offline', ...manifest]);
const { packages = [] } = jsonLines(told.output)[0] ?? {};
if (packages.length === 0) problems.push('cargo metadata ended with ' + told.exit);
const targets = packages.flatMap((pack) => pack.targets).filter(({ kind }) => !kind.includes('custom-build') && !kind.includes('bench'));
const before = new Map(sources());
const roots = new Map(targets.filter(({ src_path: path }) => before.has(path)).map(({ src_path: path }) => [path, before.get(path)]));
/** Where else tests stand: a macro that is defined there is not seen at the root. What others have published is not ours. */
const members = packages.map(({ manifest_path: path }) => dirname(path) + '/');
const isOwn = (folder) => !existsSync(join(folder, '.cargo-checksum.json')) && (folder === ROOT || isOwn(dirname(folder)));
const holdsTests = ([path, source]) => !roots.has(path) && /#\s*\[\s*(?:cfg\s*\(\s*test\b|(?:\w+\s*::\s*)*\w*test)/u.test(source) && members.some((folder) => path.startsWith(folder)) && isOwn(dirname(path));
const longer = new Map([...roots].map(([path, source]) => [path, source + order.runner]));
/** Where "test" is something that was imported, such as that of an asynchronous runtime, Rust's own has a longer name. */
const claimsFor = (source) => (/\buse\b[^;]*\btest\s*[;,}]/u.test(source) ? order.claims.replaceAll('#[test]', '#[::core::prelude::v1::test]') : order.claims);
for (const [path, source] of [...before].filter(holdsTests)) longer.set(path, source + claimsFor(source));
for (const [path, source] of longer) writeFileSync(path, source);
const built = await cargo(['test', '--no-run', '--message-format=json', ...build], { RUSTC_WORKSPACE_WRAPPER: wrapper });
for (const [path, source] of longer) {
  if (readFileSync(path, 'utf8') !== source) problems.push('building changed ' + relative(ROOT, path));
  writeFileSync(path, before.get(path));
}
for (const [path, source] of sources()) if (before.has(path) && before.get(path) !== source) problems.push('building changed ' + relative(ROOT, path));
const messages = jsonLines(built.output);
for (const { message } of messages.filter(({ reason }) => reason === 'compiler-message')) process.stderr.write(message.rendered ?? '');
/** What the system does for every program. Who brings one of these himself sees all that is read and written, and may alter it. */
const SYSTEM = new Set('read readv pread64 write writev pwrite64 memcpy memmove memset memcmp bcmp strlen syscall dup dup2 dup3 exit _exit abort pthread_create'.split(' '));
/** Such functions in a program that takes the system's own as it starts; one that holds its own copy of them has them all. */
const brought = (path) => {
  const file = readFileSync(path);
  const at = (offset) => Number(file.readBigUInt64LE(offset));
  if (file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1) return [];
  const parts = (from, size, count) => Array.from({ length: count }, (_, index) => from + index * size);
  const isLoaded = parts(at(32), file.readUInt16LE(54), file.readUInt16LE(56)).some((part) => file.readUInt32LE(part) === 3);
  const sections = parts(at(40), file.readUInt16LE(58), file.readUInt16LE(60));
  const found = new Set();
  for (const section of isLoaded ? sections.filter((one) => [2, 11].includes(file.readUInt32LE(one + 4))) : []) {
    const names = at(sections[file.readUInt32LE(section + 40)] + 24);
    for (const symbol of parts(at(section + 24), 24, at(section + 32) / 24)) {
      const begins = names + file.readUInt32LE(symbol);
      const isOwn = file[symbol + 4] >> 4 === 1 && file.readUInt16LE(symbol + 6) !== 0;
      const name = isOwn ? file.toString('latin1', begins, file.indexOf(0, begins)) : '';
      if (SYSTEM.has(name)) found.add(name);
    }
  }
  return [...found];
};
const isBuilt = ({ reason, profile, executable }) => reason === 'compiler-artifact' && profile.test && executable !== null;
const wrong = built.exit === 0 ? [] : [...new Set(messages.filter(({ message }) => message?.level === 'error').map(({ target: of }) => relative(ROOT, of.src_path)))];
for (const { executable, target: of } of messages.filter(isBuilt))
  for (const one of brought(executable)) problems.push(relative(ROOT, of.src_path) + ' brings a function of the system along: ' + one);
write(order.prefix + JSON.stringify({
  problems, wrong: built.exit === 0 || wrong.length > 0 ? wrong : ['Cargo.toml'],
  built: messages.filter(isBuilt).map(({ executable, target: of, manifest_path: manifest }) => ({ executable, target: of, manifest })),
}) + '\n');
`;

/** Runs what was built, each target as a process of its own. */
export const CARGO_PROGRAM = String.raw`${CARGO_COMMON}
const isChosen = ({ kind, src_path: path }) => {
  if (only === null) return true;
  const inner = kind.some((one) => one !== 'test' && one !== 'example');
  return only.some((file) => { const full = join(ROOT, file); return full === path || (inner && full.startsWith(dirname(path) + '/')); });
};

const placeOf = (place) => /^(.*):(\d+)$/su.exec(place) ?? [];
/** The line of the tree at a place; nothing where it is none. */
const lineAt = (place) => {
  const [, file, line] = placeOf(place);
  if (file === undefined || file.startsWith('/')) return '';
  try { return readFileSync(join(ROOT, file), 'utf8').split('\n')[Number(line) - 1] ?? ''; } catch { return ''; }
};
/** Only a claim that stands in the source as such proves that the test looks at a result. */
const causeOf = (message, place) => {
  if (/termination value/u.test(message)) return 'error';
  if (/^assertion\b/u.test(message)) return 'assertion';
  return /\b(?:\w*assert\w*|panic)!/u.test(lineAt(place)) ? 'assertion' : 'error';
};
/** An assertion that panicked last within a test that passed. Rust does not tell who caught it. */
const caughtAt = (place) => (/\b\w*assert\w*!/u.test(lineAt(place)) ? { caught: [{ at: placeOf(place)[1], through: [], expected: false }] } : {});

const witness = async ({ executable, target: of, manifest }) => {
  const file = relative(ROOT, of.src_path);
  const key = newKey();
  const told = [];
  const canaries = [];
  let count = null;
  const hear = (line) => {
    const [kind, one, outcome, message, place] = line.split(' ');
    if (kind === 'done') { count = Number(one); return; }
    const path = text(one).split('::');
    if (path.some((word) => word.startsWith(name))) canaries.push({ at: path.slice(0, -1).join('::'), failed: outcome === 'failed' && causeOf(text(message), '') === 'assertion' });
    else if (outcome === 'passed') told.push({ kind: 'test', path, file, outcome, ...(place === '-' ? {} : caughtAt(text(place ?? ''))) });
    else told.push({ kind: 'test', path, file, outcome, ...(outcome === 'failed' ? { cause: causeOf(text(message), place === '-' ? '' : text(place ?? '')) } : {}) });
  };
  const { exit, signal } = await run([executable, ...tests], { key, input: key, hear, hears: 'stdout', cwd: dirname(manifest), env: { ...env, CARGO_MANIFEST_DIR: dirname(manifest) } });
  const died = count === null && (signal !== null || exit !== 0);
  say({ kind: 'begin', file, tests: told.length + (died ? 1 : 0) });
  told.forEach(say);
  // One is told of, for all of them; where it was that another one could not fail is told beside it.
  if (canaries.length > 0) say({ kind: 'canary', file, failed: canaries.every((one) => one.failed) });
  for (const at of new Set(canaries.filter((one) => !one.failed && one.at !== name).map((one) => one.at))) problem('assertions cannot fail in ' + at + ' of ' + file);
  if (died) say({ kind: 'test', path: [file], file, outcome: 'failed', cause: 'error' });
  say({ kind: 'finish', file });
  const isFailed = told.some(({ outcome }) => outcome === 'failed');
  if (died) return;
  if (count === null) problem(file + ' was ended from within, or brings a runner of its own');
  else if (count !== told.length + canaries.length) problem(file + ' began ' + count + ' tests, and ' + (told.length + canaries.length) + ' were reported');
  else if (signal !== null || exit !== (isFailed ? 101 : 0)) problem(file + ' ended with ' + (signal ?? exit));
};


const reports = given.filter((line) => line.startsWith(order.building));
if (reports.length !== 1) problem('building was ended from within');
for (const line of reports) {
  const { problems, wrong, built } = JSON.parse(line.slice(order.building.length));
  problems.forEach(problem);
  for (const file of wrong) say({ kind: 'test', path: [file], file, outcome: 'failed', cause: 'load' });
  if (wrong.length === 0) for (const one of built) if (one.executable.startsWith(target + '/') && isChosen(one.target)) await witness(one);
}
rmSync(target, { recursive: true, force: true });
finish();
`;
