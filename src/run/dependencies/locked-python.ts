import { basename, dirname, join } from 'node:path';
import { canonicalJson, sha256 } from '#contract';
import { requirementsIn } from '#evidence';
import { ok, type Result } from '#failure';
import { interpreterFor } from '#host';
import { utf8, type Asked } from './asked.ts';
import { textIn, type Side } from './tree-side.ts';

/** Lists that may pin what tests need, the fullest first; lockfiles where nobody has written one. */
const LISTS = ['requirements-dev.txt', 'requirements-test.txt', 'requirements.txt', 'uv.lock', 'poetry.lock'] as const;
const LIST = 'requirements.txt';

/** Many a list is no lockfile: it names what somebody needs, and each machine finds versions of its own. */
export const NO_LIST = 'no list of requirements says by digests what it should hold, pytest among it';

/** Whether a folder is where an environment of Python lies, by its name. */
export const isEnvironment = (path: string): boolean => /^\.?venv$/u.test(basename(path));

/** The list of requirements beside an environment, where there is one. */
export const listIn = (side: Pick<Side, 'has'>, folder: string): string | undefined =>
  LISTS.map((name) => join(folder, name)).find(side.has);

/**
 * What a tree asks to have installed in an environment of Python. From where is nowhere in it: names, versions and
 * digests are all that is taken, and the index is the machine's.
 *
 * @param path of the environment, relative to the root
 * @param checkout the same in the checkout, where the person may have one: it is made of the same Python
 */
export const askedOfPython = async (side: Side, path: string, checkout: string): Promise<Result<Asked>> => {
  const lock = listIn(side, dirname(path));
  const text = lock === undefined ? ok(null) : await textIn(side, lock);
  if (!text.ok) return text;
  if (lock === undefined || text.value === null || !/--hash|\bhash = /u.test(text.value))
    return ok({ kind: 'unfit', because: NO_LIST });
  const pinned = requirementsIn(lock, text.value);
  if (typeof pinned === 'string') return ok({ kind: 'unfit', because: pinned });
  if (!pinned.names.has('pytest')) return ok({ kind: 'unfit', because: NO_LIST });
  const python = await interpreterFor(checkout);
  if (!python.ok) return ok({ kind: 'unfit', because: python.failures[0].message });
  const name = basename(path);
  return ok({
    kind: 'locked',
    locked: {
      lockfile: sha256(text.value),
      key: sha256(canonicalJson({ writ: 1, list: pinned.list, name, python: python.value })),
      inputs: new Map([[LIST, utf8(pinned.list)]]),
      installer: { name: 'pip', python: python.value, environment: name, list: LIST },
      ...{ sources: [], scripted: [] },
    },
  });
};
