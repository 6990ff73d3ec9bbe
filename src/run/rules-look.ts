import type { ChangedPath, RuleScan } from '#evidence';
import { ok, type Failure, type Result } from '#failure';
import { blobsOf, filesOfTree, type HarnessStore } from '#host';
import {
  changedText,
  isSource,
  parseRulebook,
  RULES_FILE,
  scan,
  scanChange,
  shippedRulebook,
  textOf,
  wantedTexts,
  type ChangeInput,
  type Rulebook,
  type SourceText,
} from '#rules';

/** Files with a text: no links, and nothing that belongs to another repository. */
const TEXTS: readonly string[] = ['100644', '100755'];

type Side = readonly (readonly [path: string, blob: string])[];
type Read = { readonly files: readonly SourceText[]; readonly skipped: RuleScan['skipped'] };

const textsOf = async (store: HarnessStore, side: Side): Promise<Result<Read>> => {
  const blobs = await blobsOf(
    store,
    side.map(([, blob]) => blob),
  );
  if (!blobs.ok) return blobs;
  const files: SourceText[] = [];
  const skipped: RuleScan['skipped'][number][] = [];
  for (const [path, blob] of side) {
    const read = textOf(path, blobs.value.get(blob) ?? new Uint8Array());
    if ('text' in read) files.push({ path, text: read.text });
    else skipped.push({ path, says: read.skipped, source: isSource(path) });
  }
  return ok({ files, skipped });
};

const asTexts = (files: readonly SourceText[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ path, text }) => [path, text]));

/** What of the rest of the result some rules want to read: documentation, configurations. */
const restOf = async (store: HarnessStore, tree: string, rulebook: Rulebook): Promise<Result<ChangeInput['texts']>> => {
  const isWanted = wantedTexts(rulebook);
  if (isWanted === null) return ok(new Map());
  const listed = await filesOfTree(store, tree);
  if (!listed.ok) return listed;
  const wanted = listed.value.filter(({ path, mode }) => TEXTS.includes(mode) && isWanted(path));
  const read = await textsOf(
    store,
    wanted.map(({ path, blob }) => [path, blob]),
  );
  return read.ok ? ok(asTexts(read.value.files)) : read;
};

/** What came of a look, but for what it was about. */
type Looked = Pick<RuleScan, 'rules' | 'skipped' | 'findings' | 'known' | 'errors'>;

const lookBy = async (
  store: HarnessStore,
  { tree, paths }: { readonly tree: string; readonly paths: readonly ChangedPath[] },
  rulebook: Rulebook,
): Promise<Result<Looked>> => {
  const next = paths.flatMap(({ path, newMode, newBlob }) =>
    TEXTS.includes(newMode) ? [[path, newBlob] as const] : [],
  );
  const old = paths.flatMap(({ path, oldMode, oldBlob }) =>
    TEXTS.includes(oldMode) ? [[path, oldBlob] as const] : [],
  );
  const [after, before, texts] = await Promise.all([
    textsOf(store, next),
    textsOf(store, old),
    restOf(store, tree, rulebook),
  ]);
  if (!after.ok) return after;
  if (!before.ok) return before;
  if (!texts.ok) return texts;
  const [was, is] = [before.value.files, after.value.files].map(asTexts);
  const change = paths.map(({ path, oldMode, newMode }) =>
    changedText(
      path,
      TEXTS.includes(oldMode) ? (was?.get(path) ?? '') : null,
      TEXTS.includes(newMode) ? (is?.get(path) ?? '') : null,
    ),
  );
  const scanned = await scanChange(
    {
      ...{ rulebook, change, texts: texts.value, files: after.value.files, before: before.value.files },
      ...{ paths: next.map(([path]) => path), pathsBefore: old.map(([path]) => path) },
    },
    // Whoever wrote the result is not believed when a comment in it says that it may be so.
    { recorded: [], heeds: false },
  );
  const files = new Map(scanned.looked.map((one) => [one.rule, one.files]));
  return ok({
    rules: rulebook.rules
      .filter(({ on }) => on)
      .map(({ id, waiver }) => ({ rule: id, waiver, files: files.get(id) ?? 0 })),
    skipped: after.value.skipped,
    findings: scanned.findings.map(({ rule, waiver, path, line, column, says }) => ({
      ...{ rule, waiver, path, line, column, says },
    })),
    known: scanned.known,
    errors: scanned.errors,
  });
};

const NOTHING: Looked = { rules: [], skipped: [], findings: [], known: 0, errors: [] };

const asErrors = (failures: readonly Failure[]): Looked['errors'] =>
  failures.map(({ message, where }) => ({ rule: RULES_FILE, says: `line ${where?.line ?? 1}: ${message}` }));

/**
 * Holds a change to a rulebook, and tells what is new in it. A rulebook that is wrong is an error like a rule that
 * cannot run: it refuses, and is sealed.
 *
 * @param text what the repository says of its rules; null: nothing
 */
export const lookAtResult = async (
  store: HarnessStore,
  change: { readonly tree: string; readonly paths: readonly ChangedPath[] },
  text: string | null,
): Promise<Result<Looked & Pick<RuleScan, 'rulebook'>>> => {
  const rulebook = text === null ? ok(shippedRulebook()) : parseRulebook(text);
  if (!rulebook.ok) return ok({ ...NOTHING, rulebook: shippedRulebook().digest, errors: asErrors(rulebook.failures) });
  const looked = await lookBy(store, change, rulebook.value);
  return looked.ok ? ok({ ...looked.value, rulebook: rulebook.value.digest }) : looked;
};

/** A message of a commit, and what the commit is called where something is wrong with it. */
export type MessageToRead = { readonly name: string; readonly text: string };

/** Holds the messages of commits to what a repository says of messages itself: what comes with Writ is a choice of a repository. */
export const lookAtMessages = async (
  messages: readonly MessageToRead[],
  text: string | null,
): Promise<Pick<RuleScan, 'findings' | 'errors'>> => {
  const rulebook = text === null ? null : parseRulebook(text);
  // One that is wrong is told already, by the look at the files.
  if (rulebook === null || !rulebook.ok) return { findings: [], errors: [] };
  const rules = rulebook.value.rules.filter(({ match }) =>
    match.some(({ kind }) => kind === 'message' || kind === 'conventional'),
  );
  const nothing = { paths: [], files: [], change: null, texts: new Map<string, string>() };
  const { findings, errors } = await scan({ ...nothing, rulebook: { rules }, messages });
  return {
    findings: findings.map(({ rule, waiver, path, line, column, says }) => ({
      ...{ rule, waiver, path, line, column, says },
    })),
    errors,
  };
};
