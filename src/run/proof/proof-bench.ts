import { availableParallelism } from 'node:os';
import type { Check } from '#contract';
import { proofRunFiles, readReport, type ProofPurpose, type ReadProofRun, type StubValue } from '#evidence';
import { ok, type Result } from '#failure';
import { layRepository, now, type HarnessStore } from '#host';
import { openCheckFolders, type CheckFolders } from '../check-folders.ts';
import { runCheck, searchCheck, type CheckOrder, type RanCheck, type SearchedCheck } from '../checks.ts';
import { jailOf } from '../jail-kind.ts';
import { someElsewhere } from '../other-place.ts';
import type { ChecksPlace } from '../run-checks.ts';

/** What is to be executed: a check, on a tree that was made for it. */
export type Trial = {
  readonly check: Check;
  readonly purpose: ProofPurpose;
  readonly tree: string;
  readonly units?: readonly string[];
  readonly value?: StubValue | null;
  /** Only these files of tests, where not all matter. */
  readonly only?: readonly string[] | null;
  /** Which try it is of the result in another place. */
  readonly elsewhere?: number;
  /** Which try it is after the first, where one may fail by chance. */
  readonly again?: number;
};

/** A run of a proof, read, and in the form in which it may be stored. */
export type ProofTrial = ReadProofRun & { readonly stored: SearchedCheck };

/**
 * Executes the trials of a proof, side by side within the cores; the same check never twice on the same tree. Where two
 * trials come to the same tree, each is a run of its own in the record, with what the one execution put out.
 */
export type ProofBench = {
  readonly run: (trial: Trial) => Promise<Result<ProofTrial>>;
  /** Every run so far, in the order in which they were asked for. */
  readonly runs: () => readonly ProofTrial[];
  readonly spentMs: () => number;
  /** How many may run at once. */
  readonly width: number;
  readonly close: () => Promise<void>;
};

/** So much longer than on the result may a check take, before it is taken for one that never ends. */
const SLOWER = 5;
const LEAST_MS = 5000;

/** What is the same for two trials of which one is enough. */
const keyOf = ({ check, tree, elsewhere, again, only }: Trial): string =>
  [check.id, tree, elsewhere ?? 'here', again ?? 0, ...(only ?? ['*'])].join(' ');

/** The most that one run may take: it took this long on the result. */
const timeFor = (check: Check, took: number | undefined): number =>
  Math.min(check.timeoutMs, Math.max(LEAST_MS, SLOWER * (took ?? check.timeoutMs)));

/** Runs a check on the result as it is, in another place. Nothing is taken away there that could keep it from ending: it has all its time. */
const runElsewhere = async (
  place: ChecksPlace,
  store: HarnessStore,
  check: Check,
  on: CheckOrder,
): Promise<Result<RanCheck>> => {
  const elsewhere = someElsewhere(jailOf(place));
  const laid = await layRepository(store, on, { name: elsewhere.place.user, at: now() });
  return laid.ok ? runCheck(place, check, { ...on, elsewhere }) : laid;
};

/**
 * @param store where the trees are; what is written there is not kept
 * @param took how long each check took on the result, in milliseconds
 */
export const openProofBench = (
  place: ChecksPlace,
  store: HarnessStore,
  took: ReadonlyMap<string, number>,
): ProofBench => {
  const began = performance.now();
  const width = Math.max(1, Math.min(4, availableParallelism()));
  const free: CheckFolders[] = [];
  const opened: CheckFolders[] = [];
  const waiting: ((folders: CheckFolders) => void)[] = [];
  const known = new Map<string, Promise<Result<RanCheck>>>();
  const ended: ProofTrial[] = [];
  let count = 0;

  const lend = (): Promise<CheckFolders> => {
    const ready = free.pop();
    if (ready !== undefined) return Promise.resolve(ready);
    if (opened.length < width) {
      const made = openCheckFolders(place.repository, store);
      opened.push(made);
      return Promise.resolve(made);
    }
    return new Promise((resolve) => void waiting.push(resolve));
  };
  const giveBack = (folders: CheckFolders): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(folders);
    else next(folders);
  };

  const execute = async ({ check, tree, only = null, elsewhere }: Trial): Promise<Result<RanCheck>> => {
    const folders = await lend();
    try {
      const folder = await folders.hold(tree);
      if (!folder.ok) return folder;
      if (elsewhere !== undefined) return await runElsewhere(place, store, check, { tree, folder: folder.value, only });
      const limited = { ...check, timeoutMs: timeFor(check, took.get(check.id)) };
      return await runCheck(place, limited, { tree, folder: folder.value, only });
    } finally {
      giveBack(folders);
    }
  };
  const executeOnce = (trial: Trial): Promise<Result<RanCheck>> => {
    const key = keyOf(trial);
    const running = known.get(key) ?? execute(trial);
    known.set(key, running);
    return running;
  };

  return {
    width,
    spentMs: () => performance.now() - began,
    runs: () => ended.toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1))),
    run: async (trial) => {
      count += 1;
      const id = `p${count}`;
      const { check, purpose, tree, units = [], value = null } = trial;
      const ran = await executeOnce(trial);
      if (!ran.ok) return ran;
      const stored = await searchCheck(place.secrets, ran.value, proofRunFiles(id));
      const { record, stdout, stderr } = stored;
      const { exitCode, canary, place: at } = record;
      const report = readReport(check.reports, { stdout, stderr, exitCode, canary, folder: at?.folder });
      const run: ProofTrial = { ...{ id, check: check.id, purpose, tree, units, value }, record, report, stored };
      ended.push(run);
      return ok(run);
    },
    close: async () => {
      await Promise.allSettled(known.values());
      await Promise.all(opened.map((folders) => folders.close()));
    },
  };
};
