import type { ReportKind } from '#contract';
import type { TestReport } from '../run-evidence.ts';
import { readExitCode } from './exit-code.ts';
import { readHarnessLines } from './harness-lines.ts';
import { readJunit } from './junit.ts';
import { readNodeTest } from './node-test.ts';
import { readWitness } from './witness/read-witness.ts';

/** What a check left behind: its raw output, how it exited (null: by a signal), and the secret of its canary. */
export type RawReport = {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly exitCode: number | null;
  readonly canary: string | null;
  /** The folder in which the tree lay, where that was another than the usual one. */
  readonly folder?: string | undefined;
};

/**
 * Reads the outcome of a check from its raw output. It never refuses by itself: what cannot be right is told in
 * `problems`, and a report with a problem proves nothing.
 */
export const readReport = (kind: ReportKind, raw: RawReport): TestReport => {
  switch (kind) {
    case 'node-test':
      return readNodeTest(raw);
    case 'junit':
      return readJunit(raw);
    case 'exit-code':
      return readExitCode(raw);
    case 'pytest':
    case 'go-test':
    case 'cargo-test':
      return readWitness(raw);
    case 'vitest':
    case 'jest':
    case 'mocha':
      return readHarnessLines(raw);
  }
};
