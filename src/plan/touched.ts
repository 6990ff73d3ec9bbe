import { isGlob, type Contract } from '#contract';
import { parseCitation } from '#spec';

type Paths = Contract['paths'];

/** Below this stands, for each requirement, an entry that is no file: no path of a repository begins so. */
const REQUIREMENTS = 'openspec:requirements';
const ALL = '**';

/** The capability whose deltas or text an entry lets be changed, `**` for any; null where it is about no spec. */
const capabilityIn = (entry: string): string | null => {
  const [root, kind = ALL, ...rest] = entry.split('/');
  if (root !== 'openspec') return null;
  if (isGlob(kind)) return ALL;
  if (kind !== 'specs' && kind !== 'changes') return null;
  const names = kind === 'specs' ? rest : rest.slice(2);
  if (kind === 'changes' && rest[1] !== 'specs') return rest[1] === undefined || isGlob(rest[1]) ? ALL : null;
  // A capability may have a folder above it; the last name is the file.
  const folder = names.slice(0, -1);
  return folder.length === 0 || folder.some(isGlob) ? ALL : folder.join('/');
};

const named = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[/*?\s]+/gu, '-');

/** The requirements of each capability that a contract cites. */
const citedIn = ({ cites, done }: Pick<Contract, 'cites' | 'done'>): ReadonlyMap<string, readonly string[]> => {
  const all = [...cites, ...done.flatMap((item) => item.cites)].flatMap((cite) => {
    const citation = parseCitation(cite);
    return citation.ok && citation.value.kind === 'openspec' ? [citation.value] : [];
  });
  const groups = Map.groupBy(all, ({ capability }) => capability);
  return new Map(
    [...groups].map(([capability, some]) => [capability, some.map(({ requirement }) => named(requirement))]),
  );
};

/**
 * The paths of a contract with the requirements whose text it may change, each as an entry of its own (S2-D9): so two
 * contracts that touch one requirement in the deltas of two changes meet as two that touch one file. A contract that may
 * change the deltas of a capability touches what it cites of it; one that cites nothing of it touches all of it.
 */
export const touchedPaths = (contract: Pick<Contract, 'paths' | 'cites' | 'done'>): Paths => {
  const { allow, deny } = contract.paths;
  const capabilities = [...new Set(allow.flatMap((entry) => capabilityIn(entry) ?? []))];
  if (capabilities.length === 0) return contract.paths;
  const cited = citedIn(contract);
  const entries = capabilities.flatMap((capability) => {
    if (capability === ALL) return [`${REQUIREMENTS}/${ALL}`];
    return (cited.get(capability) ?? [ALL]).map((requirement) => `${REQUIREMENTS}/${capability}/${requirement}`);
  });
  return { allow: [...allow, ...new Set(entries)], deny };
};

/** The requirement that a contact is about, as `CAPABILITY/REQUIREMENT`; null where it is about a file. */
export const requirementOf = (path: string): string | null =>
  path.startsWith(`${REQUIREMENTS}/`) ? path.slice(REQUIREMENTS.length + 1) : null;
