import { lstatSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { operationsCited, sha256, type Check, type Contract } from '#contract';
import type { ExchangeRecord } from '#evidence';
import { ok, type Result } from '#failure';
import { blobsOf, filesOfTree, readIfThere, type HarnessStore } from '#host';
import {
  conformanceOf,
  readDescriptionBy,
  readExchanges,
  specTextOf,
  tooSlow,
  type Description,
  type Exchange,
  type ReadText,
  type TimeLimits,
} from '#spec';
import type { SecretWatch } from './secrets/watch.ts';
import { placesIn } from './workspace.ts';

/** More of what is wrong helps nobody. */
const MOST_TOLD = 50;

/** Takes away what lies where a check is to leave its exchanges: what somebody else has written down shows nothing. */
export const forgetExchanges = (folder: string, { exchanges }: Check): void => {
  if (exchanges !== undefined && placesIn(folder, [dirname(exchanges.file)]).length > 0)
    rmSync(join(folder, exchanges.file), { recursive: true, force: true });
};

type Left = Pick<ExchangeRecord, 'digest' | 'faults'> & { readonly exchanges: readonly Exchange[] };

const unread = (fault: string): Left => ({ digest: null, faults: [fault], exchanges: [] });

/** The exchanges a check has left, read through no link. */
const exchangesIn = (folder: string, file: string): Left => {
  const path = join(folder, file);
  const isFile = placesIn(folder, [dirname(file)]).length > 0 && lstatSync(path, { throwIfNoEntry: false })?.isFile() === true; // prettier-ignore
  if (!isFile) return unread(`it left no file ${file}`);
  const bytes = readIfThere(path);
  if (!bytes.ok || bytes.value === null) return unread(`${file} cannot be read`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.value);
  } catch {
    return unread(`${file} is not UTF-8 text`);
  }
  const { exchanges, faults } = readExchanges(text);
  const told = faults.slice(0, MOST_TOLD).map(({ line, says }) => `${file}:${line}: ${says}`);
  return { digest: sha256(bytes.value), faults: told, exchanges };
};

/** Reads texts of a commit. */
const readerAt = async (store: HarnessStore, commit: string): Promise<Result<ReadText>> => {
  const listed = await filesOfTree(store, commit);
  if (!listed.ok) return listed;
  const blobs = new Map(listed.value.filter(({ mode }) => mode.startsWith('100')).map(({ path, blob }) => [path, blob]));
  return ok(async (path) => {
    const blob = blobs.get(path);
    if (blob === undefined) return ok(null);
    const bytes = await blobsOf(store, [blob]);
    if (!bytes.ok) return bytes;
    const text = specTextOf(path, bytes.value.get(blob) ?? new Uint8Array());
    return ok('text' in text ? text.text : null);
  });
}; // prettier-ignore

type Shown = Pick<ExchangeRecord, 'faults' | 'operations' | 'mismatches'>;

/** What exchanges show of one description: of the operations that are cited, and where they are at odds with it. */
const shownOf = async (
  description: Description,
  { exchanges }: Left,
  wanted: { readonly pointers: readonly string[]; readonly limits: TimeLimits },
): Promise<Shown> => {
  const { operations, mismatches } = await conformanceOf(description, exchanges);
  const slow = Map.groupBy(tooSlow(description, exchanges, wanted.limits), (one) => one.operation);
  const { file } = description;
  return {
    faults: [],
    mismatches: mismatches.map(({ line, operation, says }) => ({ line, says: operation === null ? says : `${operation}: ${says}` })),
    operations: operations.flatMap(({ cite, operation, lacks }) => {
      const pointer = cite.slice(cite.indexOf('#') + 1);
      if (!wanted.pointers.includes(pointer)) return [];
      return [{ file, pointer, operation, lacks, slow: slow.get(operation)?.map(({ says }) => says).join('; ') ?? null }];
    }),
  };
}; // prettier-ignore

/** Where the exchanges of a check are held to descriptions: what is cited, at which base, and what is withheld of it. */
export type ExchangePlace = {
  readonly store: HarnessStore;
  readonly secrets: Pick<SecretWatch, 'withholdTexts'>;
  readonly contract: Pick<Contract, 'cites' | 'done'>;
  readonly base: string;
};

/** Sentences may quote what the check wrote, which nobody chose: first without secrets, then no longer than helps. */
const MOST_SAID = 300;

const withheld = async ({ secrets }: ExchangePlace, sentences: readonly string[]): Promise<readonly string[]> => {
  const texts = await secrets.withholdTexts(sentences.slice(0, MOST_TOLD), 'exchanges');
  return texts.value.map((text) => text.slice(0, MOST_SAID).toWellFormed());
};

/** A record as it may be kept. */
const kept = async (place: ExchangePlace, record: ExchangeRecord): Promise<ExchangeRecord> => {
  const told = record.mismatches.slice(0, MOST_TOLD);
  const says = await withheld(place, told.map((one) => one.says)); // prettier-ignore
  return {
    ...record,
    faults: await withheld(place, record.faults),
    mismatches: told.map(({ line }, index) => ({ line, says: says[index] ?? '' })),
  };
};

/**
 * Holds the exchanges that a check has left in its folder to the descriptions that the contract cites, as they stand at
 * the base: what the work itself has written into them holds for nobody yet.
 */
export const exchangesOf = async (
  place: ExchangePlace,
  folder: string,
  { file, ...limits }: NonNullable<Check['exchanges']>,
): Promise<Result<ExchangeRecord>> => {
  const left = exchangesIn(folder, file);
  const about = { file, base: place.base, digest: left.digest, count: left.exchanges.length };
  if (left.faults.length > 0)
    return ok(await kept(place, { ...about, faults: left.faults, operations: [], mismatches: [] }));
  const read = await readerAt(place.store, place.base);
  if (!read.ok) return read;
  const shown: Shown[] = [];
  for (const [api, cited] of Map.groupBy(operationsCited(place.contract), (one) => one.file)) {
    const found = await readDescriptionBy(read.value, api);
    if (!found.ok) return found;
    const { description, faults } = found.value;
    const [fault] = faults;
    if (description === null)
      shown.push({
        faults: [`${api} of the base cannot be read${fault === undefined ? '' : `: ${fault.says}`}`],
        ...{ operations: [], mismatches: [] },
      });
    else shown.push(await shownOf(description, left, { pointers: cited.map(({ pointer }) => pointer), limits }));
  }
  const record = {
    faults: shown.flatMap((one) => one.faults),
    operations: shown.flatMap((one) => one.operations),
    mismatches: shown.flatMap((one) => one.mismatches),
  };
  return ok(await kept(place, { ...about, ...record }));
};
