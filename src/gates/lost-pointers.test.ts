import { expect, test } from 'vitest';
import { pointersLost } from './lost-pointers.ts';

const VERSION = 'version https://git-lfs.github.com/spec/v1';
const pointer = (sign: string, oid: string): string => `${sign}${VERSION}\n${sign}oid sha256:${oid}\n${sign}size 7\n`;
const patchOf = (head: string, body: string): Uint8Array =>
  new TextEncoder().encode(`diff --git a/data/a.bin b/data/a.bin\n${head}@@ -1,3 +1,3 @@\n${body}`);
const CHANGED = '--- a/data/a.bin\n+++ b/data/a.bin\n';

test.for<[sentence: string, patch: Uint8Array, told: boolean]>([
  ['content in its place', patchOf(CHANGED, `${pointer('-', 'aa')}+the content itself\n`), true],
  ['another pointer', patchOf(CHANGED, `${pointer('-', 'aa')}${pointer('+', 'bb')}`), false],
  [
    'another oid in the same pointer',
    patchOf(CHANGED, ` ${VERSION}\n-oid sha256:aa\n+oid sha256:bb\n size 7\n`),
    false,
  ],
  ['a new pointer', patchOf('--- /dev/null\n+++ b/data/a.bin\n', pointer('+', 'bb')), false],
  ['a pointer that is gone', patchOf('--- a/data/a.bin\n+++ /dev/null\n', pointer('-', 'aa')), false],
  ['a text that only names the version', patchOf(CHANGED, `-see ${VERSION}\n+nothing\n`), false],
])('a pointer of Git LFS: %s', ([, patch, told]) => {
  expect(pointersLost(patch)).toEqual(
    told ? ['data/a.bin was a pointer of Git LFS and holds something else now: git lfs takes it for broken'] : [],
  );
});
