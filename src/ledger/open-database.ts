import { DatabaseSync } from 'node:sqlite';
import { fail, ok, type Result } from '#failure';

/** How many migrations a ledger has behind it, as SQLite's `user_version` says. */
export const LEDGER_VERSION = 7;

const BUSY_TIMEOUT_MS = 10_000;
/** Older ones can lose a write when two processes write and checkpoint at once. */
const MINIMUM_SQLITE = [3, 51, 3] as const;

const isOldEnough = (version: string): boolean => {
  const parts = version.split('.').map(Number);
  for (const [index, minimum] of MINIMUM_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part !== minimum) return part > minimum;
  }
  return true;
};

/** Opens a database with a SQLite that loses nothing. Fails with `machine.sqlite`; throws what SQLite throws. */
export const openDatabase = (path: string, { readOnly }: { readonly readOnly: boolean }): Result<DatabaseSync> => {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly });
  const version = database.prepare('select sqlite_version() as version').get()?.['version'];
  if (typeof version === 'string' && isOldEnough(version)) return ok(database);
  database.close();
  return fail('machine.sqlite', `this Node holds SQLite ${String(version)}`);
};

/** SQLite does not wait where two would wait for each other, as many do that make one ledger at once. */
export const isLocked = (error: unknown): boolean =>
  error instanceof Error && /database is (locked|busy)/u.test(error.message);

/** What SQLite threw while a ledger was opened, as a failure. */
export const cannotOpen = (error: unknown): Result<never> =>
  fail('machine.storage', `the ledger cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
