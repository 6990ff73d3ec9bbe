import { patchFiles } from './patch-lines.ts';

const POINTER = 'version https://git-lfs.github.com/spec/v1';

/**
 * Files that git keeps as a pointer to what Git LFS keeps elsewhere, and that hold something else now. Nobody asks for
 * the filter here, so that a backend which writes what it means breaks what others check out.
 *
 * @param patch a patch between two trees as git prints it
 */
export const pointersLost = (patch: Uint8Array): readonly string[] =>
  patchFiles(patch)
    .filter(({ isGone, hunks }) => {
      const sides = [hunks.flatMap(({ removed }) => removed), hunks.flatMap(({ added }) => added)] as const;
      const [was, is] = sides.map((lines) => lines.some(({ text }) => text === POINTER));
      return !isGone && was === true && is === false;
    })
    .map(({ path }) => `${path} was a pointer of Git LFS and holds something else now: git lfs takes it for broken`);
