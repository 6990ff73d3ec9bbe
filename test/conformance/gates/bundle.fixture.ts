import { canonicalJson } from '#contract';
import { chainText, checkFiles, openChain, renderReport, type Report, type RunEvidence } from '#evidence';
import type { RecordedCheck } from './checks.fixture.ts';
import { proofFiles, type StoredProof } from './proof.fixture.ts';

type Sealable = Required<
  Pick<
    RunEvidence,
    | 'contract'
    | 'admission'
    | 'approval'
    | 'use'
    | 'freshness'
    | 'backend'
    | 'changes'
    | 'actions'
    | 'secrets'
    | 'rules'
    | 'dependencies'
    | 'specs'
  >
> &
  Pick<RunEvidence, 'runApproval'> & {
    readonly checks: readonly RecordedCheck[];
    readonly proof: StoredProof;
    readonly contractJson: string;
  };

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (value: unknown): Uint8Array => utf8(canonicalJson(value));

const reportOf = ({ contract, freshness }: Sealable): Report => ({
  ...{ writ: 1, run: freshness.run, task: freshness.task, name: contract.value.name, contract: contract.digest },
  ...{ cites: contract.value.cites, base: freshness.base, tree: freshness.tree },
  ...{ changed: [], done: [], checks: [], gates: [], notices: [], risks: [], waivers: [] },
});

/** The files of a run as a harness lays them down before it seals them. */
export const sealable = (run: Sealable): ReadonlyMap<string, Uint8Array> => {
  const facts = { contract: run.contract.digest, run: run.freshness.run };
  const report = reportOf(run);
  return new Map([
    ['contract.json', utf8(run.contractJson)],
    ['approvals/admission.json', run.admission],
    ['approvals/contract.json', run.approval],
    ...(run.runApproval === undefined ? [] : [['approvals/run.json', run.runApproval] as const]),
    ['approvals/use.json', json(run.use)],
    ['freshness.json', json(run.freshness)],
    ['backend/backend.json', json(run.backend)],
    ['backend/stdout.log', utf8('done\n')],
    ['backend/stderr.log', new Uint8Array()],
    ['changes.json', json(run.changes)],
    ['secrets.json', json(run.secrets)],
    ['rules.json', json(run.rules)],
    ['dependencies.json', json(run.dependencies)],
    ['specs.json', json(run.specs)],
    ['actions.json', json({ writ: 1, actions: run.actions })],
    ...run.checks.flatMap(({ record, stdout, stderr }) => {
      const paths = checkFiles(record.id);
      return [
        [paths.record, json(record)],
        [paths.stdout, stdout],
        [paths.stderr, stderr],
      ] as const;
    }),
    ...proofFiles(run.proof, json),
    ['patch.diff', utf8('-utc\n+local\n')],
    ['test.log', utf8('3 checks\n')],
    ['events.normalized.jsonl', utf8(chainText(openChain(facts)))],
    ['trace.jsonl', utf8(chainText(openChain(facts)))],
    ['replay.json', json({ writ: 1 })],
    ['report.json', json(report)],
    ['report.md', utf8(renderReport(report))],
  ]);
};
