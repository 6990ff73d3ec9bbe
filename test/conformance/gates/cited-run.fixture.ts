import type { SpecRecord } from '#evidence';
import { PLACE, type Found } from './cited.fixture.ts';
import { honest, type Complete } from './evidence.fixture.ts';

export const withSpecs = (change: Partial<SpecRecord>, of: Complete = honest): Complete => ({
  ...of,
  specs: { ...of.specs, ...change },
});

/** The citations of the honest run find something else. */
export const withPlace = (change: Partial<Found>, of: Complete = honest): Complete =>
  withSpecs({ cites: of.specs.cites.map(({ cite }) => ({ cite, found: { ...PLACE, ...change } })) }, of);
