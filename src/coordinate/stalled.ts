import { statSync } from 'node:fs';
import type { Project } from '#flow';
import { askToAbort, livePlace, readSessionLog } from '#run';
import type { Position } from '#plan';

/** When anything was last heard of a session, in milliseconds; null where nothing of it is shown. */
const lastHeard = (path: string): number | null => {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return null;
  }
};

/** Whether a backend is at work: before it and after it, it is the harness that takes its time. */
const isAtWork = ({ repository }: Pick<Project, 'repository'>, run: string): boolean => {
  const events = readSessionLog(repository, run);
  const types = events.ok ? events.value.map((event) => event['type']) : [];
  return types.includes('backend.started') && !types.includes('backend.ended');
};

/**
 * Has backends ended that have said nothing for longer than they may (S2-R41). Their runs seal what was done, and the
 * verdict is FAIL, with the reason; the next attempt is told of it.
 */
export const endStalled = (
  project: Pick<Project, 'repository'>,
  positions: readonly Pick<Position, 'task' | 'run'>[],
  { stallMs, tell }: { readonly stallMs: number; readonly tell: (sentence: string) => void },
): void => {
  for (const { task, run } of positions) {
    if (run?.underWay !== true || run.state !== 'running') continue;
    const place = livePlace(project.repository, run.run);
    const heard = lastHeard(place.events);
    if (heard === null || Date.now() - heard < stallMs || lastHeard(place.abort) !== null) continue;
    if (!isAtWork(project, run.run)) continue;
    const because = `nothing was heard of it for ${Math.round(stallMs / 1000)} s`;
    if (askToAbort(place, { by: 'the coordinator', because }).ok) tell(`${task}: ${because}; its backend is ended`);
  }
};
