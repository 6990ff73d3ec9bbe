import { defineConfig } from 'vitest/config';

/** `source` makes `#room` mean the TypeScript itself, as it does for Node and for the type checker. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'import'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Agents need binaries that this package does not install, and packing rewrites the build that other tests run:
    // both have a configuration of their own.
    exclude: [
      '**/node_modules/**',
      'test/agents/**',
      'test/package/**',
      'test/red-team/**',
      'test/crash/**',
      'test/tamper/**',
      'test/interop/**',
      'test/differential/**',
    ],
    globalSetup: ['test/rig/setup.ts'],
    pool: 'threads',
    // The default leaves a core idle; most of these tests wait for programs.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
