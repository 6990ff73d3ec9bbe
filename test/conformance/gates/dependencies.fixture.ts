import { sha256 } from '#contract';
import type { DependencyRecord } from '#evidence';

/** Nothing of what the honest run depends on was changed, and its checks used what the harness installed. */
export const honestDependencies = (base: string, tree: string): DependencyRecord => ({
  ...{ writ: 1, base, tree, locks: [], manifests: [], lookedUp: null },
  used: [
    {
      ...{ folder: 'node_modules', from: 'cache', because: null },
      ...{ lockfile: sha256('the lockfile'), packages: sha256('the packages') },
    },
  ],
});
