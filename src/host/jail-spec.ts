import type { JailKind } from '#contract';
import type { Conversation } from './programs.ts';

export type { JailKind };

/** What the jail can see, besides the system's programs. Everything else does not exist in it. */
export type Mount =
  | { readonly kind: 'read-only' | 'writable'; readonly from: string; readonly to: string }
  | { readonly kind: 'memory'; readonly to: string; readonly bytes: number }
  | { readonly kind: 'file'; readonly to: string; readonly text: string }
  /** A file that can be written, for its owner alone, in memory that a jail has already: what becomes of it is gone at the end. */
  | { readonly kind: 'copy'; readonly to: string; readonly text: string };

export type Limits = {
  readonly timeMs: number;
  readonly processes: number;
  /** The most the watched folder may grow to, and the most one file may hold. */
  readonly diskBytes: number;
  readonly outputBytes: number;
  /** Resident memory of all processes together. */
  readonly memoryBytes: number;
};

/** One execution inside the jail. There is no network in it but its own loopback. */
export type JailSpec = {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly limits: Limits;
  /** A `/proc` of the jail's own processes. Without it, no process in the jail can reach into another one's pipes or memory. */
  readonly proc: boolean;
  readonly stdin?: Uint8Array | string;
  /** The folders on this machine whose size, each by itself, the disk limit is about. */
  readonly watchFolders?: readonly string[];
  readonly onOutput?: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;
  readonly look?: JailLook;
  /** Holds a conversation with the program in place of `stdin`. When that is over, the jail is ended. */
  readonly converse?: (conversation: Conversation) => Promise<void>;
  /** Ends the jail, and all in it, when it is not wanted any more. */
  readonly signal?: AbortSignal;
  /** By what it is held. Absent: by bubblewrap, or it does not begin: nothing goes without a jail that does not say so. */
  readonly jail?: JailKind;
  /** The one port of this machine's loopback that can be reached, where a jail has no loopback of its own. */
  readonly port?: number;
};

/** What a jail tells whoever is in it about who they are and where, in place of what it usually tells. */
export type JailLook = {
  readonly home: string;
  readonly user: string;
  readonly uid: number;
  readonly host: string;
  /** No process of the program has a number below it. */
  readonly firstPid: number;
};

export type LimitName = 'processes' | 'disk' | 'output' | 'memory';

export type JailEnd = {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly limit: LimitName | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Processes of the jail that were still there after its end; there must be none. */
  readonly survivors: number;
};

/** Home of whatever runs in the jail: empty, in memory, gone at the end. */
export const JAIL_HOME = '/home/agent';
