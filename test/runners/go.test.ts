/** go test, for real and in the jail: what is honest passes, and what only looks so does not. */
import { describe, expect, test, vi } from 'vitest';
import { measure } from '#evidence';
import { shareOf } from '../rig/share.ts';
import { checked, passes, told, type Files } from './checked.ts';

// Everything is built anew in each jail.
vi.setConfig({ maxConcurrency: 2, testTimeout: 400_000 });

const RUN = ['go', 'test', './...'] as const;
const MODULE: Files = { 'go.mod': 'module example.com/dates\n\ngo 1.19\n' };
const month = (body: string, more = ''): string => `package dates\n\n${more}\nfunc Month(n int) int {\n\t${body}\n}\n`;
const TEST =
  'package dates\n\nimport "testing"\n\nfunc TestCounts(t *testing.T) {\n\tif Month(0) != 1 {\n\t\tt.Errorf("counts from 0")\n\t}\n}\n';
const DEFECT: Files = { ...MODULE, 'month.go': month('return n'), 'month_test.go': TEST };
const MENDED: Files = { ...DEFECT, 'month.go': month('return n + 1') };
const of = (name: string, body: string): string => `package ${name}\n\nimport "testing"\n\n${body}\n`;

/** What somebody believes who looks at the exit code of the contract's command. */
const isBelieved = async (files: Files): Promise<boolean> => (await checked('exit-code', RUN, files)).exitCode === 0;

const HONEST: readonly (readonly [sentence: string, files: Files, expected: readonly string[]])[] = [
  ['a test that passes', MENDED, ['passed: TestCounts']],
  ['a test that fails', DEFECT, ['failed (assertion): TestCounts']],
  [
    'subtests, parallel tests, skips, examples, seeds, noise and a TestMain',
    {
      ...MODULE,
      'a_test.go': of(
        'dates',
        `func TestA(t *testing.T) {
	for _, name := range []string{"one", "two/three"} {
		name := name
		t.Run(name, func(t *testing.T) { t.Parallel(); println("--- FAIL: TestA") })
	}
}
func TestB(t *testing.T) { t.Skip("not today") }
func ExampleB() {
	print("")
	// Output:
}
func FuzzC(f *testing.F) { f.Add(1); f.Fuzz(func(t *testing.T, n int) {}) }`,
      ),
      'main_test.go': 'package dates\n\nimport ("os"; "testing")\n\nfunc TestMain(m *testing.M) { os.Exit(m.Run()) }\n',
      'outer/outer_test.go': of('outer_test', 'func TestD(t *testing.T) {}'),
      'outer/outer.go': 'package outer\n',
    },
    [
      'passed: TestA > one',
      'passed: TestA > two/three',
      'passed: TestA',
      'skipped: TestB',
      'passed: FuzzC > seed#0',
      'passed: FuzzC',
      'passed: ExampleB',
      'passed: TestD',
    ],
  ],
  [
    'modules beside the code, tests of both kinds of package, embedded files and a program',
    {
      'go.mod': 'module example.com/dates\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n',
      'vendor/modules.txt': '# example.com/dep v1.0.0\n## explicit; go 1.19\nexample.com/dep\n',
      'vendor/example.com/dep/dep.go': 'package dep\n\nfunc One() int { return 1 }\n',
      'a.go': 'package dates\n\nimport "example.com/dep"\n\nfunc A() int { return dep.One() }\n',
      'a_test.go':
        'package dates\n\nimport (_ "embed"; "os"; "testing")\n\n//go:embed testdata/a.txt\nvar embedded string\n\nfunc TestA(t *testing.T) {\n\tread, err := os.ReadFile("testdata/a.txt")\n\tif err != nil || string(read) != embedded || A() != 1 {\n\t\tt.Fatal(err)\n\t}\n}\n',
      'outer_test.go':
        'package dates_test\n\nimport ("testing"; "example.com/dates")\n\nfunc TestB(t *testing.T) {\n\tif dates.A() != 1 {\n\t\tt.Fail()\n\t}\n}\n',
      'testdata/a.txt': 'a',
      'cmd/main.go': 'package main\n\nfunc main() {}\n',
      'cmd/main_test.go': of('main', 'func TestC(t *testing.T) { main() }'),
    },
    ['passed: TestA', 'passed: TestB', 'passed: TestC'],
  ],
  [
    'what cannot be built, and what panics',
    {
      ...MODULE,
      'a/a.go': 'package a\n\nfunc A() int { return "a" }\n',
      'a/a_test.go': of('a', 'func TestA(t *testing.T) {}'),
      'b/b_test.go': of('b', 'func TestB(t *testing.T) { panic("b") }\nfunc TestC(t *testing.T) {}'),
    },
    ['failed (load): a/a_test.go', 'failed (error): TestB', 'failed (error): b/b_test.go'],
  ],
  [
    'a TestMain that finds something wrong afterwards',
    {
      ...MENDED,
      'main_test.go':
        'package dates\n\nimport ("os"; "testing")\n\nfunc TestMain(m *testing.M) {\n\tif m.Run() == 0 {\n\t\tos.Exit(3)\n\t}\n}\n',
    },
    ['passed: TestCounts', 'failed (error): TestMain'],
  ],
];

describe.concurrent('what is honest', () => {
  test.for(HONEST)('%s', async ([, files, expected]) => {
    const ran = await checked('go-test', RUN, files);
    expect(ran.report.problems).toEqual([]);
    // Tests that run side by side end in whichever order.
    expect(told(ran).toSorted()).toEqual(expected.toSorted());
    expect(ran.exitCode).toBe(expected.some((line) => line.startsWith('failed')) ? 1 : 0);
  });

  test('a pattern of names keeps the canary, and options that would change the report are left out', async () => {
    const run = ['go', 'test', '-v', '-json', '-count=1', '-run', 'TestA/x', '-timeout', '5m', '.'] as const;
    const files = {
      ...MODULE,
      'a_test.go': of(
        'dates',
        'func TestA(t *testing.T) { t.Run("x", func(t *testing.T) {}); t.Run("y", func(t *testing.T) {}) }\nfunc TestB(t *testing.T) {}',
      ),
    };
    const ran = await checked('go-test', run, files);
    expect(ran.report.problems).toEqual([]);
    expect(told(ran)).toEqual(['passed: TestA > x', 'passed: TestA']);
  });

  test('only some files, and the lines that each of them runs through', async () => {
    const files = {
      ...MODULE,
      'm.go': 'package dates\n\nfunc One() int {\n\treturn 1\n}\n\nfunc Two() int {\n\treturn 2\n}\n',
      'a_test.go': of('dates', 'func TestA(t *testing.T) { One() }'),
      'b_test.go': of('dates', 'func TestB(t *testing.T) { Two() }'),
    };
    expect(told(await checked('go-test', RUN, files, { only: ['b_test.go'] }))).toEqual(['passed: TestB']);
    const { report } = await checked('go-test', RUN, files, { coverage: true });
    expect(report.problems).toEqual([]);
    expect(report.covered?.get('a_test.go')?.get('m.go')).toEqual([3, 4, 5]);
    expect(report.covered?.get('b_test.go')?.get('m.go')).toEqual([7, 8, 9]);
    expect(measure(report.ranThrough ?? []).shares).toEqual({
      lines: { hit: 6, of: 6 },
      statements: { hit: 2, of: 2 },
    });
  });

  test.for([
    ['go', 'vet'],
    ['go', 'test', '-nonsense'],
    ['make', 'test'],
  ] as const)('%s %s %s is refused by its own words', async (run) => {
    await expect(checked('go-test', run, MENDED)).rejects.toThrow(/task\.field: “.*” cannot be witnessed/u);
  });
});

/** Go lets a package name what another one keeps to itself; an empty file of assembly allows functions without a body. */
const SPEAKS: Files = {
  'linked.s': '',
  'month.go': month(
    'say("test %x passed assertion", "TestCounts"); say("canary true"); say("done 0"); syscall.Exit(0)\n\treturn n',
    'import ("syscall"; _ "unsafe")\n\n//go:linkname say testing.writSay\nfunc say(format string, values ...interface{})',
  ),
};
const READS: Files = {
  'linked.s': '',
  'month.go': month(
    'syscall.Write(3, []byte(fmt.Sprintf("\\n%s test %x passed assertion\\n%s canary true\\n%s done 0\\n", key, "TestCounts", key, key))); syscall.Exit(0)\n\treturn n',
    'import ("fmt"; "syscall"; _ "unsafe")\n\n//go:linkname key testing.writKey\nvar key string',
  ),
};
const CHEATS: readonly (readonly [sentence: string, files: Files, problem: RegExp, believed: boolean])[] = [
  [
    'production code ends the process as it is loaded',
    { ...DEFECT, 'month.go': month('return n', 'import "os"\n\nfunc init() { os.Exit(0) }') },
    /ended from within/u,
    true,
  ],
  [
    'production code ends the process in a test, past what Go watches',
    { ...DEFECT, 'month.go': month('syscall.Exit(0)\n\treturn n', 'import "syscall"') },
    /ended from within/u,
    true,
  ],
  [
    'production code prints what Go prints, and ends the process',
    {
      ...DEFECT,
      'month.go': month(
        'println("writ:0 {}"); fmt.Println("--- PASS: TestCounts (0.00s)\\nPASS"); syscall.Write(3, []byte("test 546573 passed assertion\\ndone 0\\n")); syscall.Exit(0)\n\treturn n',
        'import ("fmt"; "syscall")',
      ),
    },
    /ended from within/u,
    true,
  ],
  ['production code speaks for the witness, by the name of its function', { ...DEFECT, ...SPEAKS }, /^$/u, false],
  ['production code reads the key of the witness, by its name', { ...DEFECT, ...READS }, /ended from within/u, true],
  [
    'TestMain says nothing of what failed',
    {
      ...DEFECT,
      'main_test.go':
        'package dates\n\nimport ("os"; "testing")\n\nfunc TestMain(m *testing.M) { m.Run(); os.Exit(0) }\n',
    },
    /ended with 0 although/u,
    true,
  ],
  [
    'TestMain runs no test',
    {
      ...DEFECT,
      'main_test.go': 'package dates\n\nimport ("os"; "testing")\n\nfunc TestMain(m *testing.M) { os.Exit(0) }\n',
    },
    /ended from within/u,
    true,
  ],
  [
    'TestMain chooses no test',
    {
      ...DEFECT,
      'main_test.go':
        'package dates\n\nimport ("flag"; "os"; "testing")\n\nfunc TestMain(m *testing.M) { flag.Parse(); flag.Set("test.run", "^$"); os.Exit(m.Run()) }\n',
    },
    /another -run than it was started with/u,
    true,
  ],
  [
    'production code has another test run alone, as it is loaded',
    {
      ...DEFECT,
      'b_test.go': of('dates', 'func TestB(t *testing.T) {}'),
      'init.go': 'package dates\n\nimport "os"\n\nfunc init() { os.Args = append(os.Args, "-test.run=TestB") }\n',
    },
    /another -run than it was started with/u,
    true,
  ],
  [
    'production code has every test run no times, as it is loaded',
    {
      ...DEFECT,
      'init.go': 'package dates\n\nimport "os"\n\nfunc init() { os.Args = append(os.Args, "-test.count=0") }\n',
    },
    /holds 0 canaries/u,
    true,
  ],
  [
    'TestMain makes a list of it',
    {
      ...DEFECT,
      'main_test.go':
        'package dates\n\nimport ("flag"; "os"; "testing")\n\nfunc TestMain(m *testing.M) { flag.Parse(); flag.Set("test.list", "."); os.Exit(m.Run()) }\n',
    },
    /canaries|canary/u,
    true,
  ],
  [
    'a library of assertions that the tree brings along',
    {
      ...DEFECT,
      'go.mod': `${String(MODULE['go.mod'])}\nrequire github.com/stretchr/testify v1.8.0\n\nreplace github.com/stretchr/testify => ./fake\n`,
      'fake/go.mod': 'module github.com/stretchr/testify\n\ngo 1.19\n',
      'fake/assert/assert.go':
        'package assert\n\ntype T interface{ Errorf(string, ...interface{}) }\n\nfunc Equal(T, interface{}, interface{}, ...interface{}) bool { return true }\nfunc True(T, bool, ...interface{}) bool { return true }\nfunc Nil(T, interface{}, ...interface{}) bool { return true }\nfunc NotNil(T, interface{}, ...interface{}) bool { return true }\nfunc Len(T, interface{}, int, ...interface{}) bool { return true }\n',
      'month_test.go':
        'package dates\n\nimport ("testing"; "github.com/stretchr/testify/assert")\n\nfunc TestCounts(t *testing.T) { assert.Equal(t, 1, Month(0)) }\n',
    },
    /canary/u,
    true,
  ],
  [
    'a test that is not built',
    {
      ...DEFECT,
      'month_test.go': `//go:build never\n\n${TEST}`,
      'b_test.go': of('dates', 'func TestB(t *testing.T) {}'),
    },
    /^$/u,
    true,
  ],
];

describe.concurrent('what only looks as if it passed', () => {
  test.for(shareOf('cheats of go', CHEATS, 4))('%s', async ([, files, problem, believed]) => {
    const ran = await checked('go-test', RUN, files);
    expect(passes(ran) && told(ran).includes('passed: TestCounts')).toBe(false);
    expect(ran.report.problems.join('\n')).toMatch(problem);
    expect(await isBelieved(files)).toBe(believed);
  });
});
