import type { ChangedPath, RuleFinding, RuleScan } from '#evidence';
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
  wantsTree,
  type ChangeInput,
  type Finding,
  type Rulebook,
  type SourceText,
} from '#rules';

/** Files with a text: no links, and nothing that belongs to another repository. */
const TEXTS: readonly string[] = ['100644', '100755'];

/** The mode of what is not there. */
const NONE = '000000';

/** A message of a finished commit, what that is called where something is wrong with it, and how many parents it has. */
export type MessageToRead = { readonly name: string; readonly text: string; readonly parents: number };

/** A change: the tree it made, what is different in it, and the messages it has; null where they may be whatever they are. */
export type ChangeToLookAt = {
  readonly tree: string;
  readonly paths: readonly ChangedPath[];
  readonly messages: readonly MessageToRead[] | null;
};

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

/** What of the rest of the result some rules want: its paths, and the texts of documentation and configurations. */
const restOf = async (
  store: HarnessStore,
  { tree, paths }: ChangeToLookAt,
  rulebook: Rulebook,
): Promise<Result<Pick<ChangeInput, 'texts' | 'tree'>>> => {
  const added = paths.flatMap(({ path, oldMode }) => (oldMode === NONE ? [path] : []));
  const isWanted = wantedTexts(rulebook, added.length > 0);
  if (isWanted === null && !wantsTree(rulebook, added)) return ok({ texts: new Map() });
  const listed = await filesOfTree(store, tree);
  if (!listed.ok) return listed;
  const wanted = listed.value.filter(({ path, mode }) => TEXTS.includes(mode) && isWanted?.(path) === true);
  const read = await textsOf(
    store,
    wanted.map(({ path, blob }) => [path, blob]),
  );
  return read.ok ? ok({ texts: asTexts(read.value.files), tree: listed.value.map(({ path }) => path) }) : read;
};

const asRecorded = ({ rule, waiver, about, path, line, column, says }: Finding): RuleFinding => ({
  ...{ rule, waiver, about, path, line, column, says },
});

/** What came of a look, but for what it was about. */
type Looked = Pick<RuleScan, 'rules' | 'skipped' | 'messages' | 'findings' | 'known' | 'errors'>;

const lookBy = async (
  store: HarnessStore,
  looked: ChangeToLookAt,
  rulebook: Rulebook,
): Promise<Result<Omit<Looked, 'messages'>>> => {
  const { paths } = looked;
  const next = paths.flatMap(({ path, newMode, newBlob }) =>
    TEXTS.includes(newMode) ? [[path, newBlob] as const] : [],
  );
  const old = paths.flatMap(({ path, oldMode, oldBlob }) =>
    TEXTS.includes(oldMode) ? [[path, oldBlob] as const] : [],
  );
  const [after, before, rest] = await Promise.all([
    textsOf(store, next),
    textsOf(store, old),
    restOf(store, looked, rulebook),
  ]);
  if (!after.ok) return after;
  if (!before.ok) return before;
  if (!rest.ok) return rest;
  const [was, is] = [before.value.files, after.value.files].map(asTexts);
  const change = paths.map(({ path, oldMode, newMode }) =>
    changedText(
      path,
      oldMode === NONE ? null : (was?.get(path) ?? ''),
      newMode === NONE ? null : (is?.get(path) ?? ''),
    ),
  );
  const scanned = await scanChange(
    {
      ...{ rulebook, change, ...rest.value, files: after.value.files, before: before.value.files },
      // A link has no text, and a path all the same.
      paths: paths.flatMap(({ path, newMode }) => (newMode === NONE ? [] : [path])),
      pathsBefore: paths.flatMap(({ path, oldMode }) => (oldMode === NONE ? [] : [path])),
    },
    // Whoever wrote the result is not believed when a comment in it says that it may be so.
    { recorded: [], heeds: false },
  );
  const files = new Map(scanned.looked.map((one) => [one.rule, one.files]));
  return ok({
    rules: rulebook.rules
      .filter(({ on }) => on)
      .map(({ id, waiver, about }) => ({ rule: id, waiver, about, files: files.get(id) ?? 0 })),
    skipped: after.value.skipped,
    findings: scanned.findings.map(asRecorded),
    known: scanned.known,
    errors: scanned.errors,
  });
};

const NOTHING: Omit<Looked, 'messages' | 'errors'> = { rules: [], skipped: [], findings: [], known: 0 };

const namesOf = ({ messages }: ChangeToLookAt): RuleScan['messages'] => messages?.map(({ name }) => name) ?? null;

/** Holds messages of commits to the rules about them, to which no file is held. */
const lookAtMessages = async (
  messages: readonly MessageToRead[],
  { rules: all }: Rulebook,
): Promise<Pick<RuleScan, 'findings' | 'errors'>> => {
  const rules = all.filter(({ about }) => about === 'commits');
  const nothing = { paths: [], files: [], change: null, texts: new Map<string, string>() };
  const { findings, errors } = await scan({ ...nothing, rulebook: { rules }, messages });
  return { findings: findings.map(asRecorded), errors };
};

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
  change: ChangeToLookAt,
  text: string | null,
): Promise<Result<Looked & Pick<RuleScan, 'rulebook'>>> => {
  const rulebook = text === null ? ok(shippedRulebook()) : parseRulebook(text);
  if (!rulebook.ok) {
    const errors = asErrors(rulebook.failures);
    return ok({ ...NOTHING, messages: namesOf(change), errors, rulebook: shippedRulebook().digest });
  }
  const looked = await lookBy(store, change, rulebook.value);
  if (!looked.ok) return looked;
  const read = await lookAtMessages(change.messages ?? [], rulebook.value);
  return ok({
    ...{ ...looked.value, messages: namesOf(change), rulebook: rulebook.value.digest },
    findings: [...looked.value.findings, ...read.findings],
    errors: [...looked.value.errors, ...read.errors],
  });
};
