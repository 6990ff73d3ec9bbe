/** What a scan has to hold, whatever the rules are: S3-D13..D15, and how a rule could pass without having looked. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { knownOf, sift, withoutOld } from './known.ts';
import type { Rule } from './rule.ts';
import { parseRulebook, shippedRulebook } from './rulebook.ts';
import { scanChange } from './scan-change.ts';
import { scan } from './scan.ts';
import { changedText, textOf } from './texts.ts';

const NOTHING = { paths: [], files: [], change: null, texts: new Map<string, string>(), messages: null };

const rulesOf = (text: string): readonly Rule[] => {
  const parsed = parseRulebook(text);
  if (!parsed.ok) throw new Error(parsed.failures.map(({ message }) => message).join('; '));
  return parsed.value.rules.filter(({ source }) => source === 'repository');
};

/** Scans one file by the rules of a text of YAML. */
const scanned = (rules: string, path: string, text: string) =>
  scan({ ...NOTHING, rulebook: { rules: rulesOf(rules) }, paths: [path], files: [{ path, text }] });

const rule = (match: string, more = ''): string =>
  `rules:\n  APP-1:\n    says: It holds.\n    why: So.\n    ${more}\n    match: [${match}]\n`;

describe('a rule that cannot run is an error, and never silence (S3-D13)', () => {
  test.each([
    [
      'a kind that the grammar has not',
      '{ syntax: { kind: nonsense }, languages: [typescript], bad: f() }',
      'no rule for typescript',
    ],
    [
      'a field that ast-grep has not',
      '{ syntax: { patern: f() }, languages: [typescript], bad: f() }',
      'no rule for typescript',
    ],
    [
      'a pattern that finds nothing',
      '{ syntax: "g($A", languages: [typescript], bad: "f(1)" }',
      'does not find what is bad',
    ],
    [
      'a pattern that finds nothing in one of its languages',
      '{ syntax: "throw $A", languages: [typescript, rust], bad: "throw a;" }',
      'does not find what is bad in rust',
    ],
    [
      'words that what is bad has not',
      '{ syntax: "f($A)", languages: [typescript], bad: "f(1)", mentions: [eval] }',
      'has none of eval in it',
    ],
  ])('%s', async (_, match, says) => {
    // There is no file it could be about: it is an error all the same.
    const { errors, findings } = await scanned(rule(match), 'README.md', 'f(1)');
    expect(errors.map((error) => error.says)).toEqual([expect.stringContaining(says)]);
    expect(findings).toEqual([]);
  });

  test('grammars that cannot be loaded are an error of each rule that wants them', async () => {
    const broken = () => Promise.reject(new Error('no grammar for this machine'));
    const files = [{ path: 'src/a.ts', text: 'eval(a); // TODO mend\n' }];
    const { errors } = await scan({ ...NOTHING, rulebook: shippedRulebook(), files }, broken);
    expect(errors.map((error) => error.rule).toSorted()).toEqual(['CODE-exec', 'CX-106']);
    expect(errors[0]?.says).toContain('no grammar for this machine');
  });

  test('an engine that breaks down over a file is an error, and says where', async () => {
    const load = () =>
      Promise.resolve(() => {
        throw new Error('the parser died');
      });
    const files = [{ path: 'src/a.ts', text: 'eval(a);\n' }];
    const { errors } = await scan({ ...NOTHING, rulebook: shippedRulebook(), files }, load);
    expect(errors.map(({ says }) => says)).toEqual(
      expect.arrayContaining([expect.stringContaining('src/a.ts: the parser died')]),
    );
  });

  test.each([
    ['expect(', 'expect('],
    ['unwrap()', 'unwrap()'],
    ['dbg!(', 'dbg!('],
    ['a/b', 'a/b'],
  ])('the text %s is a text and no expression', async (text, line) => {
    const { findings } = await scanned(
      rule(`{ text: ${JSON.stringify(text)} }`),
      'a.txt',
      `x ${line} y\nexpect unwrap dbg ab\n`,
    );
    expect(findings.map((finding) => finding.line)).toEqual([1]);
  });
});

describe('honest code', () => {
  test('a file of TypeScript with braces breaks no rule (S3-D15)', async () => {
    const text = 'export const a = { b: { c: `${d} {field} {name}` } };\ninterface Mock { readonly f: () => {} }\n';
    for (const path of ['src/a.ts', 'src/app/b.tsx', 'a.rs'])
      expect(
        await scan({ ...NOTHING, rulebook: shippedRulebook(), paths: [path], files: [{ path, text }] }),
      ).toMatchObject({ findings: [], errors: [] });
  });

  test('an expression that would take for ever ends (RE2)', async () => {
    const text = `${'a'.repeat(50_000)}!\n`;
    const { findings } = await scanned(rule("{ regex: '^(a+)+$' }"), 'a.txt', text);
    expect(findings).toEqual([]);
  });

  test('source is looked at whatever it holds, and only what is no source may be binary', () => {
    const bytes = new TextEncoder().encode('eval(a);\0');
    expect(textOf('src/a.ts', bytes)).toEqual({ text: 'eval(a);\0' });
    expect(textOf('a.png', bytes)).toEqual({ skipped: 'binary' });
    expect(textOf('src/a.ts', new Uint8Array(2 ** 20 + 1))).toEqual({ skipped: 'too large' });
  });
});

describe('places in a text', () => {
  const inPlace = (place: string) => rule(`{ text: boom, in: ${place} }`);
  const text = "const boom = 'boom'; // boom\nconst a = `boom ${boom} b`;\n/* é boom */ f('ü', boom);\n";
  test.each([
    ['all', [1, 1, 1, 2, 2, 3, 3]],
    ['code', [1, 2, 3]],
    ['comments', [1, 3]],
    ['strings', [1, 2]],
  ])('in %s', async (place, lines) => {
    const { findings } = await scanned(inPlace(place), 'src/a.ts', text);
    expect(findings.map(({ line }) => line)).toEqual(lines);
  });
  test.each([
    ['a.ts', "f('\\nboom');\n"],
    ['a.py', "f('\\nboom')\n"],
    ['a.go', 'package a\nvar b = "\\nboom"\n'],
    ['a.rs', 'const A: &str = "\\nboom";\n'],
  ])('what a string escapes is part of it, in %s', async (path, escaped) => {
    const by = (place: string) => scanned(rule(`{ regex: nboom, in: ${place} }`), path, escaped);
    expect((await by('strings')).findings).toHaveLength(1);
    expect((await by('code')).findings).toHaveLength(0);
    // In a word of its own there are no blanks.
    expect((await scanned(rule(`{ regex: '\\bboom', in: strings }`), path, escaped)).findings).toHaveLength(0);
  });
  test('a word that ends where a string ends is found, whatever stands outside', async () => {
    const { findings } = await scanned(rule(`{ regex: '\\b[a-c]{2}\\b', in: strings }`), 'a.ts', 'x`ab${c}`;\n');
    expect(findings).toHaveLength(1);
  });
  test('columns count as editors do, behind letters of any kind', async () => {
    const { findings } = await scanned(inPlace('code'), 'src/a.ts', "f('é𝒳', boom);\n");
    expect(findings.map(({ line, column }) => [line, column])).toEqual([[1, 10]]);
  });
  test('where a language is not known, nothing is looked at, and that is said by the count', async () => {
    const { findings, looked } = await scanned(inPlace('code'), 'a.txt', text);
    expect(findings).toEqual([]);
    expect(looked).toEqual([{ rule: 'APP-1', files: 0 }]);
  });
});

describe('a comment that excepts a line', () => {
  const of = (comment: string, more = '') => scanned(rule('{ text: boom }', more), 'src/a.ts', `boom(); ${comment}\n`);
  test('counts with the id of the rule and a reason, on the line or above it, and is listed', async () => {
    const { findings, allowed } = await of('// writ-allow APP-1: it is a drum');
    expect(findings).toEqual([]);
    expect(allowed).toMatchObject([{ rule: 'APP-1', path: 'src/a.ts', line: 1, because: 'it is a drum' }]);
    const above = await scanned(
      rule('{ text: boom }'),
      'src/a.ts',
      '/* writ-allow APP-1: a drum */\nboom();\n\nboom();\n',
    );
    expect(above.findings.map(({ line }) => line)).toEqual([4]);
    expect(above.allowed[0]?.because).toBe('a drum');
  });
  test.each([
    ['// writ-allow APP-1:'],
    ['// writ-allow APP-1: -'],
    ['// writ-allow APP-2: it is a drum'],
    ['// writ-allow: it is a drum'],
    ['// writ-allow'],
  ])('does not count as “%s”', async (comment) => expect((await of(comment)).findings).toHaveLength(1));
  test('counts for nothing where nobody may except from the rule', async () => {
    expect((await of('// writ-allow APP-1: it is a drum', 'waiver: never')).findings).toHaveLength(1);
  });
});

describe('known violations', () => {
  const find = async (text: string, path = 'src/a.ts') => (await scanned(rule('{ text: boom }'), path, text)).findings;
  test('are known again when lines have moved or are indented anew, and new ones are told', async () => {
    const known = knownOf(await find('boom(1);\nboom(2);\nboom(2);\n'));
    expect(
      sift(await find('\n\n  boom(2);\nboom( 2);\nboom(1);\n'), known).fresh.map(({ excerpt }) => excerpt),
    ).toEqual(['boom( 2);']);
    expect(sift(await find('boom(2);\nboom(2);\nboom(2);\nboom(1);\n'), known)).toMatchObject({
      fresh: [{ line: 3 }],
      known: 3,
    });
    expect(sift(await find('boom(2);\n'), known)).toMatchObject({
      fresh: [],
      known: 1,
      gone: [{ times: 1 }, { times: 1 }],
    });
    expect(sift(await find('boom(1);\n', 'src/b.ts'), known).fresh).toHaveLength(1);
  });
  test('of a base are not new in a file that was only renamed, and are where the old one stays', async () => {
    const [before, after] = [await find('boom(1);\n'), await find('boom(1);\nboom(1);\n', 'src/b.ts')];
    const [yes, no] = [() => true, () => false];
    expect(withoutOld(after, before, { isGone: yes, isNew: yes }).fresh).toHaveLength(1);
    expect(withoutOld(after, before, { isGone: yes, isNew: no }).fresh).toHaveLength(2);
    expect(withoutOld(after, before, { isGone: no, isNew: yes }).fresh).toHaveLength(2);
  });
  test('never hide more than there were', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 8 }),
        fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 8 }),
        async (old, next) => {
          const textOfLines = (lines: readonly string[]) =>
            lines.map((line) => (line === '' ? '' : `boom(${line});`)).join('\n');
          const [before, after] = [await find(textOfLines(old)), await find(textOfLines(next))];
          const { fresh } = sift(after, knownOf(before));
          const times = (lines: readonly string[], one: string) => lines.filter((line) => line === one).length;
          const expected = ['a', 'b'].reduce((sum, one) => sum + Math.max(0, times(next, one) - times(old, one)), 0);
          expect(fresh).toHaveLength(expected);
        },
      ),
      { numRuns: 50 },
    ));
});

test('the lines a change adds are those that were not there as often', () => {
  expect(changedText('a', 'one\ntwo\n', 'two\none\ntwo\nthree\n')).toEqual({
    path: 'a',
    status: 'modified',
    added: [
      { line: 3, text: 'two' },
      { line: 4, text: 'three' },
    ],
  });
  expect(changedText('a', null, 'one').status).toBe('added');
  expect(changedText('a', 'one', null)).toEqual({ path: 'a', status: 'deleted', added: [] });
});

test('a new file that the change itself no longer leaves out is told', async () => {
  const ofGit = shippedRulebook().rules.filter(({ match }) => match.some(({ kind }) => kind === 'ignored'));
  expect(ofGit.length).toBeGreaterThan(0);
  const look = async (old: string, next: string) => {
    const made = await scanChange(
      {
        ...{ rulebook: { rules: ofGit }, files: [], paths: ['.gitignore', 'my.cfg'] },
        change: [changedText('.gitignore', old, next), changedText('my.cfg', null, 'x')],
        texts: new Map([['.gitignore', next]]),
        ...{ before: [{ path: '.gitignore', text: old }], pathsBefore: ['.gitignore'] },
      },
      { recorded: [], heeds: false },
    );
    return made.findings.map(({ path, says }) => `${path}: ${says}`);
  };
  expect(await look('*.cfg\n', '*.cfg\n!my.cfg\n')).toEqual([
    expect.stringMatching(/^my\.cfg: .*\.gitignore left it out until this change/u),
  ]);
  expect(await look('*.log\n', '*.log\n!my.cfg\n')).toEqual([]);
});
