import { expect, test } from 'vitest';
import { changedFile } from './source.fixture.ts';
import { onlySays } from './saying.ts';
import { effectOf, partsOf } from './units.ts';

const INSIDE: Record<string, (line: string) => readonly [before: string, after: string]> = {
  ts: (line) => ['function f() {\n}\n', `function f() {\n  ${line}\n}\n`],
  mjs: (line) => ['function f() {\n}\n', `function f() {\n  ${line}\n}\n`],
  py: (line) => ['def f():\n    pass\n', `def f():\n    ${line}\n    pass\n`],
  go: (line) => ['package a\n\nfunc F() {\n}\n', `package a\n\nfunc F() {\n\t${line}\n}\n`],
  rs: (line) => ['fn f() {\n}\n', `fn f() {\n    ${line}\n}\n`],
};

/** Whether a statement that came to a function only says something, as the proof takes the file apart. */
const says = (ending: string, line: string): readonly boolean[] => {
  const [before, after] = INSIDE[ending]?.(line) ?? ['', ''];
  const file = changedFile(`a.${ending}`, before, after);
  const { source } = file;
  return partsOf(file, 'statements').map(({ node }) => source !== null && node !== null && onlySays(source, node));
};

test.each([
  ['ts', `console.log('a', x, y.z[0], \`\${x}\`, { x, a: [1, -2] }, x ? 1 : 2, x === y);`],
  ['mjs', `debug('two');`],
  ['mjs', 'console?.error(x)'],
  ['py', `print("a", x, f"{x}", sep="", file=sys.stderr)`],
  ['py', `logger.info("a %s", x.y)`],
  ['py', `"""What f is for."""`],
  ['go', `fmt.Println("a", x.Y, x+1)`],
  ['go', `slog.Info("a", "b", x)`],
  ['rs', `println!("a {} {x}", x.y);`],
  ['rs', `log::info!("a");`],
])('%s: %s only says something', (ending, line) => expect(says(ending, line)).toEqual([true]));

test.each([
  ['mjs', `debug('two'), (state.admin = true);`],
  ['mjs', 'log(x) && evil();'],
  ['mjs', 'logger.info(steal());'],
  ['mjs', 'logger.info(new Thief());'],
  ['mjs', 'logger.info(x = 2);'],
  ['mjs', 'logger.info(x ||= 2);'],
  ['mjs', 'logger.info(x >>= 2);'],
  ['mjs', 'logger.info(x++);'],
  ['mjs', 'logger.info(delete x.y);'],
  ['mjs', 'logger.info`${steal()}`;'],
  ['mjs', 'logger.info(`${steal()}`);'],
  ['mjs', 'logger.info(() => steal());'],
  ['mjs', 'logger.info({ get x() { return 1; } });'],
  ['mjs', `log('a').then(x);`],
  ['mjs', `console.log = evil;`],
  ['mjs', `logger.setLevel(x);`],
  ['ts', 'logger.info((x as any) = 1);'],
  ['py', 'print("a"), evil()'],
  ['py', 'print("a") or evil()'],
  ['py', 'print(steal())'],
  ['py', 'print(x := 2)'],
  ['py', 'print([a for a in steal])'],
  ['py', 'print(f"{steal()}")'],
  ['py', '"""a""" + evil()'],
  ['py', 'logging.basicConfig(level=1)'],
  ['go', 'fmt.Println(steal())'],
  ['go', 'fmt.Println(<-c)'],
  ['go', 'slog.SetDefault(x)'],
  ['rs', 'println!("{}", steal());'],
  ['rs', 'println!("{}", { x = 1; 2 });'],
  ['rs', 'println!("{:?}", steal!());'],
  ['rs', 'println!("{}", x?);'],
])('%s: %s does more than say something, however it begins', (ending, line) => {
  const seen = says(ending, line);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen).not.toContain(true);
});

const rust = (lines: string): readonly (string | null)[] =>
  partsOf(changedFile('a.rs', 'fn f() {}\n', `fn f() {}\n${lines}`), 'units').map(({ unit }) => unit.name);

test.each([
  '// #[test]\nfn g() { f() }\n',
  '/// #[test]\nfn g() { f() }\n',
  '/* #[cfg(test)]\n#[test]\n*/ fn g() { f() }\n',
  '#[doc = "#[test]"]\nfn g() { f() }\n',
  '#[cfg(not(test))]\nfn g() { f() }\n',
])('no comment makes a function of Rust a test: %j', (lines) => {
  expect(rust(lines)).toContain('g');
  const { source, old } = changedFile('a.rs', 'fn f() {}\n', `fn f() {}\n${lines}`);
  expect(source !== null && old !== null && effectOf(source) !== effectOf(old)).toBe(true);
});

test.each([
  '#[test]\nfn g() { f() }\n',
  '#[test]\n// why\n#[should_panic]\npub fn g() { f() }\n',
  '#[tokio::test(flavor = "a")]\nasync fn g() { f() }\n',
])('an attribute makes it one: %j', (lines) => {
  const { source, old } = changedFile('a.rs', 'fn f() {}\n', `fn f() {}\n${lines}`);
  expect(source !== null && old !== null && effectOf(source) === effectOf(old)).toBe(true);
});
