import { fail, ok, type Result } from '#failure';
import { resume, type Project } from '#flow';
import type { Io, Shown } from '../io.ts';
import { backendOf, type Words } from '../words.ts';
import { shownEnd } from './run-end.ts';

/** `writ run --resume [RUN|TASK]` */
export const continueRun = async (
  project: Project,
  of: string | undefined,
  words: Words,
  io: Io,
): Promise<Result<Shown>> => {
  const resumed = await resume(project, { of, backend: backendOf(words), tell: io.tell });
  if (!resumed.ok) return resumed;
  const { kind, row } = resumed.value;
  const backend = backendOf(words) ?? row.backend;
  if (resumed.value.kind === 'again')
    return ok(shownEnd(resumed.value.end, backend, { resumed: { run: row.run, kind } }));
  const { reviewed } = resumed.value;
  const { contract, changes } = reviewed.evidence;
  if (contract === undefined || changes === undefined)
    return fail('evidence.incomplete', `the bundle of ${row.run} does not say what it is about`, {
      remedy: `writ review ${row.run}`,
    });
  io.tell(`run ${row.run} was sealed before it was cut off; it is judged now`);
  const { tree } = changes;
  const { run, attempt } = row;
  const end = { run, attempt, tree, changes, contract: contract.value, verdict: reviewed.again };
  return ok(shownEnd(end, backend, { resumed: { run, kind } }));
};
