import { expect, it } from 'vitest';
import { admitted } from '../../test/conformance/gates/evidence.fixture.ts';
import { jailFor } from './jail-for.ts';

it.each([
  ['nobody has admitted anything', 'linux', undefined, 'bubblewrap'],
  ['nobody has admitted anything', 'darwin', undefined, 'bubblewrap'],
  ['the admission says nothing of work without a jail', 'darwin', admitted({}).admission, 'bubblewrap'],
  ['it does', 'linux', admitted({ withoutJail: 'LOW' }).admission, 'bubblewrap'],
  ['it does', 'darwin', admitted({ withoutJail: 'LOW' }).admission, 'sandbox-runtime'],
] as const)('where %s, work on %s is held by what that says', async (_, platform, admission, held) => {
  expect(await jailFor(admission, platform)).toEqual({ ok: true, value: held });
});
