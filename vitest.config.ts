import { relative } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest comes first, so that the workers end together and none waits at the end for the other's long file. */
const LONGEST = [
  'test/stories.test.ts',
  'src/run/run.test.ts',
  'test/conformance/gates.test.ts',
  'src/host/jail.test.ts',
];

/** What starts git or packs packages so often that it would take a fifth of the time of `npm test`: `npm run test:interop`. */
export const SLOW_IN_SRC = [
  'src/run/agent-home.test.ts',
  'src/flow/held-by-target.test.ts',
  'src/host/objects.test.ts',
  'src/host/written-index.test.ts',
  'src/run/dependencies/in-result.test.ts',
  'src/run/dependencies/packages.test.ts',
  'src/run/secrets/secrets.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(import.meta.dirname, moduleId));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

/** Rooms that think keep nothing between two calls: their tests share what they load, which takes longer than they do. */
const THINK = 'src/{spec,contract,rules,signoff,evidence,gates,plan}/**/*.test.ts';

/** What all suites have in common. `source` makes `#room` mean the TypeScript itself, as it does for Node and for the type checker. */
export const COMMON = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'import'] } },
  test: {
    globalSetup: ['test/rig/setup.ts'],
    pool: 'threads',
    // The default leaves a core idle; most of these tests wait for programs, and on two cores three keep both busy.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
} as const satisfies ViteUserConfig;

export default defineConfig({
  ...COMMON,
  test: {
    ...COMMON.test,
    projects: [
      { extends: true, test: { name: 'think', include: [THINK], isolate: false } },
      {
        extends: true,
        test: {
          name: 'act',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          // Agents need binaries that this package does not install, and packing rewrites the build that other tests run:
          // both have a configuration of their own.
          exclude: [
            '**/node_modules/**',
            THINK,
            ...SLOW_IN_SRC,
            'test/agents/**',
            'test/package/**',
            'test/runners/**',
            'test/red-team/**',
            'test/crash/**',
            'test/tamper/**',
            'test/interop/**',
            'test/openspec/**',
            'test/differential/**',
            'test/coordinate/**',
            'test/specs/**',
          ],
        },
      },
    ],
  },
});
