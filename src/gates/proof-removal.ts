import { PROOF_DEPTHS, proofTerms } from '#contract';
import { showingOfRemoval, showingOfRuns, showingOfTree, type RunEvidence, type Showing, type Unit } from '#evidence';
import type { Failure } from '#failure';
import { doneProven } from './done-proven.ts';
import { failIf, pass, unless, type Gate } from './gate.ts';
import { placeOf } from './item-proof.ts';
import { isPreserving, isTestAlone, proofGround, type ProofGround } from './proof-runs.ts';

/** What taking a unit away showed; null where nobody did. */
const showingOf = ({ proof, results }: ProofGround, unit: Unit): Showing | null => {
  const runs = proof.runs.filter(({ purpose, units }) => purpose === 'removal' && units.includes(unit.id));
  const ways = Map.groupBy(runs, ({ tree }) => tree);
  const showings = [...ways.values()].flatMap((way) => {
    const showing = showingOfTree(
      way.flatMap((run) => {
        const result = results.get(run.check);
        return result === undefined ? [] : [showingOfRemoval(result, run)];
      }),
    );
    // Of several that were taken away together it is not known which one was missed.
    return way.some((run) => run.units.length > 1) && showing !== 'vacuous' ? [] : [showing];
  });
  return showings.length === 0 ? null : showingOfRuns(showings);
};

/** How many parts were not examined, for each reason. */
const counted = (reasons: readonly string[]): readonly string[] =>
  [...Map.groupBy(reasons, (reason) => reason)].map(([reason, { length }]) =>
    length === 1
      ? `1 part of the change was not examined: ${reason}`
      : `${length} parts of the change were not examined: ${reason}`,
  );

/** What keeps the proof from being one at all, whatever the tests said. */
const gaps = (ground: ProofGround, seen: ReadonlyMap<string, Showing | null>): readonly Failure[] => {
  const { contract, proof, paths } = ground;
  const { record } = proof;
  const terms = proofTerms(contract);
  const known = new Set(record.unexamined.map(({ unit }) => unit));
  const unseen = record.units.filter(({ id }) => (seen.get(id) ?? null) === null && !known.has(id));
  const gap = (message: string): Failure => ({ code: 'proof.unexamined', message });
  const isFar = PROOF_DEPTHS.indexOf(record.depth) >= PROOF_DEPTHS.indexOf(terms.depth);
  const unlooked = paths.filter(
    ({ path }) => !isTestAlone(ground, path) && !record.units.some((unit) => unit.path === path),
  );
  return [
    ...unless(isFar, gap('the proof goes less far than the contract demands')),
    ...unless(record.budgetMs >= terms.budgetMs, gap('the proof was given less time than the contract demands')),
    ...unlooked.map(({ path }) => gap(`nobody looked at what was changed in ${path}`)),
    ...unseen.map((unit) => gap(`${placeOf(unit)} was not examined, and nobody says why`)),
  ];
};

/**
 * Parts of the change were taken away, and a test noticed (S3's removability rule; red team H26). What no test notices
 * is told to the person who decides; in strict it refuses, unless a signer says why it is wanted.
 */
export const proofRemoval: Gate<RunEvidence> = {
  id: 'proof.removal',
  judge: (evidence) => {
    const ground = proofGround(evidence);
    if ('outcome' in ground) return ground;
    const { contract, proof } = ground;
    if (isPreserving(contract) || !contract.done.some(({ proof: { kind } }) => kind === 'test')) return pass();
    // Where a done-item has no proof at all, its own gate refuses, for which there is no waiver.
    if (doneProven.judge(evidence).outcome === 'fail') return pass();
    const { units, unexamined } = proof.record;
    const seen = new Map(units.map((unit) => [unit.id, showingOf(ground, unit)]));
    const ofShowing = (showing: Showing): readonly Unit[] => units.filter(({ id }) => seen.get(id) === showing);
    const unneeded = ofShowing('vacuous').map((unit) => `${placeOf(unit)} is unproven: every test passes without it`);
    const weak = ofShowing('weak').map((unit) => `${placeOf(unit)}: without it no assertion fails, only an error`);
    const isStrict = contract.strictness === 'strict';
    return failIf(
      [
        ...gaps(ground, seen),
        ...(isStrict ? unneeded.map((message): Failure => ({ code: 'proof.unproven', message })) : []),
      ],
      [...(isStrict ? [] : unneeded), ...weak, ...counted(unexamined.map(({ because }) => because))],
    );
  },
};
