import { scopeOf, type Contract } from '#contract';
import { isReason, type CitedPlace, type SpecRecord } from '#evidence';
import type { Failure, FailureCode } from '#failure';

type Cited = SpecRecord['cites'][number];

/** What helps, before the command that then has to follow. */
const REMEDIES = {
  'citation.unknown': 'cite what is there (writ spec list)',
  'citation.ambiguous': 'give each an id of its own (writ spec validate), and commit that',
  'citation.changed': 'read it as it is now (writ spec show), and cite that',
  'citation.open': 'cite what is binding (writ spec list)',
} as const satisfies Partial<Record<FailureCode, string>>;

/** The files in which a place would have to be mended, so that it can be cited. */
const homesOf = (found: CitedPlace): readonly string[] => {
  switch (found.kind) {
    case 'found':
    case 'changed':
      return [found.file];
    case 'ambiguous':
      return found.files;
    case 'unknown':
      return found.home === null ? [] : [found.home];
  }
};

/** What keeps a citation from being a reason to work; null where nothing does. */
const wrongWith = (
  { cite, found }: Cited,
  where: string,
): { readonly code: keyof typeof REMEDIES; readonly says: string } | null => {
  switch (found.kind) {
    case 'found':
      return isReason(found)
        ? null
        : {
            code: 'citation.open',
            says: `${cite} is not binding${['', 'not binding'].includes(found.note) ? '' : `: ${found.note}`}`,
          };
    case 'changed':
      return { code: 'citation.changed', says: `${cite}: ${found.note}` };
    case 'ambiguous':
      return { code: 'citation.ambiguous', says: `${cite} is in more than one place: ${found.note}` };
    case 'unknown':
      return { code: 'citation.unknown', says: `${where} no spec has ${cite}${found.note === '' ? '' : `; did you mean ${found.note}?`}` }; // prettier-ignore
  }
};

/** What helps against what is wrong with citations, where a contract stands already. */
export const amended = (failure: Failure): Failure => ({
  ...failure,
  remedy: `${failure.remedy ?? ''}: writ amend TASK`,
});

/** Whether work within these paths may mend what keeps a citation from being a reason. */
const isMendedBy = (paths: Contract['paths']): ((one: Cited) => boolean) => {
  const scope = scopeOf(paths);
  return ({ found }) => {
    const homes = homesOf(found);
    return homes.length > 0 && homes.every((file) => scope(file) === 'allowed');
  };
};

/** What speaks against what a contract cites, and what is told of it. The remedies lack the command to follow. */
export type CitedFaults = { readonly failures: readonly Failure[]; readonly notices: readonly string[] };

/**
 * Whether everything a contract cites is a reason to work: it is there, in one place, and binding. Work that may change
 * the very document is let through, so that what is wrong in a document can be mended, and is told.
 */
export const faultsOfCited = (
  { paths }: Pick<Contract, 'paths'>,
  cites: readonly Cited[],
  where: 'at the base' | 'in the result' | 'here' = 'at the base',
): CitedFaults => {
  const mends = isMendedBy(paths);
  const all = cites.flatMap((one) => {
    const wrong = wrongWith(one, where);
    return wrong === null ? [] : [{ ...wrong, isMended: mends(one) }];
  });
  return {
    failures: all
      .filter(({ isMended }) => !isMended)
      .map(({ code, says }) => ({ code, message: says, remedy: REMEDIES[code] })),
    notices: all.filter(({ isMended }) => isMended).map(({ says }) => `${says}; this work may mend it`),
  };
};

type InResult = NonNullable<SpecRecord['result']>['cites'][number];

/** The citations that are no reason to work yet, and that the work may make one, each with what it finds in the result. */
export const toBeMended = (
  { paths }: Pick<Contract, 'paths'>,
  { cites, result }: Pick<SpecRecord, 'cites' | 'result'>,
): readonly { readonly before: Cited; readonly after: InResult | undefined }[] => {
  const isMended = isMendedBy(paths);
  return cites
    .map((before, index) => ({ before, after: result?.cites[index] }))
    .filter(({ before }) => !isReason(before.found) && isMended(before));
};

const isBinding = (found: CitedPlace): boolean =>
  (found.kind === 'found' || found.kind === 'changed') && isReason({ ...found, kind: 'found' });

/** What is still wrong with a citation that the work was let through to mend. */
export const unmended = (before: Cited, digest: string | null, found: CitedPlace): readonly Failure[] => {
  const { cite } = before;
  const wrong = wrongWith({ cite, found }, 'in the result');
  // What reads otherwise than it is cited may do so where it is this work that has changed it.
  const isRewritten = before.found.kind === 'changed' && before.found.digest !== digest && isBinding(found);
  if (wrong === null || isRewritten) return [];
  return [{ code: wrong.code, message: `${wrong.says}; this work was to mend it`, remedy: 'writ run TASK' }];
};
