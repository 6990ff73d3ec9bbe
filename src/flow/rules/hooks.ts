import { fail, ok, type Result } from '#failure';
import {
  hooksFolder,
  hookText,
  openToRead,
  packageFile,
  removeHook,
  renameHook,
  writeHook,
  type Repository,
} from '#host';
import { byTurns } from '../by-turns.ts';
import { documentsLock } from '../places.ts';

/** The hooks of the rulebook, and what each runs. */
const HOOKS = {
  'pre-commit': ['rules scan --staged --quiet', 'What is staged is held to the rulebook.'],
  'commit-msg': ['rules message "$1"', 'The message is held to the rules about messages.'],
} as const;

type HookName = keyof typeof HOOKS;
const isHook = (name: string): name is HookName => name in HOOKS;
const NAMES: readonly HookName[] = Object.keys(HOOKS).filter(isHook);

const MARK = '# Written by: writ hooks install. Removed by: writ hooks uninstall.';
/** What a hook is called that was there before. */
const KEPT = '.before-writ';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A hook as a script: first the one that was there before, then ours. Where Writ is gone it refuses, and says so. */
const script = (name: HookName): string => {
  const [command, says] = HOOKS[name];
  return `#!/bin/sh
${MARK}
# ${says}
if [ -x "$0${KEPT}" ]; then "$0${KEPT}" "$@" || exit; fi
writ=${quoted(packageFile('bin/writ'))}
[ -x "$writ" ] || writ=$(command -v writ) || {
  echo "writ is not here, so nothing is known of the rules. Install it, or: rm '$0'" >&2
  exit 1
}
exec "$writ" ${command}
`;
};

type Standing = 'none' | 'ours' | 'foreign';

const standingOf = (folder: string, name: HookName): Result<Standing> => {
  const text = hookText(folder, name);
  if (!text.ok) return text;
  if (text.value === null) return ok('none');
  return ok(text.value.split('\n')[1] === MARK ? 'ours' : 'foreign');
};

const placeOf = async (repository: Repository): Promise<Result<string>> => {
  const found = await hooksFolder(repository);
  if (!found.ok) return found;
  const { folder, ofAll } = found.value;
  return ofAll
    ? fail('usage.argument', `core.hooksPath is ${folder}, which holds the hooks of all your repositories`, {
        remedy: 'git config --local core.hooksPath .git/hooks, or call there: writ rules scan --staged',
      })
    : ok(folder);
};

/** What became of the hooks. */
export type HooksChange = {
  readonly folder: string;
  readonly hooks: readonly string[];
  readonly chained: readonly string[];
};

const standings = (folder: string): Result<readonly (readonly [HookName, Standing])[]> => {
  const found: (readonly [HookName, Standing])[] = [];
  for (const name of NAMES) {
    const standing = standingOf(folder, name);
    if (!standing.ok) return standing;
    found.push([name, standing.value]);
  }
  return ok(found);
};

/**
 * Has git hold what is staged, and each message, to the rulebook. A hook of somebody else is never replaced: with
 * `chain` it keeps its place before ours, and without it nothing is changed at all.
 */
export const installHooks = async (
  cwd: string,
  { chain }: { readonly chain: boolean },
): Promise<Result<HooksChange>> => {
  const repository = await openToRead(cwd);
  if (!repository.ok) return repository;
  const folder = await placeOf(repository.value);
  return folder.ok ? byTurns(documentsLock(repository.value), async () => installIn(folder.value, chain)) : folder;
};

const installIn = (folder: string, chain: boolean): Result<HooksChange> => {
  const found = standings(folder);
  if (!found.ok) return found;
  const foreign = found.value.flatMap(([name, standing]) => (standing === 'foreign' ? [name] : []));
  if (foreign.length > 0 && !chain)
    return fail('usage.argument', `${folder} has a hook of its own: ${foreign.join(', ')}`, {
      remedy: 'writ hooks install --chain, which runs it first',
    });
  for (const name of foreign) {
    const kept = renameHook(folder, name, `${name}${KEPT}`);
    if (!kept.ok) return kept;
  }
  for (const name of NAMES) {
    const written = writeHook(folder, name, script(name));
    if (!written.ok) return written;
  }
  return ok({ folder, hooks: NAMES, chained: foreign });
};

/** Takes our hooks away, and gives those their place back that were there before. */
export const uninstallHooks = async (cwd: string): Promise<Result<HooksChange>> => {
  const repository = await openToRead(cwd);
  if (!repository.ok) return repository;
  const folder = await placeOf(repository.value);
  return folder.ok ? byTurns(documentsLock(repository.value), async () => uninstallIn(folder.value)) : folder;
};

const uninstallIn = (folder: string): Result<HooksChange> => {
  const found = standings(folder);
  if (!found.ok) return found;
  const ours = found.value.flatMap(([name, standing]) => (standing === 'ours' ? [name] : []));
  const chained: string[] = [];
  for (const name of ours) {
    const kept = hookText(folder, `${name}${KEPT}`);
    if (!kept.ok) return kept;
    removeHook(folder, name);
    if (kept.value === null) continue;
    const back = renameHook(folder, `${name}${KEPT}`, name);
    if (!back.ok) return back;
    chained.push(name);
  }
  return ok({ folder, hooks: ours, chained });
};
