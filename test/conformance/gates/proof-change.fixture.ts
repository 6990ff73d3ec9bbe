import { readReport, type CheckRecord, type ProofRecord, type ProofRun, type ReadProofRun } from '#evidence';
import type { RawCheck } from './checks.fixture.ts';
import { honest, withSecrets, type Complete } from './evidence.fixture.ts';
import { proofRun } from './proof.fixture.ts';

/** The honest run with another proof; each says what of it is otherwise. */

export const withProof = (change: Partial<Complete['proof']>, of: Complete = honest): Complete => ({
  ...of,
  proof: { ...of.proof, ...change },
});
export const withProofRecord = (change: Partial<ProofRecord>, of: Complete = honest): Complete =>
  withProof({ record: { ...of.proof.record, ...change } }, of);

const read = (run: ProofRun, raw: RawCheck, exitCode: number): ReadProofRun => {
  const { record, stdout, stderr } = proofRun(run, raw, exitCode);
  const { reports, canary } = record;
  return { ...run, record, report: readReport(reports, { stdout, stderr, exitCode, canary }) };
};

/** The proof with one run that put out something else. */
export const withProofRun = (id: string, raw: RawCheck, exitCode: number, of: Complete = honest): Complete =>
  withProof({ runs: of.proof.runs.map((one) => (one.id === id ? read(one, raw, exitCode) : one)) }, of);

/** The proof with one more run. */
export const withMoreProof = (
  run: Pick<ProofRun, 'id' | 'check' | 'purpose'> & Partial<ProofRun>,
  raw: RawCheck,
  exitCode: number,
  of: Complete = honest,
): Complete => {
  const { run: whole } = proofRun(run, raw, exitCode);
  const outputs = [...of.secrets.outputs, `proof/${run.id}/stdout.log`, `proof/${run.id}/stderr.log`];
  return withSecrets({ outputs }, withProof({ runs: [...of.proof.runs, read(whole, raw, exitCode)] }, of));
};

/** The proof without some runs. */
export const withoutProofRuns = (...ids: readonly string[]): Complete =>
  withProof({ runs: honest.proof.runs.filter(({ id }) => !ids.includes(id)) });

/** The proof with something else said of one run; of how it was executed, what it put out stays as it is. */
export const withRun = (
  id: string,
  change: Partial<ProofRun>,
  record: Partial<CheckRecord> = {},
  of: Complete = honest,
): Complete =>
  withProof(
    {
      runs: of.proof.runs.map((run) => {
        if (run.id !== id) return run;
        const next = { ...run, ...change };
        return { ...next, record: { ...run.record, ...(change.tree && { tree: change.tree }), ...record } };
      }),
    },
    of,
  );
