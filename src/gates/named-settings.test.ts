import { expect, test } from 'vitest';
import { namedSettings } from './named-settings.ts';

type Ground = Parameters<typeof namedSettings>[0];
const changed = (path: string): Ground['paths'][number] => ({
  ...{ path, status: 'modified', oldMode: '100644', newMode: '100644' },
  ...{ oldBlob: 'a'.repeat(40), newBlob: 'b'.repeat(40) },
});
const said = (path: string, allow: string, record: Partial<Ground['proof']['record']> = {}): readonly string[] =>
  namedSettings({
    contract: { paths: { allow: [allow] } },
    proof: { record: { configured: [], ...record } },
    paths: [changed(path)],
  });

test('what a file of settings says of tests is told where the contract lets it change', () => {
  const configured = [{ path: 'package.json', keys: ['imports', 'main'] }];
  expect(said('package.json', 'package.json', { configured })).toEqual([
    'package.json: imports, main was changed, as the contract lets it: that says what tests run or load',
  ]);
  expect(said('vitest.config.ts', 'vitest.config.ts')).toEqual([
    'vitest.config.ts was modified, as the contract lets it: it says what tests run or load',
  ]);
});

test('what concerns no test is not told, and what the contract does not name is refused elsewhere', () => {
  expect(said('package.json', 'package.json', { configured: [{ path: 'package.json', keys: [] }] })).toEqual([]);
  expect(said('src/a.ts', 'src/a.ts')).toEqual([]);
  expect(said('vitest.config.ts', '**')).toEqual([]);
});

test('a file that goes by the name of another is told, whatever the contract names', () =>
  expect(said('src/a.mjs', 'src/**', { beside: [{ path: 'src/a.mjs', other: 'src/a.ts' }] })).toEqual([
    'src/a.mjs was added beside src/a.ts: whoever loads that name may get either',
  ]));
