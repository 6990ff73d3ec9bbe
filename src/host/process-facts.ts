/** What is known of a live process. */
export type ProcessFacts = {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly rssBytes: number;
  /** In what this machine counts it; the same for as long as the process lives. */
  readonly startedAt: string;
};

/** The processes of this machine. */
export type Processes = {
  /** Null where there is none, or only the remains of one. */
  readonly facts: (pid: number) => ProcessFacts | null;
  /** A process and all below it. Detached ones count: their parent becomes the jail's own first process. */
  readonly family: (pid: number) => readonly number[];
  /** Those in the group or session of the first, and those that have the mark, `NAME=value`, in their environment. */
  readonly bearing: (first: number, mark: string) => readonly number[];
};
