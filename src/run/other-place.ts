import { JAILS } from '#contract';
import { inOtherFolders, type HarnessCommand, type OtherPlace } from '#evidence';
import { JAIL_HOME, randomHex, type JailKind, type JailLook, type Mount } from '#host';
import { isEnvironment } from './dependencies/locked-python.ts';
import { JAIL_WORK } from './workspace.ts';

/**
 * Another place for a check than the usual one: nothing in it by which code could tell that it is checked is as it usually
 * is. What honest tests may rest on is the same: the programs, the languages, the zone of time, and that there is no network.
 */
export type Elsewhere = Place & { readonly place: OtherPlace; readonly look: JailLook };

/** How what a check is executed with reads where it is executed. */
type Place = {
  /** Texts and paths as they read there. */
  readonly command: (command: HarnessCommand) => HarnessCommand;
  readonly path: (path: string) => string;
  readonly mounts: (mounts: readonly Mount[]) => readonly Mount[];
  readonly env: (env: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
};

/** Where checks are usually run: everything is said in its words already. */
export const USUAL_PLACE: Place = {
  command: (command) => command,
  path: (path) => path,
  mounts: (mounts) => mounts,
  env: (env) => env,
};

const USERS = ['alex', 'sam', 'kim', 'robin', 'jo', 'max', 'noa', 'lee', 'eva', 'tom'] as const;
const FOLDERS = ['code', 'src', 'projects', 'repos', 'dev', 'git'] as const;
const PROJECTS = ['app', 'api', 'core', 'web', 'service', 'project', 'backend', 'main'] as const;
const HOSTS = ['laptop', 'desk', 'thinkpad', 'workstation', 'build', 'dev'] as const;
/** High enough that nobody takes it for the first process of a container, and quickly reached. */
const FIRST_PID = 120;

const upTo = (most: number): number => Number.parseInt(randomHex(4), 16) % most;
const one = (words: readonly [string, ...string[]]): string => words[upTo(words.length)] ?? words[0];

const below = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/**
 * Makes up a place. It is another one each time, so that nobody knows it by heart.
 *
 * @param jail in one that shows no places, or without one, nothing can be mounted: there the folder is another one each time anyway, and home stays
 */
export const someElsewhere = (jail: JailKind): Elsewhere => {
  const user = one(USERS);
  const host = `${one(HOSTS)}-${1 + upTo(90)}`;
  const { showsPlaces } = JAILS[jail];
  const home = showsPlaces ? `/home/${user}` : JAIL_HOME;
  const folder = `${showsPlaces ? home : '/writ'}/${one(FOLDERS)}/${one(PROJECTS)}`;
  const folders = { work: folder, harness: showsPlaces ? `/opt/${one(PROJECTS)}/tools` : '/writ/tools' };
  const path = (at: string): string =>
    [
      [JAIL_WORK, folder],
      [JAIL_HOME, home],
    ].reduce((text, [from = '', to = '']) => (below(text, from) ? `${to}${text.slice(from.length)}` : text), at);
  return {
    place: { folder, home, user, host },
    look: { home, user, uid: 1001 + upTo(60), host, firstPid: FIRST_PID + upTo(60) },
    command: (command) => inOtherFolders(command, folders),
    path,
    // What was installed for Python names its own place in its programs.
    mounts: (mounts) =>
      mounts.flatMap((mount) => [{ ...mount, to: path(mount.to) }, ...(isEnvironment(mount.to) ? [mount] : [])]),
    env: (env) => {
      const there = Object.entries(env).filter(([name]) => name !== 'CI');
      return Object.fromEntries(there.map(([name, value]) => [name, value.split(':').map(path).join(':')]));
    },
  };
};
