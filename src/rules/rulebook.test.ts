import { describe, expect, test } from 'vitest';
import { parseRulebook, shippedRulebook } from './rulebook.ts';

/** The faults of a rulebook, each as `line:column message`. */
const faultsOf = (text: string): readonly string[] => {
  const parsed = parseRulebook(text);
  return parsed.ok
    ? []
    : parsed.failures.map(({ code, message, where }) => `${code} ${where?.line}:${where?.column} ${message}`);
};

const own = (fields: string): string => `rules:\n  APP-1:\n    says: It holds.\n    why: So.\n${fields}`;

describe('a rulebook is refused, with the place, for', () => {
  test.each<readonly [what: string, text: string, faults: readonly RegExp[]]>([
    ['what is no YAML', 'rules: [', [/1:\d+ not YAML/]],
    ['an alias', 'rules: &a\n  CX-107: off\n', [/1:8 the rulebook holds an anchor/]],
    ['an id given twice', 'rules:\n  CX-107: off\n  CX-107: on\n', [/3:3 a key is given twice/]],
    ['a field nobody knows', 'rule: {}\n', [/1:1 there is no field “rule” here/]],
    [
      'a field of a rule nobody knows',
      own('    match: [{ text: a }]\n    scop: [src/**]\n'),
      [/6:5 there is no field “scop”/],
    ],
    [
      'a field of a matcher nobody knows',
      own('    match: [{ text: a, unles: b }]\n'),
      [/5:24 there is no field “unles”/],
    ],
    [
      'a rule without a sentence',
      'rules:\n  APP-1: { why: So., match: [{ text: a }] }\n',
      [/2:3 APP-1 has no sentence/],
    ],
    ['a rule without a reason', 'rules:\n  APP-1: { says: It., match: [{ text: a }] }\n', [/2:3 APP-1 has no reason/]],
    ['a rule that matches nothing', own(''), [/2:3 APP-1 has nothing to match/]],
    ['an empty list of matchers', own('    match: []\n'), [/5:5 match is not a list, or is empty/]],
    [
      'an expression that is none',
      own("    match: [{ regex: '(a' }]\n"),
      [/5:15 not a regular expression: missing closing/],
    ],
    [
      'what RE2 has not',
      own("    match: [{ regex: 'a(?=b)' }]\n"),
      [/not a regular expression: invalid or unsupported/],
    ],
    ['an expression that matches everything', own("    match: [{ regex: 'a*' }]\n"), [/matches an empty text/]],
    ['two kinds in one matcher', own('    match: [{ text: a, imports: [b] }]\n'), [/says text and imports/]],
    ['no kind in a matcher', own('    match: [{ in: code }]\n'), [/says nothing to match/]],
    [
      'a glob that is none',
      own('    match: [{ text: a }]\n    scope: ["src/{a,b}"]\n'),
      [/6:5 “src\/\{a,b\}” holds alternatives/],
    ],
    ['a path that leads out', own('    match: [{ text: a }]\n    exempt: ["../b"]\n'), [/leaves the repository/]],
    ['a language nobody knows', own('    match: [{ text: a, languages: [cobol] }]\n'), [/“cobol” is no language/]],
    [
      'syntax without a text that has it',
      own('    match: [{ syntax: f(), languages: [rust] }]\n'),
      [/needs a text in which it is found/],
    ],
    ['a waiver nobody knows', own('    match: [{ text: a }]\n    waiver: anybody\n'), [/waiver is “anybody”/]],
    [
      'a shipped rule that is loosened',
      'rules:\n  CODE-conflict: { waiver: signer }\n',
      [/2:20 nobody may except from CODE-conflict/],
    ],
    ['a shipped rule of other words', 'rules:\n  CX-107: { says: Another. }\n', [/there is no field “says” here/]],
    [
      'a shipped rule that has to be told its paths',
      'rules:\n  CX-101: on\n',
      [/CX-101 has to be told the paths where it is allowed/],
    ],
    ['a misspelt id', 'rules:\n  CX-1O8: off\n', [/no rule CX-1O8 is shipped/]],
    ['what is no id', 'rules:\n  "app 1": { says: It., why: So., match: [{ text: a }] }\n', [/“app 1” is no id/]],
    [
      'several at once',
      'rules:\n  CX-107: maybe\n  APP-1: { match: [] }\n',
      [/CX-107 is neither on, nor off/, /no sentence/, /no reason/, /match is not a list/],
    ],
  ])('%s', (_, text, faults) => {
    const found = faultsOf(text);
    expect(found.filter((fault) => !fault.startsWith('config.invalid '))).toEqual([]);
    expect(faults.filter((fault) => !found.some((one) => fault.test(one)))).toEqual([]);
    expect(found).toHaveLength(faults.length);
  });
});

test.each(['', '# nothing yet\n', 'rules:\n', 'rules: {}\n'])('%j leaves what is shipped as it is', (text) => {
  const parsed = parseRulebook(text);
  expect(parsed).toMatchObject({ ok: true, value: { source: 'repository', digest: shippedRulebook().digest } });
});

test('a repository switches, tells paths, and adds rules of its own', () => {
  const parsed = parseRulebook(`rules:
  CX-107: off
  CX-101: { on: true, exempt: [src/llm/**] }
  CX-106: { scope: [src/**], exempt: [src/old/**], tests: included, waiver: never }
  APP-1:
    says: Times come from the clock.
    why: A test cannot turn another one.
    exempt: [src/host/**]
    match:
      - { regex: '\\bDate\\.now\\(', in: code, languages: [typescript] }
      - { syntax: new Date(), languages: [typescript], bad: new Date() }
      - { needs: CHANGELOG.md }
`);
  if (!parsed.ok) throw new Error('it is sound');
  const byId = (id: string) => parsed.value.rules.find((rule) => rule.id === id);
  expect(byId('CX-107')?.on).toBe(false);
  expect(byId('CX-101')).toMatchObject({ on: true, exempt: ['src/llm/**'], waiver: 'never' });
  expect(byId('CX-106')).toMatchObject({
    scope: ['src/**'],
    exempt: ['src/old/**'],
    exemptTests: false,
    waiver: 'never',
  });
  expect(byId('APP-1')).toMatchObject({
    on: true,
    waiver: 'signer',
    source: 'repository',
    match: [{ kind: 'text' }, { kind: 'syntax' }, { kind: 'together' }],
  });
  expect(parsed.value.digest).not.toBe(shippedRulebook().digest);
});
