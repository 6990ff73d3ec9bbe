import type { Bootstrap, RunEvidence } from '#evidence';
import { honest, ordered, withBackend, without, type Passing, type Refused } from './evidence.fixture.ts';
import { withSession } from './session.fixture.ts';

const session = withSession({});
const { bootstrap } = session.session ?? {};
if (!bootstrap) throw new Error('the honest session has no bootstrap');

const given = (change: Partial<Bootstrap>, of = honest): RunEvidence =>
  withSession({ bootstrap: { ...bootstrap, ...change } }, of);
const said = (change: Partial<Bootstrap['said']>, of = honest): RunEvidence =>
  given({ said: { ...bootstrap.said, ...change } }, of);
const answered = (change: Partial<Bootstrap['said']['scope_adequate']>): RunEvidence =>
  said({ scope_adequate: { ...bootstrap.said.scope_adequate, ...change } });

const many = (count: number): string[] => Array.from({ length: count }, (_, n) => `x ${n}`);
const standard = ordered({ contract: { strictness: 'standard' } });

export const pass: Passing<RunEvidence> = {
  'it was given before the first change': session,
  'the backend cannot speak to its session': honest,
  'standard asks for no counts': said({ files: ['src/date.ts'], searches: [], commands: ['node --test'] }, standard),
};

export const fail: Refused<RunEvidence> = {
  'nobody gave one': ['bootstrap.missing', withSession({ bootstrap: null })],
  'something was changed already': ['bootstrap.late', given({ changed: 1 })],
  'nobody could see whether something was changed already': ['bootstrap.late', given({ changed: null })],
  'fewer files than strict asks for': ['bootstrap.incomplete', said({ files: many(4) })],
  'more files than strict asks for': ['bootstrap.incomplete', said({ files: many(16) })],
  'fewer terms than strict asks for': ['bootstrap.incomplete', said({ searches: many(9) })],
  'fewer commands than strict asks for': ['bootstrap.incomplete', said({ commands: many(2) })],
  'fewer risks than strict asks for': ['bootstrap.incomplete', said({ risks: bootstrap.said.risks.slice(0, 2) })],
  'standard, and not one risk': ['bootstrap.incomplete', said({ risks: [] }, standard)],
  'a done-item has no line': ['bootstrap.incomplete', said({ done: bootstrap.said.done.slice(1) })],
  'a line is about a done-item that is none': [
    'bootstrap.incomplete',
    said({ done: [...bootstrap.said.done, { item: 99, how: 'somehow' }] }),
  ],
  'files are affected that are not allowed': ['bootstrap.inadequate', answered({ all_files_allowed: false })],
  'the boundaries are not clear': ['bootstrap.inadequate', answered({ boundaries_clear: false })],
  'it depends on what nobody expected': ['bootstrap.inadequate', answered({ no_surprises: false })],
  'it is not realistic': ['bootstrap.inadequate', answered({ realistic: false })],
};

const { session: _, ...unsaid } = session;
const { session: __, ...unknown } = honest.backend;
export const missing: Passing<RunEvidence> = {
  'no backend was recorded': without('backend'),
  'there is no contract': without('contract'),
  'nobody says whether it could speak': { ...honest, backend: unknown },
  'a session was served, and nobody knows what was said': unsaid,
  'a session is said to have been served': withBackend({ session: 'served' }),
};
