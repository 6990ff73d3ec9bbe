import type { RunEvidence } from '#evidence';
import { changeTouchedBy } from '#spec';
import { failIf, missing, type Gate } from './gate.ts';

/** Work that touches a change of OpenSpec, or is done for one, leaves a change behind that can become part of the specs. */
export const changeValid: Gate<RunEvidence> = {
  id: 'change.valid',
  judge: ({ specs, changes }) => {
    if (!changes) return missing('the changes');
    if (!specs) return missing('the look at the specs');
    const { result } = specs;
    if (result === null || specs.base !== changes.base || result.tree !== changes.tree)
      return missing('a look at the changes of openspec/ in this result');
    const touched = changes.paths.map(({ path }) => changeTouchedBy(path));
    const unseen = touched.find((name) => name !== null && !result.changes.judged.includes(name));
    if (unseen != null) return missing(`a look at the change ${unseen}`);
    return failIf(
      result.changes.faults.map(({ file, line, rule, says }) => ({
        code: 'change.invalid',
        message: `${file}:${line}: ${says} (${rule})`,
      })),
      (result.changes.known ?? []).map(
        ({ file, line, says }) => `${file}:${line}: ${says}; so it was before this work`,
      ),
    );
  },
};
