import { sha256 } from '#contract';
import type { CheckoutState, LandedLink, LandedMeanwhile, RunEvidence } from '#evidence';
import { honest, withFreshness, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';

const { start } = honest.freshness;
const ended = (change: Partial<CheckoutState>): Complete => withFreshness({ end: { ...start, ...change } });

const OTHER = 'refs/heads/other';
const at = (digit: string): string => digit.repeat(40);
const link = (old: string, next: string, ref = honest.freshness.targetRef): LandedLink => ({
  ...{ run: 'R-2', landing: sha256('a landing'), ref, old, new: next },
});
const [first, second] = [link(start.target, at('7')), link(at('7'), at('8'))];
/** Two results landed meanwhile: the target, HEAD and the index went along. */
const moved = { head: at('8'), target: at('8'), refs: sha256('refs then'), index: sha256('index then') };
const back = { refs: start.refs, index: start.index };
const meanwhile = (change: Partial<CheckoutState> = {}, landed: Partial<LandedMeanwhile> = {}): Complete =>
  withFreshness({
    start: { ...start, head: start.target },
    end: { ...start, ...moved, ...change },
    landed: { links: [first, second], back, ...landed },
  });

export const pass: Passing<RunEvidence> = {
  'the checkout is as it was': honest,
  'other results landed meanwhile, and nothing else moved': meanwhile(),
  'they landed on another branch, which was not checked out': withFreshness({
    end: { ...start, refs: sha256('refs then') },
    landed: { links: [link(at('6'), at('7'), OTHER)], back },
  }),
};

export const fail: Refused<RunEvidence> = {
  'HEAD moved': ['tree.residue', ended({ head: 'f'.repeat(40) })],
  'the target branch moved': ['tree.residue', ended({ target: 'f'.repeat(40) })],
  'a branch was made': ['tree.residue', ended({ refs: sha256('more refs') })],
  'something was staged': ['tree.residue', ended({ index: sha256('more entries') })],
  'a file of the checkout changed': ['tree.residue', ended({ dirty: ['src/date.ts'] })],
  'a file without a name changed': ['tree.residue', ended({ dirty: [''] })],
  'the target went further than what landed': ['tree.residue', meanwhile({ target: at('9') })],
  'the target stood elsewhere before what landed': ['tree.residue', meanwhile({}, { links: [second] })],
  'something came between two landings': ['tree.residue', meanwhile({}, { links: [first, link(at('9'), at('8'))] })],
  'what landed is in another order': ['tree.residue', meanwhile({}, { links: [second, first] })],
  'nothing landed': ['tree.residue', meanwhile({}, { links: [] })],
  'what landed did so on another branch': [
    'tree.residue',
    meanwhile({}, { links: [link(start.target, at('8'), OTHER)] }),
  ],
  'HEAD went elsewhere than what landed': ['tree.residue', meanwhile({ head: at('9') })],
  'a branch was made while something landed': [
    'tree.residue',
    meanwhile({}, { back: { ...back, refs: sha256('more') } }),
  ],
  'something was staged while something landed': [
    'tree.residue',
    meanwhile({}, { back: { ...back, index: sha256('more') } }),
  ],
  'a file changed while something landed': ['tree.residue', meanwhile({ dirty: ['src/date.ts'] })],
};

export const missing: Passing<RunEvidence> = {
  'nobody looked at the checkout': without('freshness'),
  'nobody looked at the checkout at the end': withFreshness({ end: null }),
};
