import { SESSION_FILE, type SessionRecord } from '#evidence';
import { HONEST_CONTRACT } from './contract.fixture.ts';
import { AT, honest, withSecrets, type Complete } from './evidence.fixture.ts';

const named = (what: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${what} ${n + 1}`);

/** A session of an agent that did all that a strict contract asks of it. */
const SESSION: SessionRecord = {
  ...{ writ: 1, calls: 2, refused: 0, amendments: [], warnings: [], blocked: null, executed: [] },
  bootstrap: {
    at: AT.started,
    changed: 0,
    said: {
      ...{ plan: 'read the zone first', because: 'all of it lies in one module' },
      ...{ files: named('file', 5), searches: named('term', 10), commands: named('command', 3) },
      risks: named('dates of old', 3).map((fails) => ({ fails, where: 'src/date.ts' })),
      scope_adequate: { all_files_allowed: true, boundaries_clear: true, no_surprises: true, realistic: true },
      done: HONEST_CONTRACT.done.map((_, index) => ({ item: index + 1, how: 'a test first' })),
    },
  },
  completed: { at: AT.checked, summary: 'dates are local' },
};

/** The honest run by an agent that spoke to its session, and said this there. */
export const withSession = (change: Partial<SessionRecord>, of: Complete = honest): Complete => ({
  ...withSecrets({ outputs: [...of.secrets.outputs, SESSION_FILE] }, of),
  backend: { ...of.backend, session: 'served' },
  session: { ...SESSION, ...change },
});
