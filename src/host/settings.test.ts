import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codesOf, messagesOf, scratch, valueOf, write } from './scratch.fixture.ts';
import { combineSettings, parseCommittedPolicy, readSettings, writeSettings, type Settings } from './settings.ts';

const root = scratch();
const readText = (text: string) => {
  const folder = mkdtempSync(join(root, 's-'));
  write(folder, { 'config.yaml': text });
  return readSettings(join(folder, 'config.yaml'));
};

it('reads no file and an empty file as no settings', () => {
  expect([valueOf(readSettings(join(root, 'none.yaml'))), valueOf(readText('')), valueOf(readText('# x\n'))]).toEqual([
    {},
    {},
    {},
  ]);
});

it('reads back what it wrote', () => {
  const settings = {
    signer: { name: 'ada', key: '/k' },
    strictness: 'strict',
    backends: {
      mine: { run: ['tool', '{brief}'], tiers: ['LOW'], endpoint: { url: 'https://a.example', key_env: 'K' } },
    },
  } as const;
  const path = join(root, 'deep/config.yaml');
  valueOf(
    writeSettings(path, {
      ...settings,
      backends: { mine: { ...settings.backends.mine, run: ['tool', '{brief}'], tiers: ['LOW'] } },
    }),
  );
  expect(valueOf(readSettings(path))).toEqual(settings);
});

it.each([
  ['an unknown field', 'colour: red', /the file: .*colour/u],
  ['an unknown strictness', 'strictness: lax', /strictness: /u],
  ['a signer without a key', 'signer: { name: ada }', /signer\.key: /u],
  ['a backend with an odd name', 'backends: { A B: {} }', /backends\.A B: /u],
  ['a backend without a program', 'backends: { a: { run: [] } }', /backends\.a\.run/u],
  [
    'an endpoint that is a file',
    'backends: { a: { endpoint: { url: "file:///x" } } }',
    /backends\.a\.endpoint\.url: /u,
  ],
  ['a variable that is none', 'backends: { a: { environment: ["A=B"] } }', /backends\.a\.environment\.0: /u],
  ['a relative mount', 'backends: { a: { mounts: [x] } }', /backends\.a\.mounts\.0: /u],
  ['a provided folder that leaves', 'provide: ["a/../../b"]', /provide\.0: /u],
  ['a provided folder that is absolute', 'provide: [/etc]', /provide\.0: /u],
  ['two faults at once', 'strictness: lax\nsigner: 1', /signer: .*; strictness: /u],
  ['a list', '- a', /the file: /u],
  ['a field twice', 'check: a\ncheck: b', /unique/u],
  ['an alias', 'check: &a x\nprovide: [*a]', /alias/iu],
  ['no YAML', '{', /^not YAML: /u],
])('names the place of %s', (_, text, says) => {
  const read = readText(text);
  expect(codesOf(read)).toEqual(['config.invalid']);
  expect(messagesOf(read)).toMatch(says);
});

it('lets the nearer settings win, but the stricter strictness', () => {
  const person = { strictness: 'standard', check: 'a', backends: { x: { model: '1' }, y: { model: '1' } } } as const;
  expect(combineSettings(person, { strictness: 'light', check: 'b', backends: { x: { model: '2' } } })).toEqual({
    strictness: 'standard',
    check: 'b',
    never_waive: [],
    backends: { x: { model: '2' }, y: { model: '1' } },
  });
  expect(combineSettings({}, { strictness: 'strict' }).strictness).toBe('strict');
  expect(combineSettings({}, {}).strictness).toBe('light');
});

it('takes no gate out of a list of those nobody may waive', () => {
  const never = (person: Settings, repository: Settings) => combineSettings(person, repository).never_waive;
  expect(never({ never_waive: ['tree.clean.end'] }, {})).toEqual(['tree.clean.end']);
  expect(never({ never_waive: ['tree.clean.end'] }, { never_waive: [] })).toEqual(['tree.clean.end']);
  expect(never({ never_waive: ['tree.clean.end'] }, { never_waive: ['scope.paths', 'tree.clean.end'] })).toEqual([
    'tree.clean.end',
    'scope.paths',
  ]);
});

it('lets a repository commit more strictness, and nothing else', () => {
  const nothing = { changes: 'free', landing: [], neverWaive: [], coverage: {}, review: {}, checks: [], tier: 'LOW' };
  expect(valueOf(parseCommittedPolicy('strictness: strict'))).toEqual({ strictness: 'strict', ...nothing });
  expect(valueOf(parseCommittedPolicy(''))).toEqual({ strictness: 'light', ...nothing });
  expect(valueOf(parseCommittedPolicy('changes: reviewed'))).toMatchObject({ changes: 'reviewed' });
  expect(codesOf(parseCommittedPolicy('changes: nobody'))).toEqual(['config.invalid']);
  expect(valueOf(parseCommittedPolicy('never_waive: [tree.clean.end]')).neverWaive).toEqual(['tree.clean.end']);
  const { checks, tier } = valueOf(
    parseCommittedPolicy('checks: [{ id: a, run: node --test, timeout: 90s }]\nrisk_tier: HIGH'),
  );
  expect([checks, tier]).toEqual([
    [{ id: 'a', run: ['node', '--test'], reports: 'node-test', timeoutMs: 90_000 }],
    'HIGH',
  ]);
  for (const [text, says] of [
    ['backends: {}', /the file: .*backends/u],
    ['signer: { name: a, key: b }', /signer/u],
    ['never_waive: [tree.clean]', /never_waive\.0: is no gate/u],
    ['never_waive: tree.clean.end', /never_waive: /u],
    ['coverage: { lines: 0 }', /coverage\.lines: /u],
    ['waivable: [scope.paths]', /waivable/u],
    ['strictness: none', /strictness: /u],
    ['risk_tier: NONE', /risk_tier: /u],
    ['checks: [{ id: a, run: x }, { id: a, run: y }]', /checks: name a check twice/u],
    ['checks: [{ id: ../a, run: x }]', /checks\.0: has an id/u],
    ['checks: [{ id: a }]', /checks\.0\.run: is missing/u],
    ['checks: [{ id: a, run: "x | y" }]', /checks\.0\.run: /u],
    ['checks: [{ id: a, run: x, report: junit }]', /checks\.0: there is no field “report”; did you mean “reports”/u],
    ['checks: node --test', /checks: /u],
    ['provide: [x]', /provide/u],
    ['{', /not YAML/u],
  ] as const) {
    const read = parseCommittedPolicy(text);
    expect([codesOf(read), says.test(messagesOf(read))]).toEqual([['config.invalid'], true]);
  }
});
