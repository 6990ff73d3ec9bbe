import { ok, type Result } from '#failure';
import { lookAtRepository, openRepository, personFolders, placesBelow, type Repository } from '#host';
import { ARCHIVE } from '#spec';
import { keptOfFiles } from '../kept-of-files.ts';

/** A question about the changes of a checkout, its answer as it is told from a value, and the program that answers. */
export type ChangeQuestion<T> = {
  readonly asks: string;
  /** As `programAt` names it for the file that answers. */
  readonly program: string | null;
  readonly is: (value: unknown) => value is T;
  readonly answer: (repository: Repository) => Result<T>;
};

/**
 * Answers a question about what lies below `openspec/`, with what was said before where nothing there has changed. Only
 * the archive is not looked at: that it is a folder is all that matters of it.
 *
 * Fails as `openRepository` does, and as the answer.
 */
export const keptOfChanges = async <T>(
  cwd: string,
  { asks, program, is, answer }: ChangeQuestion<T>,
): Promise<Result<{ readonly root: string; readonly value: T }>> => {
  const looking = lookAtRepository(cwd);
  const looked = await looking;
  if (!looked.ok) return looked;
  const { root, head } = looked.value;
  const question = { root, folders: personFolders(), asks, program, also: [head] };
  const kept = await keptOfFiles(question, is, async () => {
    const repository = await openRepository(cwd, looking);
    if (!repository.ok) return { answer: repository, lookedAt: [] };
    const answered = answer(repository.value);
    return { answer: answered, lookedAt: program === null ? [] : placesBelow(root, 'openspec', new Set([ARCHIVE])) };
  });
  return kept.ok ? ok({ root, value: kept.value }) : kept;
};
