import type { Result } from '#failure';
import { openRepository, type Repository } from '#host';

/** Opens the repository of the current folder, for a command that needs neither ledger nor trust. */
export const withRepository = async <T>(
  use: (repository: Repository) => Result<T> | Promise<Result<T>>,
): Promise<Result<T>> => {
  const repository = await openRepository(process.cwd());
  return repository.ok ? use(repository.value) : repository;
};
