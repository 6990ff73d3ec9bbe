import { canonicalJson, sha256 } from '#contract';
import type { Result } from '#failure';
import { allowedSignersPath, filesOfCheckout, readIfThere, revokedKeysPath, type PersonFolders } from '#host';
import { isRecord, programAt } from './board-cache.ts';
import { settingsHere, lookAtTasks, type TasksSeen } from './filed-tasks.ts';
import type { Advice, SoundSpecs, ValidateOrder } from './judge-specs.ts';
import { isTexts, keptOfFiles } from './kept-of-files.ts';

/** What else is read before documents are: who is trusted, whose list may be broken. */
const digestsOfTrust = (folders: PersonFolders): readonly (string | null)[] =>
  [allowedSignersPath(folders), revokedKeysPath(folders)].map((path) => {
    const read = readIfThere(path, 1024 * 1024);
    return read.ok && read.value !== null ? sha256(read.value) : null;
  });

/** All that is known before a document is looked at; null where a task file was changed just now. */
const standsBeside = ({ repository, folders, own, files, rows }: TasksSeen, listed: readonly string[]): unknown => {
  const tasks = files.map(({ path, stamp }) => (stamp === null ? null : [path, stamp]));
  if (tasks.includes(null)) return null;
  const settings = settingsHere(own, repository);
  return [repository.branch, settings, digestsOfTrust(folders), rows, tasks, sha256(listed.join('\0'))];
};

const isAdvice = (value: unknown): value is Advice =>
  isRecord(value) &&
  typeof value['file'] === 'string' &&
  typeof value['line'] === 'number' &&
  typeof value['column'] === 'number' &&
  typeof value['says'] === 'string';

const isSound = (value: unknown): value is SoundSpecs => {
  if (!isRecord(value)) return false;
  const { spec, files, anchors, advice } = value;
  const isSpec = spec === null || (isRecord(spec) && typeof spec['file'] === 'string');
  return isSpec && isTexts(files) && typeof anchors === 'number' && Array.isArray(advice) && advice.every(isAdvice);
};

/**
 * Says what is wrong with the documents of the checkout a folder belongs to, and what was said before where nothing has
 * changed since. A base that is named may move, and is looked at each time.
 *
 * Fails with `spec.invalid` and what is wrong with citations of tasks, each with its place; and as `openProject` does.
 *
 * @param program which one answers: what another one said is not believed
 */
export const validateSpecs = async (
  cwd: string,
  order: ValidateOrder,
  program: string | null = programAt(import.meta.url),
): Promise<Result<SoundSpecs>> => {
  const seen = await lookAtTasks(cwd);
  if (!seen.ok) return seen;
  const { repository, folders } = seen.value;
  const listed = await filesOfCheckout(repository);
  if (!listed.ok) return listed;
  const also = order.base === undefined ? standsBeside(seen.value, listed.value) : null;
  const asks = `spec validate${order.strict ? ' --strict' : ''}`;
  return keptOfFiles({ root: repository.root, folders, asks, program, also }, isSound, async () => {
    const { judgeSpecs } = await import('./judge-specs.ts');
    const judged = await judgeSpecs(cwd, order, listed.value);
    const again = also === null ? null : await lookAtTasks(cwd);
    // It read all this by itself: what was changed meanwhile is not what the question names.
    const isSame = again?.ok === true && canonicalJson(standsBeside(again.value, listed.value)) === canonicalJson(also);
    return isSame ? judged : { ...judged, lookedAt: [] };
  });
};
