import type { RunEvidence } from '#evidence';
import { failIf, missing, type Gate } from './gate.ts';

/** The result holds no file that cannot be taken safely: no pipes, devices, hard links, links to outside, nested repositories, trick names. */
export const filesHygiene: Gate<RunEvidence> = {
  id: 'files.hygiene',
  judge: ({ changes }) =>
    changes
      ? failIf(changes.hygiene.map(({ path, says }) => ({ code: 'file.hygiene', message: `${path}: ${says}` })))
      : missing('the scan of the result'),
};
