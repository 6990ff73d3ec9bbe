/** Random states in which a person leaves a checkout, from a seed, and what of it must never be lost. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dice, Some } from './acts.ts';
import { thingsIn, type Things } from './oracle.ts';

/** What lies at the base of the landing below, and what the result makes of it. */
export const BASE = `mkdir -p dir deep/er && printf 'a\\n' > a.txt && printf 'b\\n' > b.txt && printf 'c\\n' > dir/c.txt &&
  printf 'd\\n' > dir/d.txt && printf 'g\\n' > gone.txt && printf 's\\n' > swap && printf 'e\\n' > deep/er/e.txt &&
  printf 'x\\n' > run.sh && ln -s a.txt link && printf '*.log\\nlocal/\\n' > .gitignore`;
export const RESULT = `printf 'a2\\n' > a.txt && rm gone.txt && printf 'new\\n' > new.txt && printf 'log\\n' > made.log &&
  rm swap && mkdir swap && printf 'in\\n' > swap/in.txt && rm -r deep && printf 'flat\\n' > deep && chmod +x run.sh &&
  rm link && ln -s b.txt link && mkdir -p local && printf 'l\\n' > local/l.txt`;

const PATHS: Some<string> = [
  'a.txt',
  ...['b.txt', 'dir/c.txt', 'gone.txt', 'swap', 'deep/er/e.txt', 'run.sh', 'new.txt', 'made.log', 'other.log'],
  ...[
    'local/l.txt',
    'local/m.txt',
    'link',
    'mine.txt',
    'swap/in.txt',
    'deep',
    'deep/er/mine',
    'dir/mine.txt',
    '.gitignore',
  ],
];

/** Commands of a person; `$1` is a path. One that cannot be done is passed over. */
const COMMANDS: Some<string> = [
  'mkdir -p "$(dirname "$1")" && printf "mine\\n" > "$1"',
  'mkdir -p "$(dirname "$1")" && printf "mine\\n" >> "$1"',
  'mkdir -p "$(dirname "$1")" && printf "staged\\n" > "$1" && git add -f "$1"',
  'printf "staged\\n" > "$1" && git add -f "$1" && printf "and more\\n" > "$1"',
  'printf "intended\\n" > "$1" && git add -f -N "$1"',
  'git update-index --assume-unchanged "$1" && printf "hidden\\n" > "$1"',
  'git update-index --skip-worktree "$1" && printf "hidden\\n" > "$1"',
  'rm -rf "$1"',
  'git rm -rq --cached "$1"',
  'git rm -rqf "$1"',
  'rm -rf "$1" && mkdir -p "$1" && printf "mine\\n" > "$1/mine.txt"',
  'rm -rf "$1" && ln -s /etc/hostname "$1"',
  'chmod +x "$1"',
  'touch -d 2001-01-01 "$1"',
  'printf "stashed\\n" > "$1" && git stash -q',
  'git checkout -q -b side',
  'git checkout -q -b side && printf "side\\n" > "$1" && git add -f "$1" && git commit -qm side',
  'git checkout -q --detach',
  'git worktree add -q ../tree -b apart',
  'git checkout -q --detach && git worktree add -q ../tree main && printf "mine\\n" > "../tree/$1"',
  'git branch apart && printf "apart\\n" > b.txt && git stash -q && git checkout -q apart',
  'git config core.fileMode false',
  'git config merge.ff only',
  'git sparse-checkout set dir',
  'printf "#!/bin/sh\\nexit 1\\n" > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit',
  'git tag main',
  'git init -q local/own && printf "mine\\n" > local/own/f',
  'git pack-refs --all',
  'git gc -q',
];

export const shell = (
  command: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
) => {
  try {
    return execFileSync('bash', ['-c', command, 'bash', ...args], { cwd, env, encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
};

/** The commands of one person, each with its path. */
export const habits = (roll: Dice): readonly (readonly [command: string, path: string])[] =>
  Array.from({ length: 1 + roll(4) }, () => [
    COMMANDS[roll(COMMANDS.length)] ?? COMMANDS[0],
    PATHS[roll(PATHS.length)] ?? PATHS[0],
  ]);

/** All of a person's that there is: files of every checkout, what is staged, stashes, branches. */
export type Possession = {
  readonly files: ReadonlyMap<string, Things>;
  /** Files whose bytes are in no commit that is checked out here: they exist once. By checkout, then path. */
  readonly own: ReadonlyMap<string, readonly string[]>;
  readonly staged: ReadonlyMap<string, string>;
  readonly refs: readonly string[];
};

const lines = (text: string): readonly string[] => text.split('\0').filter((line) => line !== '');

export const possessionOf = (work: string, env: Readonly<Record<string, string>>): Possession => {
  const checkouts = [work, join(work, '../tree')].filter((path) => existsSync(path));
  const files = new Map(checkouts.map((path) => [path, thingsIn(path)]));
  const heldAt = (path: string): ReadonlyMap<string, string> =>
    new Map(
      lines(shell('git ls-tree -r -z HEAD', path, env)).map((line) => {
        const [meta = '', name = ''] = line.split('\t');
        return [name, meta.split(' ').slice(0, 3).join(' ')];
      }),
    );
  const own = new Map(
    [...files].map(([path, things]) => {
      const held = heldAt(path);
      return [
        path,
        [...things].flatMap(([name, { mode, blob }]) =>
          held.get(name)?.endsWith(` ${blob}`) === true && held.get(name)?.startsWith(mode) === true ? [] : [name],
        ),
      ];
    }),
  );
  return {
    files,
    own,
    staged: new Map(checkouts.map((path) => [path, shell('git diff --cached --raw -z --no-renames HEAD', path, env)])),
    refs: lines(shell("git for-each-ref --format='%(refname) %(objectname)%00'", work, env))
      .map((line) => line.trim())
      .filter((line) => !line.startsWith('refs/heads/main ') && !line.startsWith('refs/writ/')),
  };
};
