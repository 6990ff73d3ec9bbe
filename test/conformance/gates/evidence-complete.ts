import {
  PROOF_FILE,
  readEvidence,
  sealBundle,
  type ProofRecord,
  type RunEvidence,
  type RunFacts,
  type SealedFiles,
} from '#evidence';
import {
  AT,
  BASE,
  harnessPem,
  honest,
  json,
  RUN,
  sealed,
  TREE,
  trust,
  utf8,
  without,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { testHarnessKey } from '../../../src/signoff/signing.fixture.ts';

const MANIFEST = 'manifest.intoto.jsonl';
const readBack = (files: SealedFiles, at: string = AT.judged): RunEvidence => readEvidence(files, { at, trust });
const altered = (change: (files: Map<string, Uint8Array>) => void): RunEvidence => {
  const files = new Map(sealed);
  change(files);
  return readBack(files);
};
/** Sealed anew, over these files and as this run. */
const resealed = (
  change: Partial<RunFacts>,
  pem: string = harnessPem,
  more: readonly (readonly [string, Uint8Array])[] = [],
) => {
  const files = new Map(sealed);
  for (const added of [MANIFEST, 'digests.json']) files.delete(added);
  const facts = { run: RUN, task: honest.contract.value.id, attempt: 1, base: BASE, tree: TREE, ...change };
  return sealBundle(new Map([...files, ...more]), facts, pem);
};

/** The gates that look at checks, and at a proof: without, they have nothing to decide on. */
const OVER_CHECKS = ['secrets.absent', 'keys.absent', 'checks.passed', 'done.proven', 'evidence.fresh'] as const;
const OVER_PROOF = ['tests.kept', 'proof.f2p', 'proof.elsewhere', 'proof.removal'] as const;

const { record } = honest.proof;
const [unit] = record.units;
/** Signed for, and with another record of its proof. */
const proved = (change: Partial<ProofRecord>): RunEvidence =>
  readBack(resealed({}, harnessPem, [[PROOF_FILE, json({ ...record, ...change })]]));
const [run] = record.runs;
const contradictory = (change: Partial<ProofRecord>): Refused<RunEvidence>[string] => [
  'evidence.malformed',
  proved(change),
  OVER_PROOF,
];

export const pass: Passing<RunEvidence> = {
  'every file is there, unaltered and signed for': honest,
  'a file more, signed for like the others': readBack(resealed({}, harnessPem, [['backend/more.log', utf8('x')]])),
};

export const fail: Refused<RunEvidence> = {
  'a log was altered': ['evidence.incomplete', altered((files) => files.set('patch.diff', utf8('-utc\n+local!\n')))],
  'a log was emptied': ['evidence.incomplete', altered((files) => files.set('test.log', new Uint8Array()))],
  'a file is missing': ['evidence.incomplete', altered((files) => files.delete('backend/stderr.log'))],
  'a file was added': ['evidence.incomplete', altered((files) => files.set('more.log', utf8('x')))],
  'a file was renamed': [
    'evidence.incomplete',
    altered((files) => {
      files.set('test2.log', files.get('test.log') ?? utf8(''));
      files.delete('test.log');
    }),
  ],
  'the list of digests is missing': ['evidence.incomplete', altered((files) => files.delete('digests.json'))],
  'another harness signed': ['evidence.unsigned', readBack(resealed({}, testHarnessKey()))],
  'the manifest is empty': ['signature.malformed', altered((files) => files.set(MANIFEST, new Uint8Array()))],
  'the manifest is of another run': ['evidence.incomplete', readBack(resealed({ run: 'run-2' }))],
  'the manifest is of another task': ['evidence.incomplete', readBack(resealed({ task: 'WP-2' }))],
  'the manifest is of another attempt': ['evidence.incomplete', readBack(resealed({ attempt: 2 }))],
  'the manifest is of another base': ['evidence.incomplete', readBack(resealed({ base: 'f'.repeat(40) }))],
  'the manifest is of another tree': ['evidence.incomplete', readBack(resealed({ tree: 'f'.repeat(40) }))],
  'a file is signed for that is not what Writ writes': [
    'evidence.malformed',
    readBack(resealed({}, harnessPem, [['report.json', utf8('{}\n')]])),
  ],
  'the actions are signed for, and are no list of actions': [
    'evidence.malformed',
    readBack(resealed({}, harnessPem, [['actions.json', utf8('[]\n')]])),
    ['actions.forbidden'],
  ],
  'the check has a folder without a record': [
    'evidence.incomplete',
    readBack(resealed({}, harnessPem, [['checks/more/stdout.log', utf8('')]])),
    [...OVER_CHECKS, ...OVER_PROOF],
  ],
  'the proof tells of a run that left nothing': [
    'evidence.incomplete',
    proved({ runs: [...record.runs, ...(run ? [{ ...run, id: 'p99' }] : [])] }),
    OVER_PROOF,
  ],
  'the proof tells nothing of a run that left something': contradictory({ runs: record.runs.slice(1) }),
  'the proof has one run twice': contradictory({ runs: [...record.runs, ...(run ? [run] : [])] }),
  'the proof has one part of the change twice': contradictory({ units: [...record.units, ...record.units] }),
  'the proof has a run without a part that it does not know': contradictory({
    runs: record.runs.map((one) => ({ ...one, units: ['u77'] })),
  }),
  'the proof excuses a part that it does not know': contradictory({
    unexamined: [{ unit: 'u77', because: 'it is no code' }],
  }),
  'the proof excuses a part for no reason': contradictory({
    unexamined: [{ unit: unit?.id ?? '', because: '' }],
  }),
  'the proof excuses a part twice': contradictory({
    unexamined: ['it is no code', 'it only says something'].map((because) => ({ unit: unit?.id ?? '', because })),
  }),
  'the proof has one file of settings twice': contradictory({
    configured: [[], ['scripts.test']].map((keys) => ({ path: 'package.json', keys })),
  }),
  'a run of the proof is of another check than it says': contradictory({
    runs: record.runs.map((one) => ({ ...one, check: 'lint' })),
  }),
  'the proof is of another tree': ['evidence.incomplete', proved({ tree: 'f'.repeat(40) }), OVER_PROOF],
  'the proof is of another base': ['evidence.incomplete', proved({ base: 'f'.repeat(40) }), OVER_PROOF],
};

export const missing: Passing<RunEvidence> = {
  'there is no seal': without('seal'),
  'there is no manifest': altered((files) => files.delete(MANIFEST)),
  'there is no file at all': readBack(new Map()),
};
