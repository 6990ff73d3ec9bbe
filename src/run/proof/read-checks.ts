import { readReport, type ReadCheck } from '#evidence';
import type { SearchedCheck } from '../checks.ts';

/** Checks with their reports read from what they put out. */
export const readChecks = (checks: readonly SearchedCheck[]): readonly ReadCheck[] =>
  checks.map(({ record, stdout, stderr }) => {
    const { exitCode, canary } = record;
    return {
      record,
      report: readReport(record.reports, { stdout, stderr, exitCode, canary, folder: record.place?.folder }),
    };
  });
