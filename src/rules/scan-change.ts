import { withoutOld, sift, type KnownList } from './known.ts';
import type { ChangedText, SourceText } from './rule.ts';
import { scan, type ScanInput, type Scanned } from './scan.ts';

/** Both sides of a change: what is looked at, and what the same files were before. */
export type ChangeInput = Omit<ScanInput, 'change' | 'messages'> & {
  readonly change: readonly ChangedText[];
  readonly before: readonly SourceText[];
  readonly pathsBefore: readonly string[];
};

/** What is new in a change, and how much of what was found is not. */
export type ScannedChange = Scanned & { readonly known: number };

/**
 * Holds a change to a rulebook: what is told is new in it, beside the same files before and beside what was recorded.
 * What only moved with its file is not new.
 *
 * @param heeds whether a comment in the source excepts its line. Where whoever made the change is not believed, none
 * does: then a line that a comment would except is found like any other.
 */
export const scanChange = async (
  { before, pathsBefore, change, ...input }: ChangeInput,
  { recorded, heeds }: { readonly recorded: KnownList; readonly heeds: boolean },
): Promise<ScannedChange> => {
  const isAdded = new Set(change.filter(({ status }) => status === 'added').map(({ path }) => path));
  const texts = new Map([...input.texts, ...before.map(({ path, text }) => [path, text] as const)]);
  const textsBefore = new Map([...texts].filter(([path]) => !isAdded.has(path)));
  const after = await scan({ ...input, change, textsBefore, messages: null });
  const { rulebook } = input;
  const old = await scan({ rulebook, paths: pathsBefore, files: before, texts, change: null, messages: null });
  const found = heeds ? after.findings : [...after.findings, ...after.allowed];
  const foundBefore = heeds ? old.findings : [...old.findings, ...old.allowed];
  const [gone, made] = (['deleted', 'added'] as const).map(
    (wanted) => new Set(change.filter(({ status }) => status === wanted).map(({ path }) => path)),
  );
  const { fresh } = withoutOld(sift(found, recorded).fresh, foundBefore, {
    isGone: (path) => gone?.has(path) === true,
    isNew: (path) => made?.has(path) === true,
  });
  return { ...after, findings: fresh, allowed: heeds ? after.allowed : [], known: found.length - fresh.length };
};
