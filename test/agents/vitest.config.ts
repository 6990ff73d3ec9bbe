import { defineConfig } from 'vitest/config';

/** The tests that drive real agent binaries. Apart from `npm test`, because they need `npm install` in this folder. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'import'] } },
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    pool: 'threads',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
