import { expect, test } from 'vitest';
import { scratch, valueOf, write } from '../host/scratch.fixture.ts';
import { exchangesOf } from './exchanges.ts';
import { watchSecrets } from './secrets/watch.ts';

// Put together when the test runs, so that none is in the source.
const TOKEN = `ghp_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7n'.slice(0, 36)}`;

test('what keeps exchanges from being read is kept without secrets, and short', async () => {
  const folder = scratch();
  const exchange = { request: { method: 'GET', url: '/' }, response: { status: 200 } };
  const lines = [
    { ...exchange, [TOKEN]: 1 },
    { ...exchange, ['x'.repeat(10_000)]: 1 },
  ];
  write(folder, { 'e.jsonl': lines.map((line) => JSON.stringify(line)).join('\n') });
  const place = {
    ...{ store: { gitDir: folder, objects: folder }, base: 'a'.repeat(40), contract: { cites: [], done: [] } },
    secrets: watchSecrets({ env: {}, passes: [], logins: [], endpoint: null }),
  };
  const { faults } = valueOf(await exchangesOf(place, folder, { file: 'e.jsonl' }));
  expect(faults).toHaveLength(2);
  expect(faults.join('\n')).not.toContain(TOKEN);
  expect(faults[0]).toContain('withheld');
  expect(faults[1]).toHaveLength(300);
});
