/**
 * What board and plan know of a task file, as a row of values without their names: of a thousand tasks the names would
 * be half of what is read and parsed at every look.
 */
import { ESTIMATE_IMPACTS, ESTIMATE_LEVELS, ESTIMATE_RISKS, ESTIMATE_SCOPES, TIERS } from '#contract';
import type { FiledTask } from '#plan';
import type { Filed } from './filed.ts';

/** A file as it was when it was read, and what it came to. `stamp`: what the system said of it then, if that was settled. */
export type KnownFile = { readonly stamp: string | null; readonly digest: string; readonly filed: Filed };

/** Reads one of some words back as what it is. */
const oneOf = <T extends string>(words: readonly T[]): ((value: unknown) => T | undefined) => {
  const known = new Map<unknown, T>(words.map((word) => [word, word]));
  return (value) => known.get(value);
};
const [tierOf, scopeOf, riskOf, impactOf, levelOf] = [
  oneOf(TIERS),
  oneOf(ESTIMATE_SCOPES),
  oneOf(ESTIMATE_RISKS),
  oneOf(ESTIMATE_IMPACTS),
  oneOf(ESTIMATE_LEVELS),
];

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** What a row ends with that is a draft. */
const DRAFT = 'draft';

const filedRow = (filed: Filed): readonly unknown[] => {
  if (filed.kind === 'unreadable') return [filed.foreign];
  if (filed.kind === 'foreign') return [filed.id];
  const { task, version, name, tier, dependsOn, phase, paths, estimate, draft } = filed;
  const row = [task, version, name, tier, dependsOn, phase, paths.allow, paths.deny];
  const rest = estimate === null ? [] : [estimate.scope, estimate.risk, estimate.impact, estimate.level];
  return [...row, ...rest, ...(draft === true ? [DRAFT] : [])];
};

// Rows are read by place, one after another: to take them apart as a whole takes several times as long before V8 has
// compiled it, and no look at the board is long enough for that.
const [FILED, ESTIMATE, END] = [3, 11, 15];

/** Undefined: what was kept is no estimate. */
const estimateOf = (row: readonly unknown[], length: number): FiledTask['estimate'] | undefined => {
  if (length === ESTIMATE) return null;
  const scope = scopeOf(row[ESTIMATE]);
  const risk = riskOf(row[ESTIMATE + 1]);
  const impact = impactOf(row[ESTIMATE + 2]);
  const level = levelOf(row[ESTIMATE + 3]);
  if (scope === undefined || risk === undefined || impact === undefined || level === undefined) return undefined;
  return length === END ? { scope, risk, impact, level } : undefined;
};

const taskOf = (row: readonly unknown[]): Filed | null => {
  const task = row[FILED];
  const version = row[FILED + 1];
  const name = row[FILED + 2];
  const phase = row[FILED + 5];
  if (typeof task !== 'string' || typeof version !== 'number' || typeof name !== 'string') return null;
  const tier = tierOf(row[FILED + 3]);
  const draft = row.at(-1) === DRAFT;
  const estimate = estimateOf(row, draft ? row.length - 1 : row.length);
  if (tier === undefined || estimate === undefined || (phase !== null && typeof phase !== 'number')) return null;
  const dependsOn = row[FILED + 4];
  const allow = row[FILED + 6];
  const deny = row[FILED + 7];
  if (!isTexts(dependsOn) || !isTexts(allow) || !isTexts(deny)) return null;
  const filed = {
    kind: 'task',
    task,
    version,
    name,
    tier,
    dependsOn,
    phase,
    paths: { allow, deny },
    estimate,
  } as const;
  return draft ? { ...filed, draft } : filed;
};

const filedOf = (row: readonly unknown[]): Filed | null => {
  if (row.length !== FILED + 1) return taskOf(row);
  const said = row[FILED];
  if (typeof said === 'boolean') return { kind: 'unreadable', foreign: said };
  return typeof said === 'string' ? { kind: 'foreign', id: said } : null;
};

/** A file as a row, and the rows of all files back as they were. */
export const rowOf = ([path, { stamp, digest, filed }]: readonly [string, KnownFile]): readonly unknown[] => [
  ...[path, stamp, digest],
  ...filedRow(filed),
];

/** The files of rows, by their paths; null where one is no row of ours. */
export const filesOf = (rows: unknown): ReadonlyMap<string, KnownFile> | null => {
  if (!Array.isArray(rows)) return null;
  const files = new Map<string, KnownFile>();
  for (const row of rows) {
    if (!Array.isArray(row)) return null;
    const path: unknown = row[0];
    const stamp: unknown = row[1];
    const digest: unknown = row[2];
    const filed = filedOf(row);
    if (typeof path !== 'string' || typeof digest !== 'string' || filed === null) return null;
    if (stamp !== null && typeof stamp !== 'string') return null;
    files.set(path, { stamp, digest, filed });
  }
  return files;
};
