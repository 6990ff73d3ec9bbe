import { canonicalJson, citationsOf, type Contract } from '#contract';
import type { RunEvidence, SpecRecord } from '#evidence';
import type { Failure } from '#failure';
import { amended } from './cited.ts';
import { failIf, missing, type Gate } from './gate.ts';

/** What is to be covered, and by what: a contract and what its citations find. */
type About = { readonly contract: Contract; readonly specs: Pick<SpecRecord, 'cites' | 'statements'> };

/** The places that done-items and deferrals cite, as their documents call them. */
const answered = ({ contract: { done, defers }, specs }: About): ReadonlySet<string> => {
  const found = new Map(specs.cites.map((one) => [one.cite, one.found] as const));
  return new Set(
    [...done, ...(defers ?? [])]
      .flatMap(({ cites }) => cites)
      .flatMap((cite) => {
        const place = found.get(cite);
        return place?.kind === 'found' || place?.kind === 'changed' ? [place.anchor] : [];
      }),
  );
};

/**
 * Every statement under what a contract cites is answered: by a done-item that cites it, or by a deferral with a reason.
 * An anchor that is cited as a whole answers for its statement where it has one; of several, each is cited by itself.
 * The remedies lack the command to follow.
 */
export const uncovered = (about: About): readonly Failure[] => {
  const cited = answered(about);
  return about.specs.statements
    .filter(({ cite, of, among }) => !cited.has(cite) && !(among === 1 && cited.has(of)))
    .map(({ cite, file, line, says }) => ({
      code: 'requirement.uncovered',
      message: `${cite} is neither done nor deferred: “${says.slice(0, 120)}” (${file}:${line})`,
      remedy: `cite ${cite} in a done-item, or write defers: [{ cites: '${cite}', because: … }]`,
    }));
};

/** Nothing that a cited text demands is forgotten (S3-R51). */
export const requirementsCovered: Gate<RunEvidence> = {
  id: 'requirements.covered',
  judge: ({ contract, specs, freshness }) => {
    if (!contract) return missing('the contract');
    if (!specs) return missing('what the cited texts demand');
    if (!freshness || specs.base !== freshness.base) return missing('what the cited texts demand at the approved base');
    const wanted = canonicalJson(citationsOf(contract.value));
    if (canonicalJson(specs.cites.map(({ cite }) => cite)) !== wanted) return missing('what each citation finds');
    return failIf(uncovered({ contract: contract.value, specs }).map(amended));
  },
};
