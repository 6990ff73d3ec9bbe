/** How bad it is: an error refuses always, a warning where one is strict, and the rest is good to know. */
export type Level = 'error' | 'warning' | 'info';

/** Something about a document of openspec/ that a person should know, with its place. */
export type Issue = {
  readonly level: Level;
  /** Which rule says so; `docs/guide/changes.md` lists them. */
  readonly rule: string;
  /** Relative to the root of the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly says: string;
};

/** Whether these leave a document valid: no error, and no warning either (`openspec validate --strict`). */
export const isValid = (issues: readonly Issue[]): boolean => issues.every(({ level }) => level === 'info');
