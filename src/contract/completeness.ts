import type { Failure, FailureCode } from '#failure';
import { inCitations } from './citations.ts';
import { TIERS, type Check, type Contract, type DoneItem } from './contract.ts';
import { isGlob, isProtected } from './path-kinds.ts';
import { globProblem } from './paths.ts';
import { faultOfExchanges } from './exchange-terms.ts';
import { faultsOfServices } from './beside-check.ts';
import { inQuestion } from './question.ts';
import { beyondRole } from './role.ts';
import { inTools, isCheckId } from './tools.ts';
import { tierFloor } from './risk-floor.ts';

/** A failure and the field it is about, as the task file names it; items count from 1. */
export type Incomplete = { readonly field: string; readonly failure: Failure };

const incomplete = (field: string, code: FailureCode, message: string, remedy?: string): Incomplete => ({
  field,
  failure: remedy === undefined ? { code, message } : { code, message, remedy },
});

const blank = (text: string): boolean => text.trim() === '';

/** Whether a text is the id of a task: `WP-`, then letters, digits, `.`, `_` and `-`, 100 characters at most (S3-R17). */
export const isTaskId = (text: string): boolean => text.length <= 100 && /^WP-[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text);
/** git's rules for the name of a branch, as far as they can be said in one line. */
const BRANCH = /^(?![-/.@]$|-|\/|\.)(?!.*(?:\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[\s~^:?*[\\\p{C}]))\S{1,200}(?<![./])$/u;

/** The places of all values that stand somewhere before already. */
const duplicates = (values: readonly string[]): readonly number[] => {
  const seen = new Set<string>();
  return values.flatMap((value, index) => (seen.size === seen.add(value).size ? [index] : []));
};

const inHeader = (contract: Contract): readonly Incomplete[] => {
  const { id, name, baseBranch, what, why, outOfScope, rollback, strictness } = contract;
  const faults: Incomplete[] = [];
  if (!isTaskId(id))
    faults.push(
      incomplete(
        'id',
        'task.field',
        id === '' ? '“id” is missing' : `“${id.slice(0, 100)}” is not an id`,
        'write it as WP-1-short-name, of at most 100 letters, digits, “.”, “_” and “-”',
      ),
    );
  if (!BRANCH.test(baseBranch))
    faults.push(
      incomplete(
        'base',
        'task.field',
        baseBranch === ''
          ? 'the task names no base, and no branch is checked out'
          : `“${baseBranch.slice(0, 100)}” is not the name of a branch`,
        'name it without refs/heads/',
      ),
    );
  const demanded: readonly (readonly [string, string, string])[] = [
    ['name', name, 'name: one line that names the outcome'],
    ['What', what, 'say under “## What” what is to be done'],
    ['rollback', rollback, 'rollback: how to undo it'],
  ];
  const demandedLater: typeof demanded = [
    ['Why', why, 'say under “## Why” what it is good for'],
    ['Out of scope', outOfScope, 'say under “## Out of scope” what is left for later'],
  ];
  for (const [field, text, remedy] of strictness === 'light' ? demanded : [...demanded, ...demandedLater]) {
    if (blank(text)) faults.push(incomplete(field, 'task.field', `“${field}” is empty`, remedy));
  }
  return faults;
};

const inPaths = ({ paths, strictness, question }: Contract): readonly Incomplete[] => {
  const faults: Incomplete[] = [];
  for (const list of ['allow', 'deny'] as const) {
    paths[list].forEach((entry, index) => {
      const problem = globProblem(entry);
      if (problem !== null)
        faults.push(incomplete(`paths.${list}.${index + 1}`, 'task.path', `“${entry.slice(0, 200)}” ${problem}`));
      else if (list === 'allow' && isGlob(entry) && isProtected(entry)) {
        faults.push(
          incomplete(
            `paths.allow.${index + 1}`,
            'task.path',
            `“${entry}” would reach protected files, which no wildcard does`,
            'name each protected file exactly',
          ),
        );
      }
    });
    for (const index of duplicates(paths[list]))
      faults.push(
        incomplete(
          `paths.${list}.${index + 1}`,
          'task.path',
          `“${paths[list][index]}” is listed twice`,
          'remove one of them',
        ),
      );
  }
  const { length } = paths.allow;
  if (length === 0)
    faults.push(
      incomplete('paths.allow', 'task.field', 'no path may be changed', 'list under `paths.allow` what may be changed'),
    );
  if (strictness !== 'strict') return faults;
  paths.allow.forEach((entry, index) => {
    if (isGlob(entry))
      faults.push(
        incomplete(
          `paths.allow.${index + 1}`,
          'task.path',
          `“${entry}” is a glob; a strict task names files`,
          'name each file',
        ),
      );
  });
  // Research may leave one document.
  if (question === undefined && length > 0 && (length < 5 || length > 20))
    faults.push(
      incomplete(
        'paths.allow',
        'task.field',
        `a strict task allows 5 to 20 files, this one ${length}`,
        'cut the task otherwise, or choose strictness standard',
      ),
    );
  return faults;
};

const inChecks = (contract: Contract): readonly Incomplete[] => {
  const { checks, noTests } = contract;
  const faults: Incomplete[] = [];
  checks.forEach((check, index) => {
    const field = `checks.${index + 1}`;
    if (!isCheckId(check.id))
      faults.push(
        incomplete(
          `${field}.id`,
          'task.field',
          `“${check.id.slice(0, 80)}” is not an id of a check`,
          'use letters, digits, “_” and “-”',
        ),
      );
    if (blank(check.run[0]) || check.run.some((word) => word.includes('\0')))
      faults.push(
        incomplete(`${field}.run`, 'task.field', `check “${check.id}” names no program`, 'run: [program, argument]'),
      );
    if (!(check.timeoutMs > 0))
      faults.push(incomplete(`${field}.timeout`, 'task.field', `check “${check.id}” has no time`, 'timeout: 10m'));
    for (const { field: at, code, message, remedy } of faultsOfServices(field, check.services ?? []))
      faults.push(incomplete(at, code, message, remedy));
    const exchanges = faultOfExchanges(check, contract);
    if (exchanges !== null)
      faults.push(
        incomplete(`${field}.exchanges`, 'task.field', `check “${check.id}”: ${exchanges.message}`, exchanges.remedy),
      );
  });
  // Ids name folders of the evidence, and some file systems fold case.
  for (const index of duplicates(checks.map(({ id }) => id.toLowerCase())))
    faults.push(
      incomplete(`checks.${index + 1}.id`, 'task.duplicate-id', `two checks are called “${checks[index]?.id}”`),
    );
  if (checks.length === 0 && noTests === null)
    faults.push(
      incomplete(
        'checks',
        'task.field',
        'there is no check, and nothing says why',
        'add a check, or write no_tests: "because …"',
      ),
    );
  if (noTests !== null && blank(noTests)) faults.push(incomplete('no_tests', 'task.field', 'no_tests gives no reason', 'no_tests: "because …"')); // prettier-ignore
  return faults;
};

const proofOf = (
  item: DoneItem,
  number: number,
  checks: readonly Check[],
  noTests: string | null,
): readonly Incomplete[] => {
  const field = `done.${number}.proof`;
  const { proof } = item;
  if (proof.kind === 'manual')
    return blank(proof.how)
      ? [
          incomplete(
            field,
            'task.proof',
            `done-item ${number} does not say what a person should look at`,
            'manual: what to look at',
          ),
        ]
      : [];
  const check = checks.find(({ id }) => id === proof.check);
  if (noTests !== null)
    return [
      incomplete(
        field,
        'task.proof',
        `done-item ${number} is proven by a test, yet no_tests says there is none`,
        'remove no_tests, or give the item `manual: …`',
      ),
    ];
  if (check === undefined)
    return [
      incomplete(
        field,
        'task.proof',
        `done-item ${number} is proven by check “${proof.check.slice(0, 80)}”, which does not exist`,
        `name one of: ${checks.map(({ id }) => id).join(', ') || '(add a check)'}`,
      ),
    ];
  if (proof.test === null) return [];
  if (blank(proof.test)) return [incomplete(field, 'task.proof', `done-item ${number} names a test without a name`)];
  const mute = check.reports === 'exit-code';
  return mute
    ? [
        incomplete(
          field,
          'task.proof',
          `done-item ${number} names a test, but check “${check.id}” reports only an exit code`,
          'let the check report its tests (`reports: node-test` or `junit`), or leave `test` out',
        ),
      ]
    : [];
};

const inDone = ({ done, checks, noTests, strictness }: Contract): readonly Incomplete[] => {
  const faults = done.flatMap((item, index) => [
    ...(blank(item.says)
      ? [
          incomplete(
            `done.${index + 1}.says`,
            'task.field',
            `done-item ${index + 1} says nothing`,
            'says: what is true afterwards',
          ),
        ]
      : []),
    ...proofOf(item, index + 1, checks, noTests),
  ]);
  for (const index of duplicates(done.map(({ says }) => says.trim())))
    faults.push(
      incomplete(
        `done.${index + 1}.says`,
        'task.duplicate-id',
        `done-item ${index + 1} says what another one says`,
        'remove one of them, or say how they differ',
      ),
    );
  if (done.length === 0)
    faults.push(
      incomplete(
        'done',
        'task.field',
        'nothing says when the task is done',
        'list under `done` what is true afterwards, and what proves it',
      ),
    );
  const count = strictness === 'strict' && done.length > 0 && (done.length < 5 || done.length > 10);
  return count
    ? [
        ...faults,
        incomplete(
          'done',
          'task.field',
          `a strict task has 5 to 10 done-items, this one ${done.length}`,
          'cut the task otherwise, or choose strictness standard',
        ),
      ]
    : faults;
};

const inRisk = ({ riskTier, paths }: Contract): readonly Incomplete[] => {
  const { tier, because, floor } = riskTier;
  const rank = (of: (typeof TIERS)[number]): number => TIERS.indexOf(of);
  // The estimate is not part of a contract, the paths are: a floor below what they ask for was not computed by us.
  const byPaths = tierFloor(null, paths.allow);
  const faults: Incomplete[] = [];
  if (rank(floor.tier) < rank(byPaths.tier))
    faults.push(
      incomplete(
        'risk_tier',
        'task.tier',
        `the floor is given as ${floor.tier}, but is at least ${byPaths.tier}: ${byPaths.because.join('; ')}`,
      ),
    );
  if (rank(tier) < rank(floor.tier) && blank(because))
    faults.push(
      incomplete(
        'risk_tier',
        'task.tier',
        `the risk tier is ${tier}, below its floor ${floor.tier} (${floor.because.join('; ')}), and nothing says why`,
      ),
    );
  return faults;
};

const inLimits = ({ attempts, limits }: Contract): readonly Incomplete[] => [
  ...(attempts >= 1 ? [] : [incomplete('attempts', 'task.field', 'no attempt is allowed', 'attempts: 3')]),
  ...Object.entries(limits).flatMap(([name, value]) =>
    value > 0 ? [] : [incomplete('limits', 'task.field', `the limit ${name} is not above zero`)],
  ),
];

/** All that `incompleteIn` finds, with the fields, for whoever knows where they stand. */
export const incompleteFields = (contract: Contract): readonly Incomplete[] =>
  [inHeader, inPaths, beyondRole, inQuestion, inCitations, inChecks, inTools, inDone, inRisk, inLimits].flatMap((find) => find(contract)); // prettier-ignore

/**
 * What a contract lacks to be signed and run: paths, done-items with proofs that exist, checks or the reason why
 * there are none, a tier not silently below its floor, a way back, limits; for standard also a why and its
 * limits of scope; for strict also the counts of S3-R20, S3-R21 and a citation.
 *
 * @returns every failure (`task.*`, `citation.syntax`), or an empty list for a complete contract. It looks at the
 * value alone and assumes nothing about how it was made.
 */
export const incompleteIn = (contract: Contract): readonly Failure[] =>
  incompleteFields(contract).map(({ failure }) => failure);
