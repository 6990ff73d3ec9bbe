import { fail, ok, type Result } from '#failure';

/** The files beside a sealed bundle, by their names in `after/`. What each of them is, its name alone tells. */
export type AfterFolder = ReadonlyMap<string, Uint8Array>;

/** The files that there is one of. Decisions stand after the verdict, in the order in which they were signed. */
export const afterFile = { verdict: '1-verdict.json', branch: '3-branch.json', landing: '3-landing.json' } as const;

const DECISION_FILE = /^2-decision(-\d+)?\.json$/u;
export const decisionFile = (index: number): string =>
  index === 0 ? '2-decision.json' : `2-decision-${index + 1}.json`;

/** A waiver that was signed after a verdict, and the verdict that came of it. */
export type WaivedLink = { readonly waiver: Uint8Array; readonly verdict: Uint8Array };
/** The verdicts over one run: the first, and one more after each waiver. The last one stands; none is ever overwritten. */
export type VerdictChain = { readonly first: Uint8Array; readonly waived: readonly WaivedLink[] };

/** How many waivers one run can have; their files sort between verdict and decision. */
export const MOST_WAIVERS = 9;
export const waivedFiles = (number: number) => ({
  waiver: `1.${number}-waiver.json`,
  verdict: `1.${number}-verdict.json`,
});
const NUMBERS = Array.from({ length: MOST_WAIVERS }, (_, index) => index + 1);

/** The verdicts over a run, or null where there is none yet. A waiver without a verdict after it, or a gap, is refused. */
export const verdictsIn = (files: AfterFolder): Result<VerdictChain | null> => {
  const first = files.get(afterFile.verdict);
  const waived: WaivedLink[] = [];
  for (const number of NUMBERS) {
    const names = waivedFiles(number);
    const [waiver, verdict] = [files.get(names.waiver), files.get(names.verdict)];
    if (waiver === undefined && verdict === undefined) continue;
    if (waived.length !== number - 1 || first === undefined || waiver === undefined || verdict === undefined)
      return fail('verdict.missing', `the chain of verdicts is broken at number ${number}`);
    waived.push({ waiver, verdict });
  }
  return ok(first === undefined ? null : { first, waived });
};

/** The decisions about a run, in order. Fails with `evidence.incomplete` where one is missing between others. */
export const decisionsIn = (files: AfterFolder): Result<readonly Uint8Array[]> => {
  const names = [...files.keys()].filter((name) => DECISION_FILE.test(name));
  const expected = names.map((_, index) => decisionFile(index));
  const missing = expected.find((name) => !files.has(name));
  return missing === undefined
    ? ok(expected.flatMap((name) => files.get(name) ?? []))
    : fail('evidence.incomplete', `there is no ${missing} in the bundle`);
};

/** The files below a folder, by their paths in it. */
export const below = (files: AfterFolder, folder: string): AfterFolder =>
  new Map([...files].flatMap(([path, bytes]) => (path.startsWith(folder) ? [[path.slice(folder.length), bytes]] : [])));

const CARRIED = 'carried/';
/** The files of a patch that was carried over to a moved target, or null where it was not. */
export const carriedIn = (files: AfterFolder): AfterFolder | null => {
  const carried = below(files, CARRIED);
  return carried.size === 0 ? null : carried;
};

/** Everything that stands beside a bundle. */
export type AfterFiles = {
  readonly verdicts: VerdictChain | null;
  readonly decisions: readonly Uint8Array[];
  readonly branch: Uint8Array | null;
  readonly landing: Uint8Array | null;
  readonly carried: AfterFolder | null;
};

/** Tells the files beside a bundle apart. A name that is none of theirs is refused: `evidence.malformed`. */
export const tellAfter = (files: AfterFolder): Result<AfterFiles> => {
  const known: readonly string[] = [
    ...Object.values(afterFile),
    ...NUMBERS.flatMap((number) => Object.values(waivedFiles(number))),
  ];
  const odd = [...files.keys()].find(
    (name) => !known.includes(name) && !DECISION_FILE.test(name) && !name.startsWith(CARRIED),
  );
  if (odd !== undefined) return fail('evidence.malformed', `after/${odd} is no file of a bundle`);
  const [verdicts, decisions] = [verdictsIn(files), decisionsIn(files)];
  if (!verdicts.ok) return verdicts;
  if (!decisions.ok) return decisions;
  return ok({
    verdicts: verdicts.value,
    decisions: decisions.value,
    branch: files.get(afterFile.branch) ?? null,
    landing: files.get(afterFile.landing) ?? null,
    carried: carriedIn(files),
  });
};
