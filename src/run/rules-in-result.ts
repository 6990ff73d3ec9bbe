import type { ChangedPath, RuleScan } from '#evidence';
import { ok, type Failure, type Result } from '#failure';
import { blobsOf, fileAt, filesOfTree, type HarnessStore } from '#host';
import {
  changedText,
  isSource,
  parseRulebook,
  RULES_FILE,
  scanChange,
  shippedRulebook,
  textOf,
  wantedTexts,
  type ChangeInput,
  type Rulebook,
  type SourceText,
} from '#rules';
import type { Attempt } from './attempt.ts';

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

/** The rules of the base: what the run itself has written into the rulebook holds for nobody yet. */
const rulesAt = async ({ repository, order }: Attempt): Promise<Result<Rulebook | null>> => {
  const text = await fileAt(repository, order.base, RULES_FILE);
  if (!text.ok) return text;
  if (text.value !== null) return parseRulebook(text.value);
  return ok(order.contract.strictness === 'light' ? null : shippedRulebook());
};

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

type Looked = Pick<RuleScan, 'rules' | 'skipped' | 'findings' | 'known' | 'errors'>;

const look = async (
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
 * Holds what a run changed to the rules of its base, and tells what is new. A rulebook that is wrong is an error like
 * a rule that cannot run: it refuses, and is sealed.
 */
export const scanResult = async (
  attempt: Attempt,
  tree: string,
  paths: readonly ChangedPath[],
): Promise<Result<RuleScan>> => {
  const { store, order } = attempt;
  const about = { writ: 1, base: order.base, tree } as const;
  const files = paths.filter(({ newMode }) => TEXTS.includes(newMode)).length;
  const rulebook = await rulesAt(attempt);
  if (!rulebook.ok) {
    const wrong = rulebook.failures.filter(({ code }) => code === 'config.invalid');
    if (wrong.length < rulebook.failures.length) return rulebook;
    return ok({ ...about, ...NOTHING, rulebook: shippedRulebook().digest, files, errors: asErrors(wrong) });
  }
  if (rulebook.value === null) return ok({ ...about, ...NOTHING, rulebook: null, files });
  const looked = await look(store, { tree, paths }, rulebook.value);
  return looked.ok ? ok({ ...about, ...looked.value, rulebook: rulebook.value.digest, files }) : looked;
};
