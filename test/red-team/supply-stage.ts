/** A repository with a dependency that is pinned, and what an agent may do to it. */
import type { AgentWork } from './stage.ts';
import { FIX } from './stage.ts';

type Entry = Readonly<Record<string, unknown>>;
const MANIFEST = { name: 'months', version: '1.0.0', dependencies: { calendar: '^1.0.0' } };
const CALENDAR: Entry = {
  version: '1.0.0',
  resolved: 'https://packages.example/calendar/-/calendar-1.0.0.tgz',
  integrity: `sha512-${'calendar'.repeat(10)}calenA==`,
};
const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The lockfile with the package as an agent would have it. */
export const lockfile = (change: Entry = {}): string =>
  text({
    ...{ name: 'months', version: '1.0.0', lockfileVersion: 3, requires: true },
    packages: { '': MANIFEST, 'node_modules/calendar': { ...CALENDAR, ...change } },
  });
export const manifest = (change: Entry = {}): string => text({ ...MANIFEST, ...change });

/** An agent that mends the defect and rewrites what the repository depends on, as its contract lets it. */
export const supplyAgent = (files: Readonly<Record<string, string>>): AgentWork => ({
  allow: ['src/month.mjs', ...Object.keys(files)],
  // Nobody waits for a host that does not exist: this package is never needed.
  env: 'npm_config_offline=true',
  files: { 'package.json': manifest(), 'package-lock.json': lockfile() },
  steps: [FIX, ...Object.entries(files).map(([path, content]) => ({ write: { path, text: content } }))],
});
