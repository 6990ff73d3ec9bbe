import { spawn, type ChildProcess } from 'node:child_process';
import { randomHex } from './clock.ts';

/**
 * Waits until Writ is gone, however it went: the pipe it reads from has then no writer. If a jail was busy, it ends
 * what bears the name on its first line or, without a jail, in its environment, for a second, because a process that is just being started cannot be seen yet.
 *
 * The name is read and handed on by pipe, so that neither this script nor grep bears it. Where there is no `/proc`, the
 * `ps` of macOS is asked.
 */
const WAIT_AND_END = `
trap '' HUP INT TERM
read -r name
while read -r word; do state=$word; done
[ "$state" = busy ] || exit 0
marked() {
  if cd /proc 2>/dev/null && [ -r self/stat ]; then
    printf '%s\\n' "$name" | grep -lsaF -f - [0-9]*/cmdline [0-9]*/environ
  else
    ps -A -E -ww -o pid=,command= | while read -r pid rest; do case $rest in *"$name"*) echo "$pid" ;; esac; done
  fi
}
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  for file in $(marked); do
    kill -9 "\${file%/*}" 2>/dev/null
  done
  sleep 0.05
done`;

type Warden = { readonly name: string; readonly process: ChildProcess };

let warden: Warden | null = null;
let busy = 0;

const startWarden = (): Warden => {
  const name = `writ-jail-${randomHex(16)}`;
  // A session of its own: no key and no signal to Writ's group ends it.
  const started = spawn('/bin/sh', ['-c', WAIT_AND_END], {
    ...{ cwd: '/', env: { PATH: '/usr/bin:/bin' }, detached: true },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Where there is no warden, bubblewrap's own tie to its parent is left.
  started.on('error', () => {});
  started.stdin.on('error', () => {});
  started.stdin.write(`${name}\n`);
  started.unref();
  return { name, process: started };
};

/** Calls the warden before there is anything to watch: to start a program takes the longer the more is loaded. */
export const callWarden = (): void => void (warden ??= startWarden());

/**
 * Carries something out while a warden watches that its jail does not outlive this process. bubblewrap asks the kernel
 * to die with its parent, and asks late: killed before that, the jail is set up and used all the same; killed right
 * after it, its child waits for it for ever.
 *
 * @param work is given the name that the jail has to bear on its command line
 * @param isOver whether nothing of the jail is left; if something is, the warden stays
 */
export const watched = async <T>(work: (name: string) => Promise<T>, isOver: (result: T) => boolean): Promise<T> => {
  warden ??= startWarden();
  const { name, process: its } = warden;
  busy += 1;
  its.stdin?.write('busy\n');
  const result = await work(name);
  if (isOver(result)) busy -= 1;
  if (busy === 0) its.stdin?.write('idle\n');
  return result;
};
