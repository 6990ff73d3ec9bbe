import { defineConfig } from 'vitest/config';
import { COMMON, SLOW_IN_SRC } from './vitest.config.ts';

/**
 * The slower suites, apart from `npm test`: agents need binaries that this package does not install, and packing
 * rewrites the build that other tests run. Which of them is meant is said on the command line.
 */
export default defineConfig({
  ...COMMON,
  test: {
    ...COMMON.test,
    include: [
      'test/agents/*.test.ts',
      'test/package/*.test.ts',
      'test/runners/*.test.ts',
      'test/red-team/*.test.ts',
      'test/crash/*.test.ts',
      'test/coordinate/*.test.ts',
      'test/tamper/*.test.ts',
      'test/interop/*.test.ts',
      'test/openspec/*.test.ts',
      'test/differential/*.test.ts',
      'test/specs/*.test.ts',
      ...SLOW_IN_SRC,
    ],
    exclude: ['**/node_modules/**'],
    // What the client of MCP depends on offers its TypeScript under `source`, as we do; Node would not run that there.
    server: { deps: { inline: ['@modelcontextprotocol/client', 'eventsource', 'eventsource-parser'] } },
    // Two of them run side by side in CI: what takes seconds alone may take minutes there.
    testTimeout: 400_000,
    hookTimeout: 400_000,
  },
});
