import { z } from 'zod';
import { PROOF_DEPTHS, type ProofDepth } from '#contract';
import { ObjectId } from './manifest.ts';

/** A part of the change that can be taken away by itself. Lines are those of the result, from 1; `to` < `from` where lines are only gone. */
export type Unit = {
  readonly id: string;
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'file' | 'lines' | 'declaration' | 'statement';
  readonly name: string | null;
};

/**
 * What a run of a proof is for.
 * `kept`: the result, with the tests as they were at the base. `without`: the base, with the tests of the result.
 * `stubs`: the same, with empty stubs of what the change declares anew, so that tests can be loaded. `emptied`: the
 * result, with every function that the change touches emptied. `removal`: the result without some units. `elsewhere`: the
 * result as it is, in another place than checks are usually run in. `apart`: the result, with the tests of the base alone.
 * `before`: the result with all tests as they were at the base, those too that the contract names.
 */
export const PROOF_PURPOSES = [
  'kept',
  'without',
  'stubs',
  'emptied',
  'removal',
  'elsewhere',
  'apart',
  'before',
] as const;
export type ProofPurpose = (typeof PROOF_PURPOSES)[number];

/** What an emptied function gives back: something that answers to everything, nothing, or a thing without any member. */
export const STUB_VALUES = ['anything', 'nothing', 'record'] as const;
export type StubValue = (typeof STUB_VALUES)[number];

/** One execution of a check on a tree that was made for it. Its record and output lie beside it. */
export type ProofRun = {
  readonly id: string;
  readonly check: string;
  readonly purpose: ProofPurpose;
  readonly tree: string;
  readonly units: readonly string[];
  /** What stood in place of the units: their text at the base, or functions emptied to give this; null: the base's. */
  readonly value: StubValue | null;
};

/** A place of the change that gives what a test wants for the very input of the test. */
export type ForeseenAnswer = { readonly path: string; readonly line: number; readonly test: string };

/** A function that did something before, and gives nothing now, whatever it is given. */
export type HollowPlace = { readonly path: string; readonly line: number };

/** What a check comes to by way of what the base holds: a changed file, or a part of one (`scripts.unit`); and what names it. */
export type Reached = { readonly path: string; readonly part: string | null; readonly by: string };

/** A changed file that holds tests, though nothing in its path says so. */
export type HeldTests = {
  readonly path: string;
  /**
   * What of it was put back as it was at the base where its tests were held to the result: the whole file, as it is
   * nothing but tests; its tests alone; nothing, as they are as they were, were not there, or the contract names the
   * file. Null: they cannot be told from the rest.
   */
  readonly back: 'file' | 'tests' | 'nothing' | null;
  /** Whether nothing but tests was changed in it. */
  readonly only: boolean;
};

/** An added file, and one that goes by the same name where a module is named without its ending. */
export type BesideOther = { readonly path: string; readonly other: string };

/** Files of tests of a change that may set what tests find which it did not touch. */
export type ActingFiles = {
  /** Those that were added. */
  readonly added: readonly string[];
  /** Those that were there, and that the contract names, so that they are as the result has them. */
  readonly changed: readonly string[];
};

/** What was tried out to see whether the tests prove the change, and what was not. */
export type ProofRecord = {
  readonly writ: 1;
  /** The commit and the tree that the change lies between. */
  readonly base: string;
  readonly tree: string;
  readonly depth: ProofDepth;
  readonly budgetMs: number;
  /** What of a changed file of settings configures how tests run or what they load. */
  readonly configured: readonly { readonly path: string; readonly keys: readonly string[] }[];
  /** Which changed files and scripts the checks run by way of others. Absent where nobody looked. */
  readonly reached?: readonly Reached[];
  /** Changed files that are called or lie like tests, and that the product loads. Absent where there is none. */
  readonly loaded?: readonly string[];
  /** Changed files that hold tests, though nothing in their paths says so. Absent where there is none. */
  readonly holding?: readonly HeldTests[];
  /** Added files that go by the name of another. Absent where there is none. */
  readonly beside?: readonly BesideOther[];
  /** Which files of tests the runs `apart` did without, and which ones were as at the base in the first. Absent where there was none. */
  readonly apart?: ActingFiles;
  readonly units: readonly Unit[];
  readonly runs: readonly ProofRun[];
  readonly unexamined: readonly { readonly unit: string; readonly because: string }[];
  /** Absent where there is none. */
  readonly foreseen?: readonly ForeseenAnswer[];
  /** Absent where there is none. */
  readonly hollow?: readonly HollowPlace[];
};

export const PROOF_FILE = 'proof/proof.json';

/** The files of one run of a proof, as they stand in the bundle. */
export const proofRunFiles = (
  id: string,
): { readonly record: string; readonly stdout: string; readonly stderr: string } => ({
  record: `proof/${id}/check.json`,
  stdout: `proof/${id}/stdout.log`,
  stderr: `proof/${id}/stderr.log`,
});

const Id = z.string().regex(/^[a-z]\d{1,5}$/);

export const ProofSchema: z.ZodType<ProofRecord> = z.strictObject({
  writ: z.literal(1),
  base: ObjectId,
  tree: ObjectId,
  depth: z.enum(PROOF_DEPTHS),
  budgetMs: z.int().min(0),
  configured: z.array(z.strictObject({ path: z.string().min(1), keys: z.array(z.string().min(1)) })),
  reached: z
    .array(z.strictObject({ path: z.string().min(1), part: z.string().min(1).nullable(), by: z.string().min(1) }))
    .exactOptional(),
  loaded: z.array(z.string().min(1)).min(1).exactOptional(),
  holding: z
    .array(
      z.strictObject({
        path: z.string().min(1),
        back: z.enum(['file', 'tests', 'nothing']).nullable(),
        only: z.boolean(),
      }),
    )
    .min(1)
    .exactOptional(),
  beside: z
    .array(z.strictObject({ path: z.string().min(1), other: z.string().min(1) }))
    .min(1)
    .exactOptional(),
  apart: z.strictObject({ added: z.array(z.string().min(1)), changed: z.array(z.string().min(1)) }).exactOptional(),
  units: z.array(
    z.strictObject({
      id: Id,
      path: z.string().min(1),
      from: z.int().min(0),
      to: z.int().min(0),
      kind: z.enum(['file', 'lines', 'declaration', 'statement']),
      name: z.string().nullable(),
    }),
  ),
  runs: z.array(
    z.strictObject({
      id: Id,
      check: z.string().min(1),
      purpose: z.enum(PROOF_PURPOSES),
      tree: ObjectId,
      units: z.array(Id),
      value: z.enum(STUB_VALUES).nullable(),
    }),
  ),
  unexamined: z.array(z.strictObject({ unit: Id, because: z.string().min(1) })),
  foreseen: z
    .array(z.strictObject({ path: z.string().min(1), line: z.int().min(1), test: z.string().min(1) }))
    .min(1)
    .exactOptional(),
  hollow: z
    .array(z.strictObject({ path: z.string().min(1), line: z.int().min(1) }))
    .min(1)
    .exactOptional(),
});

const twice = (ids: readonly string[]): string | undefined => ids.find((id, index) => ids.indexOf(id) !== index);

/** What in a record speaks against itself, so that it would be read in two ways; null where nothing does. */
export const contradictionIn = ({
  configured,
  reached = [],
  loaded = [],
  holding = [],
  beside = [],
  apart = { added: [], changed: [] },
  units,
  runs,
  unexamined,
}: ProofRecord): string | null => {
  const known = new Set(units.map(({ id }) => id));
  const named = [...runs.flatMap((run) => run.units), ...unexamined.map(({ unit }) => unit)];
  const unknown = named.find((id) => !known.has(id));
  if (unknown !== undefined) return `there is no part ${unknown} of the change`;
  const lists = [
    units.map(({ id }) => id),
    runs.map(({ id }) => id),
    unexamined.map(({ unit }) => unit),
    configured.map(({ path }) => path),
    reached.map(({ path, part }) => `${path}${part === null ? '' : `: ${part}`}`),
    loaded,
    holding.map(({ path }) => path),
    beside.map(({ path }) => path),
    [...apart.added, ...apart.changed],
  ];
  const repeated = lists.map(twice).find((id) => id !== undefined);
  return repeated === undefined ? null : `${repeated} is there twice`;
};
