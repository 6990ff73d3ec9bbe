import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SealedFiles } from '#evidence';
import { fail, ok, type Result } from '#failure';
import {
  bringCommit,
  commitFiles,
  openStore,
  randomHex,
  readFolder,
  readIfThere,
  removeFolder,
  renameDurably,
  resolveRef,
  swapRef,
  writeDurably,
  type Repository,
} from '#host';

/** Where a bundle lies. */
export type BundlePaths = { readonly folder: string; readonly sealed: string; readonly after: string };

export const bundlePaths = (folder: string): BundlePaths => ({
  folder,
  sealed: join(folder, 'sealed'),
  after: join(folder, 'after'),
});
/** The folder of a run's bundle in a repository. */
export const runFolder = (repository: Repository, run: string): BundlePaths =>
  bundlePaths(join(repository.writ, 'runs', run));

/** A name for a run: short enough to type, random enough never to meet another. */
export const newRunId = (): string => `R-${randomHex(5)}`;

/** The files of the chain beside the sealed part that there is one of, in order; decisions stand after the verdict. */
const afterFile = { verdict: '1-verdict.json', branch: '3-branch.json', landing: '3-landing.json' } as const;

const DECISION_FILE = /^2-decision(-\d+)?\.json$/u;
const decisionFile = (index: number): string => (index === 0 ? '2-decision.json' : `2-decision-${index + 1}.json`);
const ENVELOPE_BYTES = 1024 * 1024;

/** Writes the sealed files so that the folder `sealed` is there whole or not at all. */
export const writeSealed = (paths: BundlePaths, files: SealedFiles): Result<null> => {
  const temporary = `${paths.sealed}.new`;
  removeFolder(temporary);
  for (const [path, bytes] of files) {
    const written = writeDurably(join(temporary, path), bytes);
    if (!written.ok) return written;
  }
  if (existsSync(paths.sealed)) return fail('machine.storage', `${paths.sealed} is there already`);
  return renameDurably(temporary, paths.sealed);
};

/** The sealed files of a bundle, as they lie on the disk. */
export const readSealed = (paths: BundlePaths): Result<SealedFiles> =>
  existsSync(paths.sealed)
    ? readFolder(paths.sealed)
    : fail('evidence.incomplete', `there is no bundle in ${paths.folder}`);

/** Writes one link of the chain. */
export const writeAfter = (paths: BundlePaths, name: keyof typeof afterFile, envelope: string): Result<null> =>
  writeDurably(join(paths.after, afterFile[name]), envelope);

/** One link of the chain, or null where it is not there yet. */
export const readAfter = (paths: BundlePaths, name: keyof typeof afterFile): Result<Uint8Array | null> =>
  readIfThere(join(paths.after, afterFile[name]), ENVELOPE_BYTES);

/** Writes the decisions about a run, in the order in which they were signed. */
export const writeDecisions = (paths: BundlePaths, envelopes: readonly Uint8Array[]): Result<null> => {
  for (const [index, envelope] of envelopes.entries()) {
    const written = writeDurably(join(paths.after, decisionFile(index)), envelope);
    if (!written.ok) return written;
  }
  return ok(null);
};

/** The decisions beside a bundle, in order. Fails with `evidence.incomplete` where one is missing between others. */
export const readDecisionFiles = (paths: BundlePaths): Result<readonly Uint8Array[]> => {
  const names = existsSync(paths.after) ? readdirSync(paths.after).filter((name) => DECISION_FILE.test(name)) : [];
  const envelopes: Uint8Array[] = [];
  for (const [index] of names.entries()) {
    const envelope = readIfThere(join(paths.after, decisionFile(index)), ENVELOPE_BYTES);
    if (!envelope.ok) return envelope;
    if (envelope.value === null) return fail('evidence.incomplete', `there is no ${decisionFile(index)} in the bundle`);
    envelopes.push(envelope.value);
  }
  return ok(envelopes);
};

/** A waiver that was signed after a verdict, and the verdict that came of it. */
export type WaivedLink = { readonly waiver: Uint8Array; readonly verdict: Uint8Array };
/** The verdicts over one run: the first, and one more after each waiver. The last one stands; none is ever overwritten. */
export type VerdictChain = { readonly first: Uint8Array; readonly waived: readonly WaivedLink[] };

/** How many waivers one run can have; their files sort between verdict and decision. */
export const MOST_WAIVERS = 9;
const waivedFiles = (number: number) => ({ waiver: `1.${number}-waiver.json`, verdict: `1.${number}-verdict.json` });

/** Writes a waiver and the verdict that came of it, the `number`th (from 1) of their run. */
export const writeWaived = (paths: BundlePaths, number: number, link: WaivedLink): Result<null> => {
  const files = waivedFiles(number);
  const written = writeDurably(join(paths.after, files.waiver), link.waiver);
  return written.ok ? writeDurably(join(paths.after, files.verdict), link.verdict) : written;
};

/** The verdicts over a run, or null where there is none yet. A waiver without a verdict after it, or a gap, is refused. */
export const readVerdicts = (paths: BundlePaths): Result<VerdictChain | null> => {
  const first = readAfter(paths, 'verdict');
  if (!first.ok) return first;
  const waived: WaivedLink[] = [];
  let ended = false;
  for (let number = 1; number <= MOST_WAIVERS; number += 1) {
    const files = waivedFiles(number);
    const waiver = readIfThere(join(paths.after, files.waiver), ENVELOPE_BYTES);
    const verdict = readIfThere(join(paths.after, files.verdict), ENVELOPE_BYTES);
    if (!waiver.ok) return waiver;
    if (!verdict.ok) return verdict;
    if (waiver.value === null && verdict.value === null) ended = true;
    else if (ended || first.value === null || waiver.value === null || verdict.value === null)
      return fail('verdict.missing', `the chain of verdicts in ${paths.after} is broken at number ${number}`);
    else waived.push({ waiver: waiver.value, verdict: verdict.value });
  }
  return ok(first.value === null ? null : { first: first.value, waived });
};

/** The ref under which a run can be pushed and fetched with plain git. */
export const runRef = (run: string): string => `refs/writ/runs/${run}`;

/**
 * Keeps a run's bundle, its chain and its result tree as a commit under `refs/writ/runs/`, so that git carries them
 * between clones and never collects them.
 */
export const keepRunRef = async (
  repository: Repository,
  run: string,
  facts: { readonly tree: string; readonly base: string; readonly at: string },
): Promise<Result<string>> => {
  const store = await openStore(repository);
  if (!store.ok) return store;
  const paths = runFolder(repository, run);
  const sealed = readSealed(paths);
  if (!sealed.ok) return sealed;
  const after = existsSync(paths.after) ? readFolder(paths.after) : ok(new Map<string, Uint8Array>());
  if (!after.ok) return after;
  const files = new Map([
    ...[...sealed.value].map(([path, bytes]) => [`sealed/${path}`, bytes] as const),
    ...[...after.value].map(([path, bytes]) => [`after/${path}`, bytes] as const),
  ]);
  const old = await resolveRef(repository, runRef(run));
  if (!old.ok) return old;
  const parents = old.value === null ? [facts.base] : [old.value];
  const bring = async (trees: Readonly<Record<string, string>>): Promise<Result<string>> => {
    const about = { message: `writ run ${run}\n`, name: 'writ', email: 'writ@localhost', at: facts.at };
    const commit = await commitFiles(store.value, runRef(run), { files, trees, parents, ...about });
    if (!commit.ok) return commit;
    const brought = await bringCommit(repository, store.value, commit.value, parents);
    return brought.ok ? commit : brought;
  };
  // A result that git itself calls harmful never enters the person's repository; the evidence about it must.
  const whole = await bring({ result: facts.tree });
  const commit = whole.ok || whole.failures[0].code !== 'file.hygiene' ? whole : await bring({});
  if (!commit.ok) return commit;
  const moved = await swapRef(repository, {
    ref: runRef(run),
    next: commit.value,
    old: old.value ?? '0'.repeat(40),
    reason: 'writ',
  });
  if (!moved.ok) return moved;
  return moved.value ? ok(commit.value) : fail('ledger.conflict', `another process wrote ${runRef(run)}`);
};
