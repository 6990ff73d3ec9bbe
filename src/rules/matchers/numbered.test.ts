/** Which new names take the next place in the order of their folder, and what is told of those that do not. */
import { expect, test } from 'vitest';
import { scanChange } from '../scan-change.ts';
import { shippedRulebook } from '../rulebook.ts';
import { changedText } from '../texts.ts';
import { misnumbered } from './numbered.ts';

const below = (folder: string, names: string): readonly string[] =>
  names.split(' ').flatMap((name) => (name === '' ? [] : [`${folder}/${name}`]));

test.each<[before: string, added: string, says: readonly RegExp[]]>([
  ['001_a.sql 002_b.sql', '003_c.sql', []],
  ['001_a.sql 002_b.sql', '003_c.sql 004_d.sql', []],
  ['001_a.sql 002_b.sql', '002_c.sql', [/^the number 002 is taken$/]],
  ['001_a.sql 002_b.sql', '03_c.sql', [/^its number 03 has 2 digits, and all before it have 3$/]],
  ['001_a.sql 002_b.sql', '004_c.sql', [/^its number is 004, and the one after 002 is 003$/]],
  ['001_a.sql 002_b.sql', '003_c.sql 003_d.sql', [/^the number 003 is taken$/]],
  ['001_a.sql 002_b.sql', 'c.sql', [/^it has no number, and whatever else is in db has one$/]],
  ['001_a.sql 002_b.sql index.ts', 'helper.ts', []],
  ['005_a.sql 006_b.sql', '004_c.sql', [/^its number 004 is not after 006, the last one before$/]],
  ['010_a.sql 020_b.sql', '030_c.sql', []],
  ['998_a.sql 999_b.sql', '1000_c.sql', []],
  ['8_a.sql 9_b.sql 10_c.sql', '11_d.sql', []],
  ['8_a.sql 9_b.sql 10_c.sql', '011_d.sql', []],
  ['', '007_first.sql', []],
  ['', '001_a.sql 001_b.sql', [/taken/]],
  ['README.md a.sql', 'b.sql', []],
  ['001_a.up.sql 001_a.down.sql', '002_b.up.sql 002_b.down.sql', []],
  ['001_a.up.sql 002_b.up.sql', '001_a.down.sql', []],
  ['20260101120000_a.rb 20260301120000_b.rb', '20260401120000_c.rb', []],
  ['20260101120000_a.rb 20260301120000_b.rb', '20260201120000_c.rb', [/not after 20260301120000/]],
  ['20260101_a/migration.sql 20260102_b/migration.sql', '20260105_c/migration.sql', []],
  ['20260101_a/migration.sql', '20251231_c/migration.sql', [/not after 20260101/]],
  ['20260101_a/migration.sql', 'c/migration.sql', [/no number/]],
  ['2026-01-01-000000_a/up.sql', '2026-01-02-000000_b/up.sql 2026-01-02-000000_b/down.sql', []],
  ['2026-01-01-000000_a/up.sql', '2025-01-02-000000_b/up.sql', [/not after/]],
  ['V1__a.sql V1.2__b.sql', 'V1.10__c.sql R__views.sql', []],
  ['V1__a.sql V1.2__b.sql', 'V1.2__c.sql', [/taken/]],
  ['V1__a.sql V1.2__b.sql', 'V1.1__c.sql', [/1\.1 is not after 1\.2/]],
  ['0001_initial.py 0002_b.py', '0003_c.py', []],
  ['Version1.php Version2.php', 'Version2.sql', []],
  ['1975ea83b712_a.py ae1027a6acf3_b.py', '0bc7de92f1a0_c.py', []],
])('beside %j, %j', (before, added, says) => {
  const found = misnumbered(below('db', before), below('db', added));
  expect(found.map((one) => one.says)).toEqual(says.map((one): unknown => expect.stringMatching(one)));
});

test('a folder has an order of its own', () => {
  expect(misnumbered(['a/001_x.sql', 'a/002_y.sql'], ['b/001_x.sql', 'b/002_y.sql'])).toEqual([]);
});

const NUMBERS = {
  rules: shippedRulebook().rules.filter(({ match }) => match.some(({ kind }) => kind === 'numbered')),
};
const look = (path: string, tree?: readonly string[]) =>
  scanChange(
    {
      ...{ rulebook: NUMBERS, files: [], paths: [path], texts: new Map(), before: [], pathsBefore: [] },
      ...{ change: [changedText(path, null, 'x')], ...(tree === undefined ? {} : { tree }) },
    },
    { recorded: [], heeds: false },
  );

test('the rule that is shipped is on, and knows the names at the base', async () => {
  expect(NUMBERS.rules.map(({ id, on }) => ({ id, on }))).toEqual([{ id: 'CO-number', on: true }]);
  const tree = ['db/migrations/001_a.sql', 'db/migrations/002_b.sql', 'db/migrations/002_c.sql'];
  const { findings, errors } = await look('db/migrations/002_c.sql', tree);
  expect(errors).toEqual([]);
  expect(findings).toMatchObject([{ path: 'db/migrations/002_c.sql', says: 'the number 002 is taken' }]);
});

test('where the names at the base are not known, the rule could not run', async () => {
  expect((await look('db/migrations/002_c.sql')).errors).toMatchObject([
    { rule: 'CO-number', says: expect.stringContaining('not known') },
  ]);
  expect((await look('src/a.ts')).errors).toEqual([]);
});
