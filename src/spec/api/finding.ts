import type { Spot } from './place.ts';
import { pointerOf, type ApiPlace } from './references.ts';
import type { Level } from './settings.ts';

/** Something a description has to be mended in. */
export type ApiFinding = {
  readonly rule: string;
  readonly level: Exclude<Level, 'off'>;
  readonly file: string;
  /** A JSON pointer into the file. */
  readonly pointer: string;
  readonly says: string;
};

/** A finding with where it stands. */
export type PlacedFinding = ApiFinding & Spot;

/** What a rule says of a place, before anybody has asked how much it matters. */
export type Remark = { readonly rule: string; readonly place: ApiPlace; readonly says: string };

/** A remark at the level that a repository has given its rule; null where it is off. */
export const findingOf = (
  { rule, place, says }: Remark,
  levels: Readonly<Record<string, Level>>,
): ApiFinding | null => {
  const level = levels[rule] ?? 'error';
  return level === 'off' ? null : { rule, level, file: place.file, pointer: pointerOf(place), says };
};
