import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDigest, sha256, type Digest } from '#contract';
import { fail, ok, type Result } from '#failure';
import { gitScript } from './git.ts';
import type { Repository } from './repository.ts';
import type { SeenCheckout } from './seen-checkout.ts';

/** Each branch and tag, and where it stands. */
export const refsSeen = ({ refs }: Pick<SeenCheckout, 'refs'>): ReadonlyMap<string, string> =>
  new Map(
    new TextDecoder()
      .decode(refs)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const),
  );

/** The digest of all refs as they would be if some of them stood elsewhere, or (null) were not there. */
export const refsWith = ({ refs }: Pick<SeenCheckout, 'refs'>, back: ReadonlyMap<string, string | null>): Digest => {
  const lines = new TextDecoder().decode(refs).split('\n');
  const replaced = lines.flatMap((line) => {
    const ref = line.slice(0, Math.max(line.indexOf(' '), 0));
    const commit = back.get(ref);
    if (commit === null) return [];
    return commit === undefined ? [line] : [`${ref} ${commit}`];
  });
  return sha256(new TextEncoder().encode(replaced.join('\n')));
};

/** A copy of the index goes from one commit to the other, as a checkout would, and is listed as `lookAtCheckout` lists it. */
const TAKE_BACK = `cp "$1" "$2" || exit
export GIT_INDEX_FILE="$2"
git read-tree -i -m "$3" "$4" || exit
git ls-files --stage -z | sha256sum`;
const DIGEST_LENGTH = 64;

/**
 * The digest of what the index would list if the checkout stood at an earlier commit. What somebody has staged stays,
 * so that only what the commits between have changed is taken back; null where that cannot be done.
 */
export const indexBackAt = async (
  { root, index }: Pick<Repository, 'root' | 'index'>,
  step: { readonly from: string; readonly to: string },
): Promise<Result<Digest | null>> => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-index-'));
  try {
    const words = [index, join(folder, 'index'), step.from, step.to];
    const listed = await gitScript(TAKE_BACK, words, { cwd: root, config: 'person' });
    if (!listed.ok) return listed;
    const { exitCode, stdout } = listed.value;
    if (exitCode !== 0) return ok(null);
    const digest = parseDigest(new TextDecoder().decode(stdout.subarray(0, DIGEST_LENGTH)));
    return digest.ok ? ok(digest.value) : fail('machine.storage', 'git cannot list a copy of the index');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
