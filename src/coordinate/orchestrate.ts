import { existsSync } from 'node:fs';
import { visibleLine } from '#contract';
import { fail, ok, type Result } from '#failure';
import { openProject, startRecording, type Project } from '#flow';
import { isAlive, now, thisProcess } from '#host';
import { dropLock, spawnedRuns, takeLock } from '#ledger';
import type { Answer, OrchestratorDoors } from '#mcp';
import { cleanUp } from './clean-up.ts';
import { nothingRemembered } from './positions.ts';
import { abortOwn, messageOwn, ownSessions } from './own-sessions.ts';
import type { OrchestratorTerms } from './orchestrator-terms.ts';
import { overlook } from './overlook.ts';
import { spawnRun, type Spawning } from './spawn-run.ts';

/** What an orchestrator does, until it is closed. */
export type Orchestrator = { readonly doors: OrchestratorDoors; readonly close: () => Promise<void> };

const NAME = /^[a-z][a-z0-9-]{0,39}$/u;

const identityLease = (name: string) => ({ name: `orchestrator ${name}`, holder: thisProcess() });

/** Opens the project as it stands now, with trust and settings read afresh, in the ledger that is open for good. */
const withFresh = async <T>(
  { cwd, ledger }: Project,
  use: (project: Project) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const opened = await openProject(cwd);
  if (!opened.ok) return opened;
  try {
    // Of two connections of one process, one would wait for the other, and keep it from ever going on.
    return await use({ ...opened.value, ledger });
  } finally {
    await opened.value.close();
  }
};

/** Refuses a session that this orchestrator did not have begun, as if there were none. */
const owning = async (project: Project, name: string, session: string): Promise<Result<null>> => {
  const own = await spawnedRuns(project.ledger, name);
  if (!own.ok) return own;
  return own.value.includes(session)
    ? ok(null)
    : fail('session.refused', `“${visibleLine(session.slice(0, 60))}” is no session that ${name} has begun`);
};

const doorsOf = (recording: Project, spawning: Spawning): OrchestratorDoors => {
  const { terms } = spawning;
  const { name, scopes, limits } = terms;
  const by = `orchestrator ${name}`;
  const onOwn = (session: string, does: (project: Project) => Promise<Result<Answer>>): Promise<Result<Answer>> =>
    withFresh(recording, async (project) => {
      const own = await owning(project, name, session);
      return own.ok ? does(project) : own;
    });
  return {
    ...{ id: name, scopes },
    current: () => ({
      ...{ sessionId: name, role: 'orchestrator', scopes, max: limits.max, backend: limits.backend },
      runsLeft: Number.isFinite(limits.runs) ? Math.max(0, limits.runs - spawning.begun) : null,
      never: 'sign, approve, accept, waive, land: tell the person the command, and wait',
    }),
    spawn: (task, signal) => withFresh(recording, (project) => spawnRun({ recording, project }, spawning, { task, signal })), // prettier-ignore
    sessions: (which) => withFresh(recording, (project) => ownSessions(project, name, which)),
    dashboard: () =>
      withFresh(recording, (project) => overlook(project, name, { ...limits, runsLeft: limits.runs - spawning.begun })),
    message: (session, text, urgent) => onOwn(session, (project) => messageOwn(project, { session, text, urgent, by })),
    abort: (session, because) =>
      onOwn(session, (project) =>
        abortOwn(project, { session, because: because ?? `${by} asked for it`, by, tell: terms.tell }),
      ),
    cleanup: (one) => withFresh(recording, (project) => cleanUp(project, name, one)),
  };
};

/**
 * Opens the session of an orchestrator: a model that runs tasks which a person has signed. Its name stands in the line by
 * which the person had it started, and is its identity; two never have the same at once (`coordinator.busy`). It begins
 * nothing that `writ coordinate` would not begin.
 */
export const openOrchestrator = async (cwd: string, terms: OrchestratorTerms): Promise<Result<Orchestrator>> => {
  if (!NAME.test(terms.name))
    return fail('usage.argument', `“${terms.name.slice(0, 60)}” is no name: small letters, digits and dashes`, {
      remedy: 'writ mcp --as lead',
    });
  const looked = await openProject(cwd);
  if (!looked.ok) return looked;
  if (!existsSync(looked.value.repository.writ)) {
    await looked.value.close();
    return fail('usage.argument', 'Writ is not set up in this repository', { remedy: 'writ init' });
  }
  const project = await startRecording(looked.value);
  await looked.value.close();
  if (!project.ok) return project;
  const { ledger, close } = project.value;
  const lease = identityLease(terms.name);
  const taken = await takeLock(ledger, { ...lease, at: now(), busy: 'coordinator.busy' }, isAlive);
  if (!taken.ok) {
    await close();
    return taken;
  }
  const spawning: Spawning = { terms, remembered: nothingRemembered(), begun: 0, children: new Set() };
  return ok({
    doors: doorsOf(project.value, spawning),
    close: async () => {
      for (const { leave } of spawning.children) leave();
      await dropLock(ledger, lease);
      await close();
    },
  });
};
