import { citationsOf, type Contract } from '#contract';
import { isReason, type ChangedPath, type CitedPlace, type CitedStatement, type SpecRecord, type SpecResult } from '#evidence'; // prettier-ignore
import { ok, type Result } from '#failure';
import { pathsOfTree, type HarnessStore } from '#host';
import {
  changeTouchedBy,
  isDescriptionFile,
  isSpecFile,
  lostAnchors,
  weighFaults,
  type Anchor,
  type JudgedChanges,
  type Specs,
} from '#spec';
import { changesAt } from './changes-at.ts';
import { specsAt } from './specs-at.ts';

type Cited = Pick<Contract, 'cites' | 'done' | 'defers'>;

const placeOf = ({ file, line }: Anchor): string => `${file}:${line}`;

/** What a citation finds in the documents of a tree. */
const foundBy = (specs: Specs, cite: string): CitedPlace => {
  const resolved = specs.resolve(cite);
  if (!resolved.ok) return { kind: 'unknown', home: null, note: '' };
  switch (resolved.value.kind) {
    case 'found':
    case 'changed': {
      const { cite: anchor, file, line, digest, binding, note } = resolved.value.anchor;
      const says = resolved.value.kind === 'changed' ? resolved.value.says : (note ?? '');
      return { kind: resolved.value.kind, anchor, file, line, digest, binding, note: says };
    }
    case 'ambiguous': {
      const { candidates } = resolved.value;
      return { kind: 'ambiguous', files: candidates.map(({ file }) => file), note: candidates.map(placeOf).join(' and ') };
    }
    case 'unknown':
      return { kind: 'unknown', home: specs.homeOf(cite), note: resolved.value.near.join(', ') };
  }
}; // prettier-ignore

/** All that is demanded under what is cited: of an anchor every statement, and of a statement that one. */
const statementsFor = (specs: Specs, { cites, done }: Cited): readonly CitedStatement[] => {
  const all = [...new Set([...cites, ...done.flatMap((item) => item.cites)])].flatMap((cite) => {
    const resolved = specs.resolve(cite);
    if (!resolved.ok || (resolved.value.kind !== 'found' && resolved.value.kind !== 'changed')) return [];
    const { anchor } = resolved.value;
    // What an open change says of a requirement has the same citation, and is another text.
    const whole = specs.anchors.find((one) => one.cite === anchor.cite && one.file === anchor.file);
    if (whole !== undefined) return specs.statementsUnder(whole).map((one) => ({ ...one, file: whole.file }));
    return specs.anchors
      .filter((one) => anchor.cite.startsWith(`${one.cite}#`) && one.file === anchor.file)
      .flatMap((one) => specs.statementsUnder(one).map((each) => ({ ...each, file: one.file })))
      .filter((one) => one.cite === anchor.cite);
  });
  const each = new Map(all.map((one) => [one.cite, one] as const));
  const among = (of: string, home: string): number => specs.anchors.filter((one) => one.cite === of && one.file === home).flatMap((one) => specs.statementsUnder(one)).filter((one) => one.of === of).length; // prettier-ignore
  return [...each.values()].map(({ cite, of, file, line, says }) => ({ cite, of, among: among(of, file), file, line, says: says.slice(0, 500) })); // prettier-ignore
};

/** What each citation finds. */
export const placesOf = (specs: Specs, cites: readonly string[]): SpecRecord['cites'] =>
  cites.map((cite) => ({ cite, found: foundBy(specs, cite) }));

/** What the citations of a contract find at a commit. */
export const citationsIn = (specs: Specs, contract: Cited): Pick<SpecRecord, 'cites' | 'statements'> => ({
  cites: placesOf(specs, citationsOf(contract)),
  statements: statementsFor(specs, contract),
});

/** What the citations of a contract find at its base. A contract that cites nothing needs no document to be read. */
export const lookAtCited = async (
  store: HarnessStore,
  base: string,
  contract: Cited,
): Promise<Result<Pick<SpecRecord, 'cites' | 'statements'>>> => {
  if (citationsOf(contract).length === 0) return ok({ cites: [], statements: [] });
  const specs = await specsAt(store, base);
  return specs.ok ? ok(citationsIn(specs.value, contract)) : specs;
};

const digestOf = ({ found }: SpecRecord['cites'][number]): string | null =>
  found.kind === 'found' || found.kind === 'changed' ? found.digest : null;

/** The digest of what each citation finds, or null. */
export const digestsOf = (cites: SpecRecord['cites']): readonly { readonly cite: string; readonly digest: string | null }[] =>
  cites.map((one) => ({ cite: one.cite, digest: digestOf(one) })); // prettier-ignore

/** What became of each citation; in full, where the work may have been let through to mend it. */
const becomeOf = (before: SpecRecord['cites'], now: SpecRecord['cites']): SpecResult['cites'] =>
  now.map((one, index) => {
    const was = before[index]?.found;
    const isSettled = was !== undefined && isReason(was);
    return { cite: one.cite, digest: digestOf(one), ...(isSettled ? {} : { found: one.found }) };
  });

/** Whether a changed file may be a document: a pointer may name any file of Markdown as the spec that holds. */
const mayBeSpec = ({ path }: ChangedPath): boolean => isSpecFile(path) || path.toLowerCase().endsWith('.md');

/** Whether a change may have touched a document. A description of an API may be made of any files. */
const mayTouchSpecs = async (store: HarnessStore, base: string, paths: readonly ChangedPath[]): Promise<Result<boolean>> => {
  if (paths.some(mayBeSpec)) return ok(true);
  const listed = await pathsOfTree(store, base);
  return listed.ok ? ok(listed.value.some(isDescriptionFile)) : listed;
}; // prettier-ignore

const asFaults = (faults: JudgedChanges['faults']): SpecResult['changes']['faults'] =>
  faults.map(({ file, line, rule, says }) => ({ file, line, rule, says }));

/** The open changes that the work touched or is done for, as the result has them, and what of that was so before. */
const changesOf = async (
  store: HarnessStore,
  { base, tree, paths }: { readonly base: string; readonly tree: string; readonly paths: readonly ChangedPath[] },
  cites: SpecRecord['cites'],
): Promise<Result<SpecResult['changes']>> => {
  const cited = cites.flatMap(({ found }) =>
    (found.kind === 'found' || found.kind === 'changed') && changeTouchedBy(found.file) !== null ? [found.file] : [],
  );
  const touched = paths.map(({ path }) => path);
  const judged = await changesAt(store, tree, [...touched, ...cited]);
  if (!judged.ok) return judged;
  const before = judged.value.faults.length === 0 ? judged : await changesAt(store, base, [...touched, ...cited]);
  if (!before.ok) return before;
  const weighed = weighFaults({ before: before.value.faults, after: judged.value.faults }, { touched, cited });
  const known = asFaults(weighed.known);
  return ok({ judged: judged.value.judged, faults: asFaults(weighed.faults), ...(known.length > 0 && { known }) });
};

/** What became of the documents: what the citations find in the result, and what of the base it does not have any more. */
export const lookAtSpecsOf = async (
  store: HarnessStore,
  { base, tree, paths }: { readonly base: string; readonly tree: string; readonly paths: readonly ChangedPath[] },
  { cites }: Pick<SpecRecord, 'cites'>,
): Promise<Result<SpecResult>> => {
  const changes = await changesOf(store, { base, tree, paths }, cites);
  if (!changes.ok) return changes;
  const isTouched = await mayTouchSpecs(store, base, paths);
  if (!isTouched.ok) return isTouched;
  // Where no document changed, each reads as it did.
  if (!isTouched.value)
    return ok({ tree, cites: becomeOf(cites, cites), touched: [], lost: [], changes: changes.value });
  const [before, after] = await Promise.all([specsAt(store, base), specsAt(store, tree)]);
  if (!before.ok) return before;
  if (!after.ok) return after;
  const documents = new Set([...before.value.files, ...after.value.files]);
  const lost = lostAnchors(before.value.anchors, after.value.anchors);
  const now = placesOf(after.value, cites.map(({ cite }) => cite)); // prettier-ignore
  return ok({
    ...{ tree, cites: becomeOf(cites, now) },
    touched: paths.map(({ path }) => path).filter((path) => isSpecFile(path) || documents.has(path)),
    lost: lost.map(({ cite, file, line }) => ({ anchor: cite, file, line })),
    changes: changes.value,
  });
};
