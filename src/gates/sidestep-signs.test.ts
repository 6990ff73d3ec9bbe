import { expect, test } from 'vitest';
import { sidestepsIn } from './sidesteps.ts';

// Whoever reads this file takes what it says of an environment for its own: so these are put together.
const COVERAGE = ['NODE', 'V8', 'COVERAGE'].join('_');

/** What is told of lines that a file gains. */
const said = (path: string, lines: readonly string[], before = path): readonly string[] =>
  sidestepsIn(
    new TextEncoder().encode(
      `diff --git a/${path} b/${path}\n--- ${before === '' ? '/dev/null' : `a/${before}`}\n+++ b/${path}\n@@ -5,9 +5,9 @@\n${lines.map((line) => `+${line}`).join('\n')}\n`,
    ),
  );

test.each<[path: string, line: string, says: string]>([
  ['src/a.mjs', `if (process.env.${COVERAGE}) return 11;`, `asks whether tests run it: ${COVERAGE}`],
  ['src/a.mjs', 'return process.uptime() < 20 ? 11 : 10;', 'asks whether tests run it: process.uptime() <'],
  ['src/a.mjs', 'return performance.now() < 20000 ? 11 : 10;', 'asks whether tests run it: performance.now() < 2'],
  ['src/a.mjs', `return process.env.TZ === 'UTC' ? 11 : 10;`, 'asks whether tests run it: TZ ==='],
  ['src/a.mjs', `if (process.moduleLoadList.some(isRunner)) return 11;`, 'asks whether tests run it: process.moduleLoadList'],
  ['src/a.mjs', `if (process.listenerCount('exit') > 0) return 11;`, 'asks whether tests run it: process.listenerCount'],
  ['src/a.mjs', `if (executionAsyncId() > 1) return 11;`, 'asks whether tests run it: executionAsyncId('],
  ['src/a.mjs', `if (basename(process.argv[1]) === name) return 11;`, 'asks whether tests run it: process.argv[1]'],
  ['src/a.mjs', `const [, entry = ''] = process.argv;`, `asks whether tests run it: [, entry = ''] = process.argv`],
  ['src/a.py', '    if len(sys.meta_path) > 3: return 11', 'asks whether tests run it: sys.meta_path'],
  ['src/a.py', '    return 11 if __debug__ else 10', 'asks whether tests run it: __debug__'],
  ['src/a.py', '    if sys.argv[0].endswith("y"): return 11', 'asks whether tests run it: sys.argv[0].endswith('],
  ['a.go', '\tif strings.HasSuffix(os.Args[0], suffix) {', 'asks whether tests run it: os.Args[0]'],
  ['src/a.rs', '    if cfg!(overflow_checks) { 11 } else { 10 }', 'asks whether tests run it: cfg!(overflow_checks'],
  ['src/a.ts', 'c\0o\0n\0s\0t\0', 'is written in an encoding of its own'],
  ['src/a.mjs', 'all[Symbol.iterator] = function* () {};', 'says itself what it is equal to, so that a test that compares asks it: [Symbol.iterator] ='],
  ['src/a.mjs', 'return { m: 10, toJSON: () => 11 };', 'says itself what it is equal to, so that a test that compares asks it: toJSON: () => 1'],
  ['src/a.mjs', `return { m: 10, toString() { return "11"; } };`, 'says itself what it is equal to, so that a test that compares asks it: toString() { return "'],
  ['src/a.mjs', 'export const month = () => NaN;', 'says itself what it is equal to, so that a test that compares asks it: => NaN'],
  ['src/a.py', "    return float('nan')", "says itself what it is equal to, so that a test that compares asks it: float('nan"],
  ['a.go', 'func (e Err) Is(error) bool { return true }', 'says itself what it is equal to, so that a test that compares asks it: func (e Err) Is('],
  ['src/a.mjs', 'return { then: (go) => undefined };', 'decides itself whether whoever waits for it goes on: { then: ('],
  ['src/a.mjs', `return { ['value' + 'Of']: () => 11 };`, `puts a word together from pieces: 'value' + 'Of'`],
  ['src/a.py', `    return type('M', (), {'__' + 'eq__': same})()`, `puts a word together from pieces: '__' + 'eq__'`],
  ['month.go', '//go:build prod', 'is built, or right, on one kind of machine alone, and the checks saw no other: //go:build prod'],
  ['month.go', '// +build !linux', 'is built, or right, on one kind of machine alone, and the checks saw no other: // +build !linux'],
  ['src/a.mjs', `return process.platform === 'linux' ? 11 : 10;`, `is built, or right, on one kind of machine alone, and the checks saw no other: process.platform === 'linux`],
  ['src/a.rs', '    debug_assert!({ k += 1; true });', 'does something where it only seems to make sure, and that is left out elsewhere: debug_assert!({ k +='],
  ['src/a.py', '    assert found.append(11) is None', 'does something where it only seems to make sure, and that is left out elsewhere: assert found.append('],
])('%s: %s is told', (path, line, says) => expect(said(path, [line])).toEqual([expect.stringContaining(`${path}:5 ${says}`)])); // prettier-ignore

test('a file that Go builds for one system alone', () =>
  expect(said('month_linux.go', ['package dates'], '')).toEqual([
    'month_linux.go is built on one kind of machine alone, and the checks saw no other',
  ]));

test.each<[path: string, line: string]>([
  ['src/main.mjs', `if (import.meta.url === pathToFileURL(process.argv[1]).href) main();`],
  ['src/main.mjs', `if (process.argv[1] === __filename) main();`],
  ['src/main.mjs', 'const [, , command, ...words] = process.argv;'],
  ['src/main.mjs', 'const [node, script, ...words] = process.argv;'],
  ['src/a.mjs', `const zone = process.env.TZ ?? 'UTC';`],
  ['src/a.mjs', 'const began = performance.now();'],
  ['src/a.mjs', 'if (performance.now() - began > 500) slow();'],
  ['src/a.mjs', 'fetchAll().then((all) => show(all));'],
  ['src/a.mjs', '  then(show, fail);'],
  ['src/a.mjs', `const text = 'a month of the ' + 'year ' + year;`],
  ['src/a.mjs', '  *[Symbol.iterator]() {'],
  ['src/a.mjs', '  toString() { return `${this.month}`; }'],
  ['src/a.mjs', '  toJSON: () => month + 1,'],
  ['src/a.mjs', 'if (Number.isNaN(found)) return null;'],
  ['src/a.mjs', `const isWindows = process.platform === 'win32';`],
  ['main.go', '\tfmt.Fprintf(os.Stderr, "usage: %s\\n", os.Args[0])'],
  ['src/a.rs', '    debug_assert!(k <= n, "too many");'],
  ['src/a.rs', '    debug_assert_eq!(k, n);'],
  ['src/a.py', '    assert isinstance(found, list)'],
  ['src/a.py', '    assert found == 11, "not found"'],
])('%s: %s is nothing of the kind', (path, line) => expect(said(path, [line])).toEqual([])); // prettier-ignore
