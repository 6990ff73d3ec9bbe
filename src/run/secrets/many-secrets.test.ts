import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { loadPatterns } from './patterns.ts';
import { watchSecrets } from './watch.ts';

const LETTERS = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1e';
const watch = watchSecrets({ env: {}, passes: [], endpoint: null, logins: [] }, loadPatterns());

test('of 25,000 secrets in one text a thousand are told apart, and the rest is one: nobody waits for them', async () => {
  const many = Array.from({ length: 25_000 }, (_, n) => `ghp_${LETTERS}${String(n + 10_000)}`);
  const text = `first\n${many.join('\n')}\nlast\n`;
  const began = performance.now();
  const { value, findings } = await watch.withhold(Buffer.from(text), 'a');
  // Where all are compared with each other it takes 22 s.
  expect(performance.now() - began).toBeLessThan(5000);
  expect(findings).toHaveLength(1001);
  const left = Buffer.from(value).toString();
  expect(left).toMatch(/^first\n\[withheld: github/u);
  expect(left).toMatch(/\[withheld: the rest, behind 1000 others, \d+ characters\]$/u);
  expect(left).not.toContain('ghp_');
  const packed = await watch.withhold(gzipSync(text), 'a');
  expect(Buffer.from(packed.value).toString()).toMatch(/^\[withheld: [^\]]*\]$/u);
});
