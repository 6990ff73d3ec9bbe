import { citationsOf, sha256, type Contract } from '#contract';
import type { CitedPlace, SpecRecord } from '#evidence';
import { isSpecFile } from '#spec';
import type { ContractApproval } from '#signoff';

/** What the honest contract cites, as it reads at the base and in the result. */
export const CITED = 'spec:A3.2.1';
export const TEXT = sha256('the text');
export type Found = Extract<CitedPlace, { readonly kind: 'found' | 'changed' }>;
export const PLACE: Found = {
  ...{ kind: 'found', anchor: CITED, file: 'Master_Spec_v1.md', line: 3, digest: TEXT, binding: true, note: '' },
};
const STATEMENTS: SpecRecord['statements'] = [
  { cite: `${CITED}#1`, of: CITED, among: 1, file: 'Master_Spec_v1.md', line: 4, says: 'Dates MUST be local.' },
];

export const specsBetween = (base: string, tree: string): SpecRecord => ({
  ...{ writ: 1, base, cites: [{ cite: CITED, found: PLACE }], statements: STATEMENTS },
  result: { tree, cites: [{ cite: CITED, digest: TEXT }], touched: [], lost: [], changes: { judged: [], faults: [] } },
});

/** The same where another contract cites: everything reads the same here. */
export const citedBy = (contract: Contract, specs: SpecRecord): SpecRecord => {
  const cites = citationsOf(contract);
  return {
    ...specs,
    statements: contract.done.some((item) => item.cites.includes(CITED)) ? STATEMENTS : [],
    cites: cites.map((cite) => ({ cite, found: { ...PLACE, anchor: cite } })),
    result: specs.result && { ...specs.result, cites: cites.map((cite) => ({ cite, digest: TEXT })) },
  };
};

/** As an approval pins it. */
export const pinned = (contract: Contract): Pick<ContractApproval, 'cites'> => {
  const [first, ...more] = citationsOf(contract).map((cite) => ({ cite, digest: TEXT }));
  return first === undefined ? {} : { cites: [first, ...more] };
};

/** The same where another path is changed, too, and was looked at if it is a document. */
export const touching = (path: string, specs: SpecRecord): SpecRecord => ({
  ...specs,
  result: specs.result && { ...specs.result, touched: isSpecFile(path) ? [path] : [] },
});
