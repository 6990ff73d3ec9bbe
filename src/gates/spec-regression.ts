import type { RunEvidence } from '#evidence';
import { isSpecFile } from '#spec';
import { failIf, missing, type Gate } from './gate.ts';

/** An anchor that others may cite does not go by the way: only where a person says that it may. */
export const specRegression: Gate<RunEvidence> = {
  id: 'spec.regression',
  judge: ({ specs, changes }) => {
    if (!changes) return missing('the changes');
    if (!specs) return missing('the look at the specs');
    const { result } = specs;
    if (result === null || specs.base !== changes.base || result.tree !== changes.tree)
      return missing('a look at the specs of this result');
    const unseen = changes.paths.find(({ path }) => isSpecFile(path) && !result.touched.includes(path));
    if (unseen !== undefined) return missing(`a look at what became of ${unseen.path}`);
    return failIf(
      result.lost.map(({ anchor, file, line }) => ({
        code: 'spec.lost',
        message: `${anchor} (${file}:${line}) does not hold in the result any more`,
      })),
    );
  },
};
