import { citationsOf, proofTerms, type Contract, type Digest } from '#contract';
import type {
  BackendRecord,
  CheckoutState,
  DependencyRecord,
  Freshness,
  ProofRecord,
  Report,
  RuleScan,
  SecretScan,
  SpecRecord,
} from '#evidence';
import type { ContractApproval, Trust } from '#signoff';
import type { Repository } from './example-repository.ts';
import { digestOf, MOMENTS, RUN, TARGET_REF, type Person } from './example-signers.ts';

/** The parts of the example's bundle that are written down, not made by a run. */

/** What the files of a bundle are made from. */
export type Stage = {
  readonly contract: Contract;
  readonly digest: Digest;
  readonly repository: Repository;
  readonly alice: Person;
  readonly harnessPem: string;
  readonly allowedSigners: string;
  readonly trust: Trust;
};

const checkout = (repository: Repository): CheckoutState => ({
  head: repository.base,
  target: repository.base,
  refs: digestOf('refs'),
  index: digestOf('index'),
  dirty: [],
});

export const freshnessOf = ({ contract, repository, allowedSigners }: Stage): Freshness => ({
  writ: 1,
  run: RUN,
  task: contract.id,
  attempt: 1,
  startedAt: MOMENTS.started,
  endedAt: MOMENTS.ended,
  base: repository.base,
  startTree: repository.tree,
  tree: repository.tree,
  repository: { roots: [repository.base], origin: null },
  targetRef: TARGET_REF,
  start: checkout(repository),
  end: checkout(repository),
  residue: [],
  approvers: [],
  neverWaive: [],
  coverage: {},
  review: { by: null, demand: 'none' },
  tools: { node: '24.21.0' },
  trust: { allowedSigners, revokedKeys: '' },
});

export const BACKEND: BackendRecord = {
  writ: 1,
  id: 'scripted',
  kind: 'scripted',
  argv: ['sh', '-c', 'true'],
  program: 'sh',
  programDigest: { before: digestOf('sh'), after: digestOf('sh') },
  version: '1',
  endpoints: [],
  environment: ['PATH'],
  tiers: ['LOW', 'MEDIUM', 'HIGH'],
  session: 'none',
  end: { exitCode: 0, signal: null, timedOut: false, limit: null, declaredFailure: null },
};

export const secretsOf = ({ tree }: Repository): SecretScan => ({
  ...{ writ: 1, tree, files: 1, findings: [] },
  outputs: [
    ...['backend/stdout.log', 'backend/stderr.log', 'events.normalized.jsonl'],
    ...['checks/sum/stdout.log', 'checks/sum/stderr.log', 'proof/p1/stdout.log', 'proof/p1/stderr.log'],
    ...['proof/p2/stdout.log', 'proof/p2/stderr.log'],
  ],
});

export const rulesOf = ({ base, tree }: Repository): RuleScan => ({
  ...{
    writ: 1,
    base,
    tree,
    rulebook: digestOf('rules'),
    files: 1,
    known: 0,
    skipped: [],
    findings: [],
    errors: [],
    messages: ['the landing commit'],
  },
  rules: [{ rule: 'CX-108', waiver: 'signer', about: 'code', files: 1 }],
});

export const dependenciesOf = ({ base, tree }: Repository): DependencyRecord => ({
  ...{ writ: 1, base, tree, locks: [], manifests: [], lookedUp: null, used: [] },
});

export const specsOf = ({
  contract,
  repository: { base, tree },
}: Pick<Stage, 'contract' | 'repository'>): SpecRecord => {
  const digest = digestOf('A1 Sums are right');
  const cites = citationsOf(contract);
  const at = { file: 'Master_Spec_v1.md', line: 1, digest, binding: true, note: '' };
  return {
    ...{ writ: 1, base, cites: cites.map((cite) => ({ cite, found: { kind: 'found', anchor: cite, ...at } })) },
    statements: [],
    result: {
      tree,
      cites: cites.map((cite) => ({ cite, digest })),
      touched: [],
      lost: [],
      changes: { judged: [], faults: [] },
    },
  };
};

/** What the contract cites, as its approval pins it. */
export const pinsOf = (contract: Contract): Pick<ContractApproval, 'cites'> => {
  const digest = digestOf('A1 Sums are right');
  const [first, ...more] = citationsOf(contract).map((cite) => ({ cite, digest }));
  return first === undefined ? {} : { cites: [first, ...more] };
};

/** Another place than checks are usually run in. */
export const ELSEWHERE = { folder: '/home/kim/code/app', home: '/home/kim', user: 'kim', host: 'desk-7' } as const;

export const proofOf = ({ contract, repository: { base, baseTree, tree } }: Stage): ProofRecord => ({
  ...{ writ: 1, base, tree, ...proofTerms(contract), configured: [] },
  units: [{ id: 'u1', path: 'sum.mjs', from: 1, to: 1, kind: 'lines', name: null }],
  runs: [
    { id: 'p1', check: 'sum', purpose: 'without', tree: baseTree, units: [], value: null },
    { id: 'p2', check: 'sum', purpose: 'elsewhere', tree, units: [], value: null },
  ],
  unexamined: [{ unit: 'u1', because: 'at this risk only what nothing seems to need is taken away' }],
});

export const reportOf = ({ contract, digest, repository }: Stage): Report => ({
  writ: 1,
  run: RUN,
  task: contract.id,
  name: contract.name,
  contract: digest,
  cites: contract.cites,
  base: repository.base,
  tree: repository.tree,
  changed: [{ path: 'sum.mjs', added: 1, deleted: 1 }],
  done: [{ says: 'sum(1, 2) is 3', cites: ['spec:A1'], proof: 'sum: adds', outcome: 'proven' }],
  checks: [
    {
      id: 'sum',
      argv: ['node', '--test', 'sum.test.mjs'],
      outcome: 'passed',
      passed: 1,
      failed: 0,
      skipped: 0,
      problems: [],
    },
  ],
  gates: [{ gate: 'scope.paths', outcome: 'pass', findings: [] }],
  notices: [],
  risks: [],
  waivers: [],
});
