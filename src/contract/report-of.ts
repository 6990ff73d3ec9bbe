import type { ReportKind } from './contract.ts';

/** How a command is read where nobody says so: `node … --test …` reports its tests; of any other only the exit code is known. */
export const usualReport = ([program = '', ...rest]: readonly string[]): ReportKind =>
  /(^|\/)node$/.test(program) && rest.includes('--test') ? 'node-test' : 'exit-code';
