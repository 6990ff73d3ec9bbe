import { LIMITS, sha256, type LandingPolicy } from '#contract';
import { fail, ok, type Result } from '#failure';
import { openStore } from '#host';
import { openCheckFolders, openPackages, providedFolders, runCheck, USUALLY_PROVIDED } from '#run';
import { isHealthy, type HealthCheck } from '#signoff';
import { endOfLog } from './check-logs.ts';
import type { Project } from './project.ts';

const TIMEOUT_MS = 10 * 60_000;

/**
 * Runs the health checks of a branch on a clean checkout of exactly this tree, each in a jail of its own (S1-R35).
 *
 * @param tell hears how the log of one ends that does not succeed
 */
export const checkHealth = async (
  { repository, settings }: Project,
  { health }: Pick<LandingPolicy, 'health'>,
  { commit, tree }: { readonly commit: string; readonly tree: string },
  tell: (line: string) => void = () => {},
): Promise<Result<readonly HealthCheck[]>> => {
  const store = await openStore(repository);
  if (!store.ok) return store;
  const wanted = settings.provide ?? USUALLY_PROVIDED;
  const provided = await providedFolders(repository, commit, wanted);
  if (!provided.ok) return provided;
  const from = { repository, store: store.value, provided: provided.value };
  const packages = openPackages({ ...from, settings, base: commit, wanted, mayChange: () => false, tell: () => {} });
  const place = { ...from, packages, order: { contract: { limits: LIMITS } } };
  const folders = openCheckFolders(repository, store.value);
  const ran: HealthCheck[] = [];
  try {
    for (const argv of health) {
      const folder = await folders.hold(tree);
      if (!folder.ok) return folder;
      const check = { id: 'health', run: argv, reports: 'exit-code', timeoutMs: TIMEOUT_MS } as const;
      const one = await runCheck(place, check, { tree, folder: folder.value });
      if (!one.ok) return one;
      const { record, stdout, stderr } = one.value;
      // A check that was stopped for going over a limit has not succeeded, whatever its exit code.
      const exitCode = record.limit === null ? record.exitCode : null;
      const output = Buffer.concat([stdout, stderr]);
      const done: HealthCheck = { argv, exitCode, timedOut: record.timedOut, output: sha256(output) };
      ran.push(done);
      if (isHealthy(done)) continue;
      for (const line of endOfLog(output).split('\n')) tell(line);
    }
    return ok(ran);
  } finally {
    await folders.close();
  }
};

/** Fails with `promote.unhealthy` where a health check did not succeed. */
export const refuseUnhealthy = (checks: readonly HealthCheck[]): Result<null> => {
  const bad = checks.find((check) => !isHealthy(check));
  return bad === undefined
    ? ok(null)
    : fail('promote.unhealthy', `${bad.argv.join(' ')} ${bad.timedOut ? 'ran out of time' : `ended with exit code ${String(bad.exitCode)}`}`); // prettier-ignore
};
