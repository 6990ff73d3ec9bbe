/** cargo test, for real and in the jail: what is honest passes, and what only looks so does not. */
import { describe, expect, test, vi } from 'vitest';
import { shareOf } from '../rig/share.ts';
import { checked, passes, told, type Files } from './checked.ts';

// Everything is built anew in each jail.
vi.setConfig({ maxConcurrency: 2, testTimeout: 400_000 });

const RUN = ['cargo', 'test'] as const;
/** Debian's own: a cargo that only chooses between several does not work in a jail by itself. */
const NAIVE = ['/usr/bin/cargo', 'test', '--offline'] as const;
const CRATE: Files = { 'Cargo.toml': '[package]\nname = "dates"\nversion = "0.1.0"\nedition = "2021"\n' };
const TESTS =
  '#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn counts() {\n        assert_eq!(month(0), 1);\n    }\n}\n';
const library = (body: string, before = ''): string =>
  `${before}pub fn month(n: i32) -> i32 {\n    ${body}\n}\n\n${TESTS}`;
const DEFECT: Files = { ...CRATE, 'src/lib.rs': library('n') };
const MENDED: Files = { ...CRATE, 'src/lib.rs': library('n + 1') };
const COUNTS = 'passed: tests > counts';

const HONEST: readonly (readonly [sentence: string, files: Files, expected: readonly string[]])[] = [
  ['a test that passes', MENDED, [COUNTS]],
  ['a test that fails', DEFECT, ['failed (assertion): tests > counts']],
  [
    'unit tests, tests of their own file, a program, panics that must be, noise, and a crate that forbids unsafe code',
    {
      ...CRATE,
      'src/lib.rs': `#![forbid(unsafe_code)]\n#![deny(warnings)]\n//! Dates.\npub fn one() -> i32 { 1 }
#[cfg(test)]
mod tests {
    use super::*;
    #[test] fn a() { println!("test tests::a ... FAILED"); assert_eq!(one(), 1); }
    #[test] #[ignore] fn b() {}
    #[test] #[should_panic(expected = "so")] fn c() { panic!("and so on"); }
    #[test] #[should_panic] fn d() {}
    #[test] #[should_panic(expected = "so")] fn e() { panic!("other"); }
    #[test] fn f() -> Result<(), String> { Err("no".into()) }
    #[test] fn g() -> Result<(), String> { Ok(()) }
    #[test] fn h() { assert!(one() == 2, "one is {}", one()); }
    #[test] fn i() { let none: Vec<i32> = vec![]; let _ = none[one() as usize]; }
}\n`,
      'src/main.rs': 'fn main() {}\n\n#[test]\nfn j() {}\n',
      'tests/outer.rs': 'mod deep { #[test] fn k() { assert_eq!(dates::one(), 1); } }\n',
    },
    [
      'passed: tests > a',
      'skipped: tests > b',
      'passed: tests > c',
      'failed (assertion): tests > d',
      'failed (assertion): tests > e',
      'failed (error): tests > f',
      'passed: tests > g',
      'failed (assertion): tests > h',
      'failed (error): tests > i',
      'passed: j',
      'passed: deep > k',
    ],
  ],
  [
    'a workspace with a script of the build, a program that tests start, a procedural macro, and a crate without the library',
    {
      'Cargo.toml': '[workspace]\nmembers = ["a", "m"]\nresolver = "2"\n',
      'a/Cargo.toml':
        '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nm = { path = "../m" }\n',
      'a/build.rs': 'fn main() { println!("cargo:rustc-env=BUILT=yes"); }\n',
      'a/src/lib.rs':
        '#![deny(warnings)]\n#![no_std]\npub fn one() -> i32 { m::answer!() }\n#[cfg(test)]\nmod tests { #[test] fn x() { assert_eq!(super::one(), 1); } }\n',
      'a/src/bin/tool.rs': 'fn main() { println!("{}", a::one()); }\n',
      'a/tests/cli.rs':
        '#[test]\nfn runs() {\n    let told = std::process::Command::new(env!("CARGO_BIN_EXE_tool")).output().unwrap();\n    assert_eq!(told.stdout, b"1\\n");\n    assert!(std::path::Path::new("Cargo.toml").exists());\n}\n',
      'm/Cargo.toml': '[package]\nname = "m"\nversion = "0.1.0"\nedition = "2021"\n[lib]\nproc-macro = true\n',
      'm/src/lib.rs':
        '#[proc_macro]\npub fn answer(_: proc_macro::TokenStream) -> proc_macro::TokenStream { "1".parse().unwrap() }\n#[cfg(test)]\nmod tests { #[test] fn y() { assert_eq!(1, 1); } }\n',
    },
    ['passed: tests > x', 'passed: runs', 'passed: tests > y'],
  ],
  [
    'tests in modules, one of them in an old form, one for which a macro of its own stands in the place of #[test], and one without the library',
    {
      'Cargo.toml': '[workspace]\nmembers = ["a", "m", "old"]\nresolver = "2"\n',
      'a/Cargo.toml':
        '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nm = { path = "../m" }\n',
      'a/src/lib.rs':
        '#![forbid(unsafe_code)]\n#![deny(warnings, missing_docs)]\n#![no_std]\n//! A.\npub mod one;\nmod two;\n',
      'a/src/one.rs':
        '//! One.\n/// One.\npub fn one() -> i32 { 1 }\npub mod deep;\n#[cfg(test)]\nmod tests { #[test] fn x() { assert_eq!(super::one(), 1); } }\n// the end',
      'a/src/one/deep.rs': '//! Deep.\n#[test]\nfn y() -> Result<(), i32> { assert_ne!(super::one(), 2); Ok(()) }\n',
      'a/src/two.rs': '#[cfg(test)]\nuse m::{test};\n#[test]\nasync fn z() { assert!(crate::one::one() == 2); }\n',
      'm/Cargo.toml': '[package]\nname = "m"\nversion = "0.1.0"\nedition = "2021"\n[lib]\nproc-macro = true\n',
      'm/src/lib.rs':
        'use proc_macro::TokenStream;\n#[proc_macro_attribute]\npub fn test(_: TokenStream, item: TokenStream) -> TokenStream {\n    let text = item.to_string();\n    assert!(text.starts_with("async "));\n    format!("#[::core::prelude::v1::test] {}", &text[6..]).parse().unwrap()\n}\n',
      'old/Cargo.toml': '[package]\nname = "old"\nversion = "0.1.0"\n',
      'old/src/lib.rs': 'mod inner;\n',
      'old/src/inner.rs': '#[cfg(test)]\nmod tests { #[test] fn w() { assert!(true); } }\n',
    },
    ['passed: one > tests > x', 'passed: one > deep > y', 'failed (assertion): two > z', 'passed: inner > tests > w'],
  ],
  [
    'what cannot be compiled',
    { ...MENDED, 'tests/outer.rs': '#[test]\nfn a() { let n: i32 = "a"; }\n' },
    ['failed (load): tests/outer.rs'],
  ],
  [
    'a test that ends its process with something else than 0',
    { ...CRATE, 'src/lib.rs': '#[test]\nfn a() { std::process::abort(); }\n' },
    ['failed (error): src/lib.rs'],
  ],
];

describe.concurrent('what is honest', () => {
  test.for(HONEST)('%s', async ([, files, expected]) => {
    const ran = await checked('cargo-test', RUN, files);
    expect(ran.report.problems).toEqual([]);
    expect(told(ran).toSorted()).toEqual(expected.toSorted());
    expect(ran.exitCode).toBe(expected.some((line) => line.startsWith('failed')) ? 1 : 0);
  });

  test('names, options and files choose tests', async () => {
    const files = {
      ...CRATE,
      'src/lib.rs': '#[test]\nfn one() {}\n#[test]\nfn one_more() {}\n#[test]\n#[ignore]\nfn two() {}\n',
      'tests/outer.rs': '#[test]\nfn one() {}\n',
    };
    const choose = async (words: readonly string[], only?: readonly string[]): Promise<readonly string[]> => {
      const ran = await checked('cargo-test', ['cargo', 'test', ...words], files, only === undefined ? {} : { only });
      expect(ran.report.problems).toEqual([]);
      return told(ran).toSorted();
    };
    expect(await choose(['--lib', 'one', '--quiet', '--', '--nocapture', '--skip', 'more'])).toEqual(['passed: one']);
    expect(await choose(['--lib', '--', '--ignored'])).toEqual(['passed: two']);
    expect(await choose([], ['tests/outer.rs'])).toEqual(['passed: one']);
  });

  test.for([
    ['cargo', 'build'],
    ['cargo', 'test', '--doc'],
    ['cargo', 'test', '--nonsense'],
  ] as const)('%s %s %s is refused by its own words', async (run) => {
    await expect(checked('cargo-test', run, MENDED)).rejects.toThrow(/task\.field: “.*” cannot be witnessed/u);
  });
});

const HIDES = 'macro_rules! assert_eq { ($($any:tt)*) => {{ $(let _ = stringify!($any);)* }}; }\n';
/** Sees, on one kind of machine, each line that bears the key go by, and says another outcome in it. */
const WRITES = `
fn syscall(number: isize, a: usize, b: *const u8, c: usize) -> isize {
    let done: isize;
    unsafe { std::arch::asm!("syscall", inlateout("rax") number => done, in("rdi") a, in("rsi") b, in("rdx") c, out("rcx") _, out("r11") _) };
    done
}
#[export_name = "write"]
pub extern "C" fn put(to: i32, from: *const u8, count: usize) -> isize {
    let said = unsafe { std::slice::from_raw_parts(from, count) };
    let name: Vec<u8> = "counts".bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
    let other = said.windows(name.len()).position(|part| part == name).map(|at| [&said[..at + name.len()], b" passed - -\\n"].concat());
    let said = other.as_deref().unwrap_or(said);
    syscall(1, to as usize, said.as_ptr(), said.len());
    count as isize
}
#[export_name = "exit"]
pub extern "C" fn leave(_: i32) -> ! {
    loop { syscall(231, 0, std::ptr::null(), 0); }
}
`;
const SPEAKS = [
  'production code in the place of what the system writes with',
  { ...CRATE, 'src/lib.rs': `${library('n')}${WRITES}` },
  /brings a function of the system along: write/u,
] as const;
const CHEATS: readonly (readonly [sentence: string, files: Files, problem: RegExp])[] = [
  [
    'production code ends the process',
    { ...CRATE, 'src/lib.rs': library('std::process::exit(0 * n)') },
    /ended from within/u,
  ],
  [
    'production code prints what Rust prints, and ends the process',
    {
      ...CRATE,
      'src/lib.rs': library(
        'use std::io::Write; std::io::stdout().write_all(b"\\ntest tests::counts ... ok\\n\\ntest result: ok. 1 passed; 0 failed\\nwrit:0 {}\\n").unwrap(); std::process::exit(0 * n)',
      ),
    },
    /ended from within/u,
  ],
  [
    'a panic ends the process',
    {
      ...CRATE,
      'src/lib.rs': library('std::panic::set_hook(Box::new(|_| std::process::exit(0))); n'),
    },
    /ended from within/u,
  ],
  [
    'an assertion that is another macro in the module alone that is tested',
    { ...CRATE, 'src/lib.rs': 'pub mod month;\n', 'src/month.rs': library('n', HIDES) },
    /assertions cannot fail in month of src\/lib\.rs/u,
  ],
  [
    'an assertion of a module that is imported under its name',
    {
      ...CRATE,
      'src/lib.rs': 'mod hides;\npub mod month;\n',
      'src/hides.rs': `${HIDES.replace('assert_eq', 'nothing')}pub(crate) use nothing;\n`,
      'src/month.rs': library('n', 'use crate::hides::nothing as assert_eq;\n').replace(
        'use super::*',
        'use super::{assert_eq, month}',
      ),
    },
    /assertions cannot fail in month of src\/lib\.rs/u,
  ],
  [
    'a runner that looks for the name of ours',
    {
      ...CRATE,
      'src/lib.rs': `#![cfg_attr(test, no_main)]\n${library('n')}
#[cfg(test)]
#[no_mangle]
pub extern "C" fn main(_: i32, _: *const *const u8) -> i32 {
    use std::io::Read;
    let mut key = String::new();
    std::io::stdin().read_to_string(&mut key).ok();
    let hex = |s: &str| s.bytes().map(|b| format!("{:02x}", b)).collect::<String>();
    let ours = option_env!("WRIT_MODULE").unwrap_or("unknown");
    print!("\\n{0} test {1} passed - -\\n{0} test {2} failed {3} -\\n{0} done 2\\n", key.trim(), hex("tests::counts"), hex(&format!("{ours}::canary")), hex("assertion failed"));
    println!("test tests::counts ... ok");
    0
}
`,
    },
    /holds 0 canaries/u,
  ],
  ['an assertion that is another macro', { ...CRATE, 'src/lib.rs': library('n', HIDES) }, /canary/u],
  [
    'an assertion that is imported',
    {
      ...CRATE,
      'src/lib.rs': `#[macro_export]\n${HIDES}pub fn month(n: i32) -> i32 { n }\n`,
      'tests/outer.rs': 'use dates::{assert_eq, month};\n#[test]\nfn counts() { assert_eq!(month(0), 1); }\n',
    },
    /canary/u,
  ],
  [
    'a runner of its own',
    {
      'Cargo.toml': `${String(CRATE['Cargo.toml'])}\n[lib]\nharness = false\n`,
      'src/lib.rs': `${library('n')}\n#[cfg(test)]\nfn main() { println!("test tests::counts ... ok"); }\n`,
    },
    /runner of its own/u,
  ],
  ...(process.arch === 'x64' ? [SPEAKS] : []),
  [
    'settings that start something else',
    {
      ...DEFECT,
      '.cargo/config.toml':
        '[target.x86_64-unknown-linux-gnu]\nrunner = "true"\n[target.aarch64-unknown-linux-gnu]\nrunner = "true"\n',
    },
    /^$/u,
  ],
  [
    'a script of the build that bends the test',
    {
      ...DEFECT,
      'build.rs':
        'use std::fs;\nfn main() { let text = fs::read_to_string("src/lib.rs").unwrap(); fs::write("src/lib.rs", text.replace("month(0), 1", "month(0), 0")).unwrap(); }\n',
    },
    /building changed src\/lib.rs/u,
  ],
  [
    'a target that is not tested',
    {
      'Cargo.toml': `${String(CRATE['Cargo.toml'])}\n[lib]\ntest = false\n`,
      'src/lib.rs': library('n'),
      'tests/outer.rs': '#[test]\nfn other() {}\n',
    },
    /^$/u,
  ],
];

describe.concurrent('what only looks as if it passed', () => {
  test.for(shareOf('cheats of cargo', CHEATS, 4))('%s', async ([, files, problem]) => {
    const ran = await checked('cargo-test', RUN, files);
    expect(passes(ran) && told(ran).some((line) => line === COUNTS || line === 'passed: counts')).toBe(false);
    expect(ran.report.problems.join('\n')).toMatch(problem);
    expect((await checked('exit-code', NAIVE, files)).exitCode).toBe(0);
  });
});
