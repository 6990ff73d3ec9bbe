import { describe, expect, test } from 'vitest';
import { readReport } from './read-report.ts';
import type { TestReport } from '../run-evidence.ts';

const read = (text: string, exitCode: number | null = 0): TestReport =>
  readReport('junit', { stdout: new TextEncoder().encode(text), stderr: new Uint8Array(), exitCode, canary: null });
const told = (report: TestReport): readonly string[] => report.tests.map((one) => `${one.outcome}: ${one.name}`);
const suite = (body: string, attributes = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites><testsuite name="s" ${attributes}>${body}</testsuite></testsuites>\n`;

test('a file is named from the root of the tree, wherever that lay, so that a test is the same in another place', () => {
  const report = (file: string, folder?: string): TestReport => {
    const stdout = new TextEncoder().encode(suite(`<testcase name="t" file="${file}"/>`));
    return readReport('junit', { stdout, stderr: new Uint8Array(), exitCode: 0, canary: null, folder });
  };
  const files = [
    report('/writ/work/test/a.test.js'),
    report('/home/max/core/test/a.test.js', '/home/max/core'),
    report('test/a.test.js'),
    report('/home/max/core-2/a.js', '/home/max/core'),
    report('/writ/work/a.js', '/home/max/core'),
  ].map(({ tests: [one] }) => one?.file);
  expect(files).toEqual([
    ...['test/a.test.js', 'test/a.test.js', 'test/a.test.js'],
    ...['/home/max/core-2/a.js', '/writ/work/a.js'],
  ]);
});

test('half a character in a name becomes a whole one: nothing else can be sealed', () => {
  expect(told(read(suite('<testcase name="a &#xD800; b &#xD83D;&#xDE00;"/>')))).toEqual([
    'passed: s > a \ufffd b \u{1f600}',
  ]);
});

describe('a JUnit report', () => {
  test.each<[sentence: string, text: string, exitCode: number, expected: readonly string[]]>([
    [
      'a test is named by its class',
      suite('<testcase classname="c" name="t"/>', 'tests="1" failures="0"'),
      0,
      ['passed: c > t'],
    ],
    [
      'or by the suites around it',
      suite('<testsuite name="inner"><testcase name="t"></testcase></testsuite>', 'tests="1"'),
      0,
      ['passed: s > inner > t'],
    ],
    [
      'a failure fails',
      suite('<testcase name="t"><failure message="no">x</failure></testcase>', 'failures="1"'),
      1,
      ['failed: s > t'],
    ],
    [
      'an error fails',
      suite('<testcase name="t"><error/></testcase>', 'errors="1" failures="0"'),
      1,
      ['failed: s > t'],
    ],
    [
      'a skipped test is skipped',
      suite('<testcase name="t"><skipped/></testcase>', 'skipped="1"'),
      0,
      ['skipped: s > t'],
    ],
    [
      'a failure counts more than a skip',
      suite('<testcase name="t"><skipped/><failure/></testcase>'),
      1,
      ['failed: s > t'],
    ],
    [
      'the five entities are decoded',
      suite('<testcase name="a &lt;b&gt; &amp; &quot;c&quot; &#x41;&#66;"/>'),
      0,
      ['passed: s > a <b> & "c" AB'],
    ],
    ['a root of one suite is read', '<testsuite name="r"><testcase name="t"/></testsuite>', 0, ['passed: r > t']],
    [
      'output of tests inside it is not a test',
      suite('<testcase name="t"><system-out><![CDATA[<testcase name="x"/>]]></system-out></testcase>', 'tests="1"'),
      0,
      ['passed: s > t'],
    ],
    [
      'a word says how it went where no element does',
      suite(
        '<testcase name="a" status="run" result="completed"/><testcase name="b" status="notrun"/><testcase name="c" result="Suppressed"/>',
        'tests="3" disabled="2"',
      ),
      0,
      ['passed: s > a', 'skipped: s > b', 'skipped: s > c'],
    ],
    ['a word may say that it failed', suite('<testcase name="t" status="FAILED"/>'), 1, ['failed: s > t']],
    [
      'properties and output say nothing of it',
      suite('<properties/><system-err/><testcase name="t"><properties/><system-err/></testcase>'),
      0,
      ['passed: s > t'],
    ],
    ['no test is no test', suite('', 'tests="0"'), 0, []],
  ])('%s', (_, text, exitCode, expected) => {
    const report = read(text, exitCode);
    expect(report.problems).toEqual([]);
    expect(told(report)).toEqual(expected);
  });

  test.each<[sentence: string, text: string, exitCode: number | null]>([
    ['nothing', '', 0],
    ['plain text', 'all 12 tests passed\n', 0],
    ['text before it', `ok\n${suite('<testcase name="t"/>')}`, 0],
    ['text after it', `${suite('<testcase name="t"/>')}ok\n`, 0],
    ['two documents', `${suite('<testcase name="t"/>')}${suite('<testcase name="t"/>').slice(39)}`, 0],
    ['a document that is cut', suite('<testcase name="t"/>').slice(0, -10), 0],
    ['another document', '<html></html>', 0],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${suite('<testcase name="&a;"/>').slice(39)}`, 0],
    [
      'a failure deeper than any honest report nests',
      `<testsuite name="s"><testcase name="t"/>${'<testsuite name="s">'.repeat(70)}<testcase name="u"><failure/></testcase>${'</testsuite>'.repeat(71)}`,
      0,
    ],
    ['a test without a name', '<testsuite><testcase/></testsuite>', 0],
    ['more tests claimed than there are', suite('<testcase name="t"/>', 'tests="2"'), 0],
    ['fewer failures claimed than there are', suite('<testcase name="t"><failure/></testcase>', 'failures="0"'), 1],
    ['fewer skips claimed than there are', suite('<testcase name="t"><skipped/></testcase>', 'skipped="0"'), 0],
    ['a count that is no number', suite('<testcase name="t"/>', 'tests="many"'), 0],
    ['exit code 0 with a failure', suite('<testcase name="t"><failure/></testcase>'), 0],
    ['exit code 1 without one', suite('<testcase name="t"/>'), 1],
    ['a test that was tried again', suite('<testcase name="t"><flakyFailure/></testcase>'), 0],
    ['a test that was run again', suite('<testcase name="t"><failure/><rerunError/></testcase>'), 1],
    ['a set-up that broke', suite('<testcase name="t"/><error/>'), 0],
    ['a failure of a suite', suite('<testcase name="t"/><failure/>'), 0],
    ['an element that nobody knows', suite('<testcase name="t"><group><failure/></group></testcase>'), 0],
    ['tests in an element that nobody knows', suite('<group><testcase name="t"/></group>'), 0],
    ['a signal', suite('<testcase name="t"/>'), null],
    ['bytes that are no text', '\ud800', 0],
  ])('%s is a problem', (_, text, exitCode) => {
    expect(read(text, exitCode).problems).not.toEqual([]);
  });

  test('an entity of its own stays undecoded', () => {
    expect(told(read(suite('<testcase name="&unknown;"/>')))).toEqual(['passed: s > &unknown;']);
  });
});

describe('an exit code', () => {
  const exit = (exitCode: number | null): TestReport =>
    readReport('exit-code', { stdout: new Uint8Array(), stderr: new Uint8Array(), exitCode, canary: null });
  test('0 names no test and has no problem', () => expect(exit(0)).toEqual({ tests: [], canaries: [], problems: [] }));
  test.each([1, 2, 127, null])('%s is a problem', (code) => expect(exit(code).problems).toHaveLength(1));
});
