import type { DoneItem } from '#contract';
import {
  requiredTests,
  showingWithout,
  testsWithout,
  type ReadProofRun,
  type RunEvidence,
  type Showing,
} from '#evidence';
import type { Failure } from '#failure';
import { anyErrorOf } from './any-error.ts';
import { failIf, missing, pass, type Gate } from './gate.ts';
import { needlessTests } from './needless-tests.ts';
import {
  isPreserving,
  isTestAlone,
  itemsToProve,
  proofGround,
  provingName,
  type ProofGround,
  type ToProve,
} from './proof-runs.ts';
import { caughtUnseen, swallowedIn } from './swallowed.ts';

type Shown = {
  readonly item: DoneItem;
  readonly index: number;
  readonly showing: Showing;
  /** Why what fails without the change does not hold with it either, though it passes; null where it does. */
  readonly swallowed: string | null;
  /** Of tests that fail without the change and pass with it. */
  readonly notices: readonly string[];
};

const SAYS: Readonly<Record<Showing, string>> = {
  proven: '',
  vacuous: 'passes without the change too, so it proves nothing',
  weak: 'fails without the change, but on no assertion: a test that cannot be loaded, or an error, proves nothing',
};

/** What was caught within the tests that fail without the change: an item is proven where one of them holds as it is. */
const heldOf = (ground: ProofGround, { item, result }: ToProve, runs: readonly ReadProofRun[]): Pick<Shown, 'swallowed' | 'notices'> => {
  const isTest = (path: string): boolean => isTestAlone(ground, path);
  const proving = testsWithout(item, result, runs).flatMap(({ test, showing }) => (showing === 'proven' ? [test] : []));
  const about = { paths: ground.paths, isTest };
  const swallowed = proving.map((test) => swallowedIn(test, about));
  return {
    swallowed: swallowed.includes(null) ? null : (swallowed[0] ?? null),
    notices: proving.flatMap((test) => caughtUnseen(test, about)).slice(0, 1),
  };
}; // prettier-ignore

/** What the runs without the change show of every item that a test is to prove; a check id where one was not run. */
const shownOf = (ground: ProofGround): readonly Shown[] | string => {
  const items = itemsToProve(ground);
  if (typeof items === 'string') return items;
  const hasProduction = ground.paths.some(({ path }) => !isTestAlone(ground, path));
  const shown: Shown[] = [];
  for (const one of items) {
    const { item, index, result } = one;
    const runs = ground.proof.runs.filter(({ check }) => check === result.record.id);
    // Where tests alone were changed, all of them pass without any change of the product.
    const showing = hasProduction ? showingWithout(item, result, runs) : 'vacuous';
    if (showing === null) return result.record.id;
    shown.push({ item, index, showing, ...heldOf(ground, one, runs) });
  }
  return shown;
};

const isProven = ({ showing, swallowed }: Shown): boolean => showing === 'proven' && swallowed === null;

const tell = (one: Shown): string =>
  `${provingName(one)} ${one.showing === 'proven' ? (one.swallowed ?? '') : SAYS[one.showing]}`;

const failureOf = (one: Shown): Failure => ({
  code: one.showing === 'weak' ? 'proof.weak' : 'proof.vacuous',
  message: tell(one),
});

/** Where what an item is proven by waits for an error, and for none in particular. */
const anyErrors = (shown: readonly Shown[], ground: ProofGround, patch: Uint8Array): readonly string[] =>
  shown.filter(({ item: { proof } }) => proof.kind === 'test' && proof.test !== null).flatMap((one) => {
    const { proof } = one.item;
    const result = proof.kind === 'test' ? ground.results.get(proof.check) : undefined;
    const tests = result === undefined ? [] : requiredTests(one.item, result);
    const places = tests.map((test) => anyErrorOf(test, patch));
    const [place] = places;
    return place === undefined || places.includes(null) ? [] : [`${provingName(one)} (${place}) waits for any error at all, so that one of another cause would do`];
  }); // prettier-ignore

const isWhole = ({ item: { proof } }: Shown): boolean => proof.kind === 'test' && proof.test === null;

/**
 * Without the change the tests of its done-items fail, on an assertion (fail-to-pass; red team H12). A whole check may
 * well pass without it, as one that shows that nothing else broke; but then something else has to fail.
 */
export const proofF2p: Gate<RunEvidence> = {
  id: 'proof.f2p',
  judge: (evidence) => {
    const ground = proofGround(evidence);
    if ('outcome' in ground) return ground;
    const { contract } = ground;
    if (isPreserving(contract))
      return pass([`a task of type ${contract.type} leaves behaviour as it is: no test has to fail without it`]);
    const shown = shownOf(ground);
    if (typeof shown === 'string') return missing(`a run of ${shown} without the change`);
    const open = shown.filter((one) => !isProven(one));
    const isShown = open.length < shown.length;
    const mayStay = (one: Shown): boolean => one.showing !== 'proven' && isWhole(one) && (isShown || contract.strictness === 'light');
    const byCode = shown.some(({ item, showing }) => {
      const { proof } = item;
      return showing === 'proven' && proof.kind === 'test' && ground.results.get(proof.check)?.record.reports === 'exit-code'; // prettier-ignore
    });
    return failIf(
      open.filter((one) => !mayStay(one)).map(failureOf),
      [
        ...open.filter(mayStay).map(tell),
        ...shown.flatMap(({ notices }) => notices),
        ...(evidence.patch ? anyErrors(shown, ground, evidence.patch) : []),
        ...needlessTests(ground, contract.done.flatMap(({ proof }) => (proof.kind === 'test' ? (proof.test ?? []) : []))),
        ...(byCode ? ['that a check fails without the change is known by its exit code alone'] : []),
      ],
    );
  },
}; // prettier-ignore
