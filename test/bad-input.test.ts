/**
 * Wrong use and unreadable input: a clear message, exit code 2 (or 3, where this machine lacks something), and nothing
 * written: not in the tree, not in any ref, not in the git folder, not in the home.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { makeScratch, removeScratch, runCommand } from './rig/story-runner.ts';

// Commands wait for git, ssh-keygen and the jail: two at a time keep two cores busy.
vi.setConfig({ maxConcurrency: 2 });

const REPOSITORY = 'git init -q && echo 1 > a.txt && git add . && git commit -qm base';
const VERIFIER = join(import.meta.dirname, '../scripts/verify-bundle.sh');
const SIGNER = 'writ init --name alice --new-key --yes';
const SCRIPT = 'echo \'{"steps":[]}\' > ../home/none.json';
/** A repository of somebody who has set Writ up, with a backend at hand. */
const READY = `${REPOSITORY} && ${SIGNER} && ${SCRIPT}`;
const RUN = 'writ run "change a" --allow a.txt --check true --backend scripted:../home/none.json --yes';

/** A task file that is right but for its last lines. */
const task = (file: string, lines: string): string => `mkdir -p tasks && cat > ${file} <<'END'
---
id: WP-1-a
name: Change a
type: debug
${lines}
rollback: revert it
---

## What

Change a.
END`;
const PATHS = 'paths: { allow: [a.txt] }';
const CHECKS = 'checks: [{ id: one, run: [test, -e, a.txt] }]';
const DONE = 'done: [{ says: a is changed, proof: { check: one } }]';
const GOOD = `${PATHS}\n${CHECKS}\n${DONE}`;
const allowing = (path: string): string =>
  `${REPOSITORY} && ${task('tasks/WP-1-a.md', `paths: { allow: ["${path}"] }\n${CHECKS}\n${DONE}`)}`;
const VALIDATE = 'writ task validate tasks/WP-1-a.md';
/** Eight lists of eight of the one before: sixteen million words from half a kilobyte. */
const BOMB = `bomb:\n  - &a0 [x, x, x, x, x, x, x, x]\n${Array.from({ length: 8 }, (_, at) => `  - &a${at + 1} [${Array(8).fill(`*a${at}`).join(', ')}]`).join('\n')}`;

/** What is wrong, how it came about, what is typed, and what must be said. Exit code 2 where none is named. */
type Case = readonly [wrong: string, before: string, typed: string, says: RegExp | readonly RegExp[], exit?: 3];

const CASES: readonly Case[] = [
  ['not a repository', 'true', RUN, /not in a git repository \[repository\.none\]\nnext {4}git init/],
  ['a bare repository', 'git init -q --bare', RUN, /bare \[repository\.bare\]/],
  ['a folder that is gone', 'true', 'mkdir gone && cd gone && rmdir ../gone && writ run WP-1-a --backend x', /this folder is gone \[repository\.none\]\nnext {4}change to a folder/],
  ['any other command there', 'true', 'mkdir gone && cd gone && rmdir ../gone && writ board', /this folder is gone \[repository\.none\]/],
  ['no commit yet', 'git init -q', RUN, /no commit yet \[repository\.empty\]\nnext {4}make a first commit/],
  ['a detached HEAD', `${READY} && git switch -q --detach`, RUN, /HEAD is detached.* \[repository\.detached\]\nnext {4}git switch/],
  ['setting up on a detached HEAD', `${REPOSITORY} && git switch -q --detach`, SIGNER, /\[repository\.detached\]/],
  ['a shallow clone', `mkdir up && (cd up && ${REPOSITORY} && git commit -qm two --allow-empty) && git clone -q --depth 1 "file://$PWD/up" down && mv down/.git . && rm -rf up`, RUN, /shallow \[repository\.shallow\]\nnext {4}git fetch --unshallow/],
  ['a submodule', `${REPOSITORY} && git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),lib" && git commit -qm lib`, RUN, /lib is a submodule \[repository\.submodule\]/],
  ['a task file of a megabyte', `${REPOSITORY} && mkdir tasks && head -c 1100000 /dev/zero | tr '\\0' x > tasks/WP-1-a.md`, VALIDATE, /tasks\/WP-1-a\.md is larger than 256 KiB \[input\.too-large\]\nnext {4}make it smaller/],
  ['a task file that is right but for its megabyte', `${REPOSITORY} && ${task('tasks/WP-1-a.md', GOOD)}\nyes 'And so on.' | head -n 110000 >> tasks/WP-1-a.md`, 'writ approve WP-1-a --yes', /\[input\.too-large\]/],
  ['binary rubbish', `${REPOSITORY} && mkdir tasks && head -c 4096 /bin/sh > tasks/WP-1-a.md`, VALIDATE, /tasks\/WP-1-a\.md.* is not (UTF-8 )?text.* \[input\.unreadable\]/],
  ['a task file that is a folder', `${REPOSITORY} && mkdir -p tasks/WP-1-a.md`, VALIDATE, /tasks\/WP-1-a\.md/],
  ['a YAML alias bomb', `${REPOSITORY} && ${task('tasks/WP-1-a.md', `${GOOD}\n${BOMB}`)}`, VALIDATE, /tasks\/WP-1-a\.md:\d+:\d+: .*(alias|anchor).* \[task\.syntax\]/],
  ['an alias bomb as settings', `${REPOSITORY} && mkdir -p ../home/.config/writ && printf '%s\\n' '${BOMB}' > ../home/.config/writ/config.yaml`, RUN, /config\.yaml: .* \[config\.invalid\]/],
  ['two task files with one id', `${REPOSITORY} && ${task('tasks/WP-1-a.md', GOOD)}\ncp tasks/WP-1-a.md tasks/other.md`, 'writ task validate', /WP-1-a is the id of .*other\.md too \[task\.duplicate-id\]/],
  ['two checks with one id', `${REPOSITORY} && ${task('tasks/WP-1-a.md', `${PATHS}\nchecks: [{ id: one, run: [make] }, { id: one, run: [make] }]\n${DONE}`)}`, VALIDATE, /WP-1-a\.md:6:\d+: .*“?one”? .*\[task\.duplicate-id\]/],
  ['a path above the repository', allowing('../x'), VALIDATE, /WP-1-a\.md:5:\d+: .*\[task\.path\]/],
  ['an absolute path', allowing('/etc/passwd'), VALIDATE, /\[task\.path\]/],
  ['a path into the git folder', allowing('.git/config'), VALIDATE, /\[task\.path\]/],
  ['a brief for a path above the repository', READY, RUN.replace('--allow a.txt', '--allow ../x'), /\.\.\/x.* \[task\.path\]/],
  ['a brief for a backend that is not there', READY, RUN.replace('none.json', 'absent.json'), /there is no script at .*absent\.json \[usage\.unknown\]/],
  ['a brief for a backend that nobody knows', READY, RUN.replace(/scripted:\S+/, 'nope'), /there is no backend “nope”; known here: .* \[backend\.unknown\]\nnext {4}writ backend list/],
  ['a brief that lacks all three', READY, 'writ run "change a" --yes', [/which files may change \[usage\.argument\]/, /what proves it \[usage\.argument\]/, /\[backend\.unnamed\]/, /next {4}add --allow FILE\n/]],
  ['a brief, and nobody to ask', READY, RUN.replace(' --yes', ''), /there is no terminal to ask in \[usage\.terminal\]\nnext {4}add --yes/],
  ['a brief before anybody is a signer', `${REPOSITORY} && ${SCRIPT}`, RUN, /no signer yet \[machine\.key\]\nnext {4}writ init/, 3],
  ['an admission before anybody is a signer', REPOSITORY, 'writ admit --yes', /no signer yet \[machine\.key\]/, 3],
  ["a name that cannot be a signer's", REPOSITORY, 'writ init --name "Ada L." --new-key --yes', /“Ada L\.” cannot be a signer's name \[usage\.argument\]/],
  ['a task that does not exist', READY, 'writ approve WP-9 --yes', /there is no task WP-9 \[usage\.unknown\]\nnext {4}writ task list/],
  ['a run of nothing', REPOSITORY, 'writ run', /neither a task nor a brief was named \[usage\.argument\]/],
  ['a run to resume that does not exist', REPOSITORY, 'writ run --resume WP-1-none', /there is no run of WP-1-none \[usage\.unknown\]/],
  ['a run that does not exist', REPOSITORY, 'writ land R-0', /there is no run R-0 \[usage\.unknown\]/],
  ['a landing policy that leaves nobody', `${REPOSITORY} && mkdir -p ../home/.config/writ && printf 'check: make\nlanding:\n  main: { decide: [] }\n' > ../home/.config/writ/config.yaml`, 'writ board', /config\.yaml:3:\d+: landing\.main\.decide.* \[config\.invalid\]\n.*\n.*\nnext {4}mend the place shown/],
  ['a committed policy with a misspelt field', `${REPOSITORY} && mkdir .writ && printf 'landing:\n  main:\n    protect: true\n' > .writ/policy.yaml && git add . && git commit -qm policy`, 'writ board', /\.writ\/policy\.yaml:3:\d+: landing\.main: .*protect.* \[config\.invalid\]/],
  ['a committed policy that is a folder', `${REPOSITORY} && mkdir -p .writ/policy.yaml && echo 1 > .writ/policy.yaml/x && git add . && git commit -qm policy`, 'writ board', /\.writ\/policy\.yaml of .* is not a file \[config\.invalid\]/],
  ['a promotion of a branch that is not there', READY, 'writ promote nope --yes', /there is no branch nope \[usage\.unknown\]/],
  ['an unknown command', REPOSITORY, 'writ rum', /unknown command 'rum'\n.*Did you mean.*run/],
  ['help on a command that there is not', REPOSITORY, 'writ help rum', /^error: unknown command 'rum'\n.*Did you mean.*run.*\nnext {4}writ help\n/],
  ['help on a command of a group that there is not', REPOSITORY, 'writ task nwe --help', /^error: unknown command 'nwe'\n.*Did you mean new.*\nnext {4}writ task --help\n/],
  ['a home that nobody can make', REPOSITORY, 'HOME=/proc/1/nowhere XDG_CONFIG_HOME= timeout 60 writ init --name ada --yes', /mkdir \/proc\/1\/nowhere failed: ENOENT \[machine\.storage\]/, 3],
  ['a bundle that is not there', REPOSITORY, `sh ${VERIFIER} nowhere ../home/.gitconfig`, /^there is no folder nowhere that can be read\n/],
  ['trusted signers that are not there', REPOSITORY, `sh ${VERIFIER} . nobody`, /^there is no file nobody that can be read\n/],
  ['an unknown option', REPOSITORY, 'writ board --jsno', /unknown option '--jsno'\n.*Did you mean --json/],
  ['a number that is none', READY, `${RUN} --attempts many`, /--attempts takes a whole number \[usage\.argument\]/],
]; // prettier-ignore

/** Every file and folder below, with a digest of what it holds. */
const everything = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      if (entry.isSymbolicLink()) return `${path} -> ${readlinkSync(path)}`;
      return entry.isFile() ? `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}` : path;
    })
    .toSorted();

test.concurrent.for(CASES)('%s: refused, and nothing is written', async ([, before, typed, says, exit = 2]) => {
  const scratch = await makeScratch();
  try {
    expect(await runCommand(before, scratch)).toMatchObject({ exitCode: 0 });
    const found = [...everything(scratch.work), ...everything(scratch.home)];
    const { output, exitCode } = await runCommand(typed, scratch);
    for (const sentence of [says].flat()) expect(output).toMatch(sentence);
    expect(exitCode).toBe(exit);
    expect([...everything(scratch.work), ...everything(scratch.home)]).toEqual(found);
  } finally {
    await removeScratch(scratch);
  }
});
