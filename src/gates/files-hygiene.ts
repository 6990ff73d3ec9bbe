import type { Changes, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { failIf, missing, type Gate } from './gate.ts';
import { few, lookalikesIn } from '#contract';
import { deceptiveFiles } from './deceptive-text.ts';
import { pointersLost } from './lost-pointers.ts';

/** What git calls a file, an executable, a link, and nothing. Anything else, a commit of another repository say, is no content. */
const TAKEN: readonly string[] = ['100644', '100755', '120000', '000000'];

/** Read from the difference itself, so that what the scan overlooked is refused all the same. */
const overlooked = ({ paths, hygiene }: Changes) =>
  paths.filter(({ path, newMode }) => !TAKEN.includes(newMode) && !hygiene.some((found) => found.path === path));

const SHOWN = 5;
const some = (words: readonly string[]): string => few(words, SHOWN).join(', ');

/** What a person might not see, or take for something else, in what was added and in the names of what was changed. */
const deceptions = ({ paths }: Changes, patch: Uint8Array): readonly string[] => [
  ...deceptiveFiles(patch).flatMap(({ file, unseen, posing }) => [
    ...(unseen ? [`text that cannot be seen was added: ${file}`] : []),
    ...(posing.length > 0 ? [`text that looks like other text was added: ${file} (${some(posing)})`] : []),
  ]),
  ...paths.flatMap(({ path }) => {
    const posing = lookalikesIn(path);
    return posing.length > 0 ? [`the name of a file looks like another: ${path} (${some(posing)})`] : [];
  }),
];

/** The edition of evidence since which git's own look at the objects is part of it. */
const OBJECTS_SINCE = 3;

/** Where git refused an object and no finding says which, it is refused all the same. */
const unexplained = ({ objects, hygiene }: Changes): readonly Failure[] =>
  objects === 'refused' && !hygiene.some(({ kind }) => kind === 'harmful-object')
    ? [{ code: 'file.hygiene', message: 'git refuses an object of the result' }]
    : [];

/**
 * The result holds no file that cannot be taken safely: no pipes, devices, hard links, links to outside, nested
 * repositories, trick names, nothing that git itself finds harmful. Text and names that hide or pose are notices, which whoever decides signs.
 */
export const filesHygiene: Gate<RunEvidence> = {
  id: 'files.hygiene',
  judge: ({ changes, patch, seal }) => {
    if (!changes) return missing('the scan of the result');
    if (!patch) return missing('the patch');
    if (changes.objects === undefined && (seal?.edition ?? OBJECTS_SINCE) >= OBJECTS_SINCE)
      return missing('what git found of the objects of the result');
    return failIf(
      [
        ...changes.hygiene.map(({ path, says }): Failure => ({ code: 'file.hygiene', message: `${path}: ${says}` })),
        ...overlooked(changes).map(({ path, newMode }): Failure => ({
          code: 'file.hygiene',
          message: `${path}: of mode ${newMode}, which is no file`,
        })),
        ...unexplained(changes),
      ],
      [...deceptions(changes, patch), ...pointersLost(patch)],
    );
  },
};
