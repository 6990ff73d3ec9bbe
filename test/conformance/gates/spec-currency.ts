import { sha256 } from '#contract';
import type { Currency, LandingEvidence } from '#gates';
import { moved, ONTO } from './carried.fixture.ts';
import { CITED } from './cited.fixture.ts';
import { BASE, type Passing, type Refused } from './evidence.fixture.ts';
import { lacking, landing, standing } from './landing.fixture.ts';

const TEXT = sha256('the text');
const reading = (change: Partial<Currency['cites'][number]>, commit = ONTO): LandingEvidence => ({
  ...moved(),
  currency: { commit, cites: [{ cite: CITED, approved: TEXT, own: TEXT, now: TEXT, lapsed: false, ...change }] },
});
const { currency: _, ...unread } = moved();

export const pass: Passing<LandingEvidence> = {
  'a target that has not moved': landing,
  'a target that has moved, where what is cited reads as it did': moved(),
  'what reads as the accepted work itself writes it': reading({ own: sha256('mended'), now: sha256('mended') }),
};

export const fail: Refused<LandingEvidence> = {
  'what reads otherwise by now': ['citation.outdated', reading({ now: sha256('another text') })],
  'what reads the same, and does not bind any more': ['citation.outdated', reading({ lapsed: true })],
  'what is gone': ['citation.outdated', reading({ now: null })],
  'what is gone, and the work took it away': ['citation.outdated', reading({ now: null, own: null })],
  'what was to be written, and somebody else has': [
    'citation.outdated',
    reading({ approved: null, own: sha256('mended'), now: sha256('another text') }),
  ],
};

export const missing: Passing<LandingEvidence> = {
  'the contract': lacking('contract'),
  'where the target stands': lacking('target'),
  'the base': lacking('base'),
  'how it reads there': unread,
  'how it reads there, and not somewhere else': reading({}, BASE),
  'how each citation reads there': { ...standing(ONTO, moved()), currency: { commit: ONTO, cites: [] } },
};
