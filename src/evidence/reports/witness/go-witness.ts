/**
 * What is put into Go's own package `testing`, through `-overlay`, so that it reports to the witness: no line of text
 * that a test can print says anything. The key comes on stdin, which is at its end before any test reads it. All that
 * begins with `writ` here goes by another name in each run: code of the tree could name it with `go:linkname`.
 */
export const GO_TESTING = String.raw`package testing

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
)

var writKey, writCanary = writRead()
var writOthers int32
var writArgs = append([]string(nil), os.Args...)

func writRead() (string, string) {
	text, buffer := "", make([]byte, 512)
	for {
		n, err := syscall.Read(0, buffer)
		if n <= 0 || err != nil {
			break
		}
		text += string(buffer[:n])
	}
	syscall.CloseOnExec(3)
	words := strings.Fields(text)
	if len(words) != 2 {
		return "", ""
	}
	return words[0], words[1]
}

func writSay(format string, values ...interface{}) {
	if writKey != "" {
		syscall.Write(3, []byte("\n"+writKey+" "+fmt.Sprintf(format, values...)+"\n"))
	}
}

func writPath(c *common) string {
	path := ""
	for ; c != nil && c.parent != nil; c = c.parent {
		own := c.name
		if c.parent.parent != nil {
			own = strings.TrimPrefix(own, c.parent.name+"/")
		}
		path = fmt.Sprintf(",%x", own) + path
	}
	return strings.TrimPrefix(path, ",")
}

func writTop(c *common) string {
	for c.parent != nil && c.parent.parent != nil {
		c = c.parent
	}
	return c.name
}

func writIs(name string) bool { return writCanary != "" && name == writCanary }

func writFails(c *common) {
	if c.parent != nil && !writIs(writTop(c)) {
		atomic.StoreInt32(&writOthers, 1)
	}
}

func writReport(c *common) {
	if c.parent == nil {
		return
	}
	failed := c.Failed()
	if writIs(c.name) {
		writSay("canary %v", failed)
		if atomic.LoadInt32(&writOthers) == 0 {
			c.parent.mu.Lock()
			c.parent.failed = false
			c.parent.mu.Unlock()
		}
		return
	}
	outcome := "passed"
	if failed {
		outcome = "failed"
	} else if c.Skipped() {
		outcome = "skipped"
	}
	writSay("test %s %s assertion", writPath(c), outcome)
}

func writPanic(c *common) { writSay("test %s failed error", writPath(c)) }

func writExample(name string, passed bool) {
	if passed {
		writSay("test %x passed assertion", name)
	} else {
		writSay("test %x failed assertion", name)
	}
}

// What is left out is said by who starts the tests: code of the tree may come before these are read.
func writAsked(name string) string {
	value := ""
	for _, word := range writArgs {
		if strings.HasPrefix(word, "-test."+name+"=") {
			value = word[len("-test."+name+"="):]
		}
	}
	return value
}

func writDone(code int) {
	for _, name := range []string{"run", "skip"} {
		if found := flag.Lookup("test." + name); found != nil && found.Value.String() != writAsked(name) {
			writSay("altered %s", name)
		}
	}
	writSay("done %d", code)
}
`;

/** The witness's own part for Go: each package is built with our `testing`, and its tests run as one process. */
export const GO_PROGRAM = String.raw`
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { writeFileSync } from 'node:fs';

const ROOT = '/writ/work';
const HELD = '/tmp/writ';
const { canary, only, coverage, program } = order;
const { build, packages, run: pattern, test } = order.command;
const go = (words, how) => run([program, ...words], how);
const jsonOf = (text) => JSON.parse('[' + text.trim().replaceAll(/^\}\n\{/gmu, '},{') + ']');

/** Where Go's own text is continued by a call of ours. A Go in which one of them is missing cannot be witnessed. */
const CALLS = {
  'testing.go': [
    [/^func \(t \*T\) report\(\) \{$/mu, 'writReport(&t.common)'],
    [/^func \(c \*common\) Fail\(\) \{$/mu, 'writFails(c)'],
    [/^func \(m \*M\) Run\(\) \(code int\) \{$/mu, 'defer func() { writDone(code) }()'],
    [/^\t\tdoPanic := func\(err (?:any|interface\{\})\) \{$/mu, 'writPanic(&t.common)'],
  ],
  'match.go': [[/^func \(m \*matcher\) fullName\(c \*common, subname string\) \(name string, ok, partial bool\) \{$/mu,
    'if c != nil && c.parent == nil && writIs(subname) { return subname, true, false }']],
  'fuzz.go': [[/^func \(f \*F\) report\(\) \{$/mu, 'writReport(&f.common)']],
  'example.go': [[/^func \(eg \*InternalExample\) processRunResult\([^)]*\) \(passed bool\) \{$/mu, 'defer func() { writExample(eg.Name, passed) }()']],
};
const replaced = {};
const put = (place, name, text) => {
  writeFileSync(join(HELD, name), text);
  replaced[place] = join(HELD, name);
};
const prepare = (goroot) => {
  for (const [name, calls] of Object.entries(CALLS)) {
    const place = join(goroot, 'src/testing', name);
    let text = readFileSync(place, 'utf8');
    for (const [where, call] of calls) {
      if (!where.test(text)) return problem('this Go has another package testing: ' + where.source + ' is not in ' + name), false;
      text = text.replace(where, (line) => line + '\n' + call.replaceAll(/\bwrit(?=[A-Z])/gu, order.named));
    }
    put(place, name, text);
  }
  put(join(goroot, 'src/testing/writ.go'), 'writ.go', order.testing);
  return true;
};

/** Assertions of libraries that the tests use, each of which must say that it is wrong. */
const LIBRARIES = {
  'github.com/stretchr/testify/assert': 'if ASSERT.Equal(seen, 1, 2) || ASSERT.True(seen, false) || ASSERT.Nil(seen, 1) || ASSERT.NotNil(seen, nil) || ASSERT.Len(seen, "a", 2) || seen.failed != 5 { return }',
  'github.com/stretchr/testify/require': 'REQUIRE.Equal(seen, 1, 2); REQUIRE.True(seen, false); REQUIRE.Nil(seen, 1); REQUIRE.NotNil(seen, nil); if seen.stopped < 4 { return }',
  'github.com/google/go-cmp/cmp': 'if CMP.Diff(1, 2) == "" || CMP.Equal(1, 2) { return }',
};
const canaryOf = (name, imports) => {
  const used = Object.keys(LIBRARIES).filter((path) => imports.includes(path));
  const alias = (path) => 'writ' + path.split('/').pop();
  const body = used.map((path) => LIBRARIES[path].replaceAll(path.split('/').pop().toUpperCase(), alias(path)));
  return ['package ' + name, 'import "testing"', ...used.map((path) => 'import ' + alias(path) + ' ' + JSON.stringify(path)),
    'type writSeen struct{ failed, stopped int }', 'func (s *writSeen) Errorf(string, ...interface{}) { s.failed++ }',
    'func (s *writSeen) FailNow() { s.stopped++ }', 'func (s *writSeen) Helper() {}',
    'func ' + canary + '(t *testing.T) {', '\tseen := &writSeen{}', '\t_ = seen', ...body, '\tt.Errorf("this test of the harness must fail")', '}', ''].join('\n');
};

const NAMES = /^func\s+((?:Test|Fuzz|Example)\w*)\s*\(/gmu;
const filesOf = (pack) => [...(pack.TestGoFiles ?? []), ...(pack.XTestGoFiles ?? [])].map((name) => {
  const path = join(pack.Dir, name);
  return { file: relative(ROOT, path), names: [...readFileSync(path, 'utf8').matchAll(NAMES)].map(([, found]) => found).filter((found) => found !== 'TestMain') };
});
const broken = (file, cause) => say({ kind: 'test', path: [file], file, outcome: 'failed', cause });

const covered = (profile, dirs, all) => {
  const lines = {};
  for (const [, name, block, from, to, count, ran] of profile.matchAll(/^(.+):((\d+)\.\d+,(\d+)\.\d+) (\d+) (\d+)$/gmu)) {
    const at = name.lastIndexOf('/');
    const dir = dirs.get(name.slice(0, at));
    if (dir === undefined) continue;
    const file = relative(ROOT, join(dir, name.slice(at + 1)));
    const blocks = all.get(file) ?? new Map();
    all.set(file, blocks.set(block, [Number(count), Number(ran) > 0 || (blocks.get(block)?.[1] ?? false)]));
    if (Number(ran) > 0) for (let line = Number(from); line <= Number(to); line += 1) (lines[file] ??= new Set()).add(line);
  }
  return Object.fromEntries(Object.entries(lines).map(([file, seen]) => [file, [...seen].toSorted((a, b) => a - b)]));
};

/** Runs some files of a package, and tells what became of each of their tests. */
const witness = async (binary, pack, files, names, how) => {
  const key = newKey();
  const told = [];
  let canaries = [];
  let codes = [];
  const hear = (text) => {
    const [kind, one, outcome, cause] = text.split(' ');
    if (kind === 'canary') canaries.push(one === 'true');
    else if (kind === 'done') codes.push(Number(one));
    else if (kind === 'altered') problem(pack.ImportPath + ' was run with another -' + one + ' than it was started with');
    else told.push({ path: one.split(',').map((part) => Buffer.from(part, 'hex').toString('utf8')), outcome, ...(outcome === 'failed' ? { cause } : {}) });
  };
  const profile = join(HELD, 'profile');
  const filter = names !== null ? '^(' + names.join('|') + ')$' : pattern;
  const words = ['-test.paniconexit0', '-test.timeout=0', ...(filter === null ? [] : ['-test.run=' + filter]), ...(coverage ? ['-test.coverprofile=' + profile] : [])];
  const { exit, signal } = await run([binary, ...words, ...test], { key, input: key + ' ' + canary + '\n', cwd: pack.Dir, hear });
  const place = new Map(files.flatMap(({ file, names: own }) => own.map((name) => [name, file])));
  const [first] = files;
  const of = ({ path }) => place.get(path[0]) ?? first.file;
  const died = codes.length === 0 && (signal !== null || exit !== 0);
  for (const { file } of files) {
    const own = told.filter((one) => of(one) === file);
    say({ kind: 'begin', file, tests: own.length + (died ? 1 : 0) });
    for (const one of own) say({ kind: 'test', file, ...one });
    for (const one of canaries) say({ kind: 'canary', file, failed: one });
    if (died) broken(file, 'error');
    say({ kind: 'finish', file });
  }
  const isFailed = told.some(({ outcome }) => outcome === 'failed');
  if (died) return null;
  if (codes.length === 0) problem(pack.ImportPath + ' was ended from within, with exit code 0');
  else if (signal !== null) problem(pack.ImportPath + ' was ended by ' + signal);
  else if (exit === 0 && (isFailed || codes.some((code) => code !== 0))) problem(pack.ImportPath + ' ended with 0 although a test failed');
  else if (exit !== 0 && !isFailed) say({ kind: 'test', path: ['TestMain'], file: null, outcome: 'failed', cause: 'error' });
  if (coverage && exit === 0) return how.read(profile);
  return null;
};

const examine = async (pack, dirs, all) => {
  const files = filesOf(pack).filter(({ file }) => only === null || only.includes(file));
  if (files.length === 0) return;
  const isInner = (pack.TestGoFiles ?? []).length > 0;
  const imports = (isInner ? pack.TestImports : pack.XTestImports) ?? [];
  put(join(pack.Dir, 'zz_' + canary.toLowerCase() + '_test.go'), 'canary.go', canaryOf(isInner ? pack.Name : pack.Name + '_test', imports));
  writeFileSync(join(HELD, 'overlay.json'), JSON.stringify({ Replace: replaced }));
  delete replaced[join(pack.Dir, 'zz_' + canary.toLowerCase() + '_test.go')];
  const binary = join(HELD, 'tests');
  rmSync(binary, { force: true });
  const cover = coverage ? ['-cover', '-covermode=set', '-coverpkg=./...'] : [];
  const built = await go(['test', '-c', '-vet=off', '-overlay=' + join(HELD, 'overlay.json'), '-o', binary, ...build, ...cover, pack.ImportPath]);
  for (const name of ['overlay.json', 'canary.go']) rmSync(join(HELD, name), { force: true });
  if (built.exit !== 0) return files.forEach(({ file }) => { say({ kind: 'begin', file, tests: 1 }); broken(file, 'load'); say({ kind: 'finish', file }); });
  const chosen = (names) => pattern === null ? names : names.filter((name) => new RegExp(pattern.split('/')[0], 'u').test(name));
  const read = (profile) => { try { return readFileSync(profile, 'utf8'); } catch { return null; } };
  if (!coverage) return void (await witness(binary, pack, files, only === null ? null : chosen(files.flatMap(({ names }) => names)), { read }));
  for (const one of files) {
    const profile = await witness(binary, pack, [one], chosen(one.names), { read });
    if (profile !== null) say({ kind: 'covered', file: one.file, lines: covered(profile, dirs, all) });
  }
};

mkdirSync(HELD, { recursive: true });
const { output: goroot } = await go(['env', 'GOROOT'], { capture: true });
if (prepare(goroot.trim())) {
  const flags = build.filter((word) => !word.startsWith('-p='));
  const listed = await go(['list', '-e', '-json', ...flags, ...packages], { capture: true });
  const own = coverage ? jsonOf((await go(['list', '-e', '-json', ...flags, './...'], { capture: true })).output) : [];
  const found = listed.exit === 0 ? jsonOf(listed.output) : [];
  if (listed.exit !== 0) problem('go list ended with ' + listed.exit);
  const all = new Map();
  for (const pack of found) {
    const isBad = pack.Error !== undefined && (pack.GoFiles ?? []).length === 0 && (pack.TestGoFiles ?? []).length === 0;
    if (isBad) say({ kind: 'test', path: [pack.ImportPath], file: null, outcome: 'failed', cause: 'load' });
    else await examine(pack, new Map(own.map(({ ImportPath, Dir }) => [ImportPath, Dir])), all);
  }
  for (const [of, blocks] of all) {
    const lines = new Map();
    for (const [block, [, ran]] of blocks) {
      const [from, to] = block.split(',').map((place) => parseInt(place));
      for (let line = from; line <= to; line += 1) lines.set(line, ran || (lines.get(line) ?? false));
    }
    const those = (ran) => [...lines].filter(([, seen]) => seen === ran).map(([line]) => line).toSorted((a, b) => a - b);
    say({ kind: 'measured', of, hit: those(true), missed: those(false), statements: [...blocks].map(([block, [count, ran]]) => [block, count, ran ? 1 : 0]) });
  }
}
finish();
`;
