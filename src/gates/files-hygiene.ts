import type { Changes, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { failIf, missing, type Gate } from './gate.ts';
import { filesWithUnseenText } from './unseen-text.ts';

/** What git calls a file, an executable, a link, and nothing. Anything else, a commit of another repository say, is no content. */
const TAKEN: readonly string[] = ['100644', '100755', '120000', '000000'];

/** Read from the difference itself, so that what the scan overlooked is refused all the same. */
const overlooked = ({ paths, hygiene }: Changes) =>
  paths.filter(({ path, newMode }) => !TAKEN.includes(newMode) && !hygiene.some((found) => found.path === path));

/**
 * The result holds no file that cannot be taken safely: no pipes, devices, hard links, links to outside, nested
 * repositories, trick names. Text that cannot be seen is a notice, which whoever decides signs.
 */
export const filesHygiene: Gate<RunEvidence> = {
  id: 'files.hygiene',
  judge: ({ changes, patch }) => {
    if (!changes) return missing('the scan of the result');
    if (!patch) return missing('the patch');
    return failIf(
      [
        ...changes.hygiene.map(({ path, says }): Failure => ({ code: 'file.hygiene', message: `${path}: ${says}` })),
        ...overlooked(changes).map(({ path, newMode }): Failure => ({
          code: 'file.hygiene',
          message: `${path}: of mode ${newMode}, which is no file`,
        })),
      ],
      filesWithUnseenText(patch).map((path) => `text that cannot be seen was added: ${path}`),
    );
  },
};
