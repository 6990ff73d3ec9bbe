/**
 * The disk refuses one call of a git that Writ has started. Writ says so and stops; the commands a person types next
 * lead through to a landing. Every git command that writes is hit in every kind of call, at the last place it makes it, or in the middle of many.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { shareOf } from '../rig/share.ts';
import { removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';
import { COMMANDS, makeStages, onCopy, provesWhole, recover, type CommandName } from './recovery.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 400_000 });

const NAMES = ['run', 'accept', 'land'] as const;
const CALLS = 'write,pwrite64,fsync,fdatasync,rename,link,mkdir,unlink';
type Point = { readonly command: CommandName; readonly git: string; readonly call: string; readonly k: number };

/** A git first on the PATH that is the real one under strace; the word after its options names what it does. */
const GIT = `#!/bin/sh
here=$(dirname "$0")
name=
skip=
for word; do
  if [ -n "$skip" ]; then skip=; continue; fi
  case $word in -c | -C) skip=yes ;; -*) ;; *) name=$word; break ;; esac
done
. "$here/fault"
case $name in $only) exec strace -f -qq -y -s 0 -e signal=none -o "$here/calls/$name.$$" $how /usr/bin/git "$@" ;; esac
exec /usr/bin/git "$@"
`;

const putGit = async ({ folder }: Scratch, only: string, how: string): Promise<void> => {
  const bin = join(folder, 'bin');
  await mkdir(join(bin, 'calls'));
  await writeFile(join(bin, 'fault'), `only='${only}'\nhow='${how}'\n`);
  await writeFile(join(bin, 'git'), GIT);
  await chmod(join(bin, 'git'), 0o755);
};
/** What the gits of a command did, each by its name. */
const tracesIn = ({ folder }: Scratch): readonly { readonly git: string; readonly lines: readonly string[] }[] =>
  readdirSync(join(folder, 'bin', 'calls')).map((name) => ({
    git: name.replace(/\.\d+$/u, ''),
    lines: readFileSync(join(folder, 'bin', 'calls', name), 'utf8').split('\n'),
  }));
const takeGitAway = ({ folder }: Scratch): Promise<void> => writeFile(join(folder, 'bin', 'fault'), 'only=\nhow=\n');

/** The last place, of many the middle one, at which each git command makes each call on a file of the repository or of Writ. */
const pointsOf = async (command: CommandName): Promise<readonly Point[]> =>
  onCopy(stages[command], async (scratch) => {
    await putGit(scratch, '*', `-e trace=${CALLS}`);
    const { output, exitCode } = await runCommand(COMMANDS[command], scratch);
    if (exitCode !== 0) throw new Error(output);
    const last = new Map<string, Point>();
    for (const { git, lines } of tracesIn(scratch)) {
      const counts = new Map<string, number>();
      for (const line of lines) {
        const call = /^(?:\d+ +)?(\w+)\(/u.exec(line)?.[1];
        if (call === undefined) continue;
        const k = (counts.get(call) ?? 0) + 1;
        counts.set(call, k);
        if (/(?:<|")[^">]*\/\.git\//u.test(line)) last.set(`${git} ${call}`, { command, git, call, k });
      }
    }
    // A command that makes a call for each object makes it some times more or less from run to run.
    return [...last.values()].map((point) => ({ ...point, k: point.k > 10 ? Math.ceil(point.k / 2) : point.k }));
  });

const stages = await makeStages();
const seen = new Set<string>();
const points: Point[] = [];
for (const command of NAMES)
  for (const point of await pointsOf(command)) {
    // The branch of the person is moved by the landing alone, whatever moved a ref before.
    const key = `${point.git} ${point.call} ${point.git === 'update-ref' ? command : ''}`;
    if (!seen.has(key)) points.push(point);
    seen.add(key);
  }

const told: string[] = [];
afterAll(async () => {
  process.stdout.write(
    `\n${told.toSorted().join('\n')}\n${told.length} calls of git refused by the disk, all recovered\n`,
  );
  await Promise.all(Object.values(stages).map(removeScratch));
});

const tried = shareOf('calls of git that the disk refuses', points);

test.concurrent.for(tried)('writ $command: git $git: $call × EIO, k=$k', async ({ command, git, call, k }) => {
  await onCopy(stages[command], async (scratch) => {
    await putGit(scratch, git, `-e trace=${call} -e inject=${call}:error=EIO:when=${k}`);
    const { output, exitCode } = await runCommand(COMMANDS[command], scratch);
    const traces = tracesIn(scratch);
    const isHit = traces.some(({ lines }) => lines.some((line) => line.includes('(INJECTED)')));
    // git writes its index anew only where the clock asks for it, so that now and then it makes a call less.
    const most = Math.max(...traces.map(({ lines }) => lines.filter((line) => line.includes(`${call}(`)).length));
    expect(isHit || most < k, 'a call was hit, or was not made').toBe(true);
    await takeGitAway(scratch);
    // A lock that git could not remove is the person's to remove, as the refusal says.
    expect(`${exitCode} ${output}`).toMatch(/^0 |^3 .*\[machine\.storage\]|^1 .*\[repository\.locked\]/su);
    await runCommand('rm -f .git/index.lock', scratch);
    expect(output).not.toMatch(/^\s+at .*:\d+/mu);
    await recover(scratch);
    await provesWhole(scratch, output);
    if (isHit) told.push(`writ ${command}: git ${git}: ${call} × EIO: k=${k} reached, recovered`);
  });
});

test('nearly every call was made again, and hit', () => {
  expect(told.length).toBeGreaterThan(tried.length - 4);
});
