import { sha256, type Digest } from '#contract';
import type { GivenWaiver } from '#evidence';
import { readableToken, type Waiver } from '#signoff';
import type { TestSigner } from '../../../src/signoff/signing.fixture.ts';
import {
  alice,
  AT,
  honest,
  REPOSITORY,
  RUN,
  shifted,
  signAs,
  withFreshness,
  type Complete,
} from './evidence.fixture.ts';

/** The honest run, but somebody edited a file of the checkout meanwhile; and waivers for that. */

export const DAY_MS = 86_400_000;
const { contract, freshness, seal } = honest;
export const edited = { ...freshness, end: { ...freshness.start, dirty: ['notes.txt'] } };
/** The honest run, but somebody edited a file of the checkout meanwhile. */
export const dirty: Complete = withFreshness({ end: edited.end });
export const VERDICT = sha256('the verdict before');

const statement: Waiver = {
  ...{ writ: 1, kind: 'waive', signer: 'alice', at: AT.judged, until: shifted(AT.judged, DAY_MS) },
  ...{ nonce: 'e'.repeat(32), token: readableToken('alice', AT.judged), gate: 'tree.clean.end' },
  ...{ because: 'I edited my notes', task: contract.value.id, version: contract.value.version },
  ...{ contract: contract.digest, repository: REPOSITORY },
  over: { run: RUN, manifest: seal.manifest, verdict: VERDICT },
};
/** A waiver that was signed after the verdict. */
export const later = (change: Partial<Waiver> = {}, by: TestSigner = alice, over: Digest = VERDICT): GivenWaiver => ({
  name: '1',
  envelope: signAs(by, { ...statement, ...change }),
  over,
});
/** A waiver that was signed before the run and sealed with it. */
export const before = (change: Partial<Waiver> = {}, name = 'tree.clean.end'): GivenWaiver => ({
  name,
  envelope: signAs(alice, { ...statement, at: AT.granted, until: shifted(AT.granted, DAY_MS), over: null, ...change }),
  over: null,
});
