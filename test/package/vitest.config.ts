import { defineConfig } from 'vitest/config';

/** The package as it is published. Apart from `npm test`, because packing rewrites the build that other tests run. */
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
