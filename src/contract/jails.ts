/**
 * What can hold a backend and its checks, and how far each of them does. It stands in evidence, verdict and commit, so it
 * is known here and not only where jails are made.
 */
export const JAIL_KINDS = ['bubblewrap', 'sandbox-runtime', 'none'] as const;
export type JailKind = (typeof JAIL_KINDS)[number];

type JailFacts = {
  /** Whether work of any kind may be done in it. In any other only what a signer has admitted without a jail. */
  readonly holds: boolean;
  /** Whether it can show a program places that lie elsewhere on this machine, or none at all. */
  readonly showsPlaces: boolean;
  /** What a jail promises, and this one does not hold; a phrase each. */
  readonly notHeld: readonly string[];
  /** What whoever decides signs for; null where it holds. */
  readonly notice: string | null;
};

/** Read in its source (0.0.83), and never seen: nobody has run it on macOS for Writ. */
const SANDBOX_RUNTIME: readonly string[] = [
  'that any of this is so: it is UNTESTED, nobody has run it on macOS',
  'the keychain: its service can be reached, and macOS alone decides what it gives away',
  'a loopback of its own: a test can start no server, and what listens on the port of the bridge can be reached',
  'process ids of its own, and an end of all processes with the first: they are looked for and ended',
  '/tmp and a home in memory: they are folders on the disk, removed at the end',
  'the count of processes, memory and disk but by looking five times a second',
  'names, sizes and times of folders anywhere, which can be seen',
  'shared memory and semaphores of other processes of the person',
  'writes to .vscode, .idea, .gitmodules, .mcp.json and git hooks in a work tree below the folder Writ was started in: they are refused',
];

/** Every kind of jail, and what it is worth. */
export const JAILS: Record<JailKind, JailFacts> = {
  bubblewrap: { holds: true, showsPlaces: true, notHeld: [], notice: null },
  'sandbox-runtime': {
    ...{ holds: false, showsPlaces: false, notHeld: SANDBOX_RUNTIME },
    notice: `UNTESTED JAIL: sandbox-runtime held the backend and every check, as far as anybody knows. It does not hold: ${SANDBOX_RUNTIME.join('; ')}.`,
  },
  none: {
    ...{ holds: false, showsPlaces: false, notHeld: ['anything'] },
    notice:
      'NOT ISOLATED: there was no jail. The backend and every check had all rights of the person who ran them, who had signed for that; they could reach anything, and forge all of this evidence.',
  },
};

/** A kind of jail that has to be told of, because it does not hold all that one promises. */
export type WeakJail = Exclude<JailKind, 'bubblewrap'>;

/** What held the work, where that has to be told. Absent is bubblewrap, as in all evidence from before there was another. */
export const weakJail = (jail: JailKind | undefined): WeakJail | null =>
  jail === undefined || jail === 'bubblewrap' ? null : jail;
