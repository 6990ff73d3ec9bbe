import { ok, type Result } from '#failure';
import { git } from './git.ts';
import type { Repository } from './repository.ts';

const lines = (bytes: Uint8Array): readonly string[] =>
  new TextDecoder().decode(bytes).split('\n').filter((line) => line !== ''); // prettier-ignore

/** The commits in the history of HEAD that changed a file, the newest first. */
export const commitsTouching = async (repository: Repository, path: string): Promise<Result<readonly string[]>> => {
  const words = ['log', '--format=%H', '--topo-order', '--full-history', 'HEAD', '--', `:(top,literal)${path}`];
  const printed = await git(words, { cwd: repository.root, config: 'person' });
  return printed.ok ? ok(lines(printed.value)) : printed;
};

const HEADER = /^([0-9a-f]{40,64}) (\w+) (\d+)$/u;

/** Cuts what `cat-file --batch` printed: a text for each name, or null where there is no such file. */
const cutBatch = (bytes: Uint8Array, count: number): readonly (string | null)[] => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const texts: (string | null)[] = [];
  let at = 0;
  while (texts.length < count && at < bytes.length) {
    const end = bytes.indexOf(10, at);
    const [, , type, size] = HEADER.exec(decoder.decode(bytes.subarray(at, end))) ?? [];
    at = end + 1;
    if (size === undefined) texts.push(null);
    else {
      texts.push(type === 'blob' ? decoder.decode(bytes.subarray(at, at + Number(size))) : null);
      at += Number(size) + 1;
    }
  }
  return [...texts, ...Array.from({ length: count - texts.length }, () => null)];
};

/** A file as a commit holds it. */
export type PastFile = { readonly commit: string; readonly path: string };

/** What files said at commits, in the order asked; null where the commit has no such file. Asked of git all at once. */
export const textsAt = async (
  repository: Repository,
  files: readonly PastFile[],
): Promise<Result<readonly (string | null)[]>> => {
  // A name with a line end cannot be asked for, and none of a capability has one.
  const asked = files.filter(({ path }) => !path.includes('\n'));
  if (asked.length === 0) return ok(files.map(() => null));
  const stdin = asked.map(({ commit, path }) => `${commit}:${path}\n`).join('');
  const printed = await git(['cat-file', '--batch'], { cwd: repository.root, config: 'person', stdin });
  if (!printed.ok) return printed;
  const texts = cutBatch(printed.value, asked.length);
  return ok(files.map((file) => texts[asked.indexOf(file)] ?? null));
};
