import type { TestReport } from '../run-evidence.ts';

/** A check without a report: it names no test, and all it can prove is that the program exited with 0. */
export const readExitCode = ({ exitCode }: { readonly exitCode: number | null }): TestReport => ({
  tests: [],
  canaries: [],
  problems:
    exitCode === 0
      ? []
      : [exitCode === null ? 'the program was ended by a signal' : `the program exited with ${exitCode}`],
});
