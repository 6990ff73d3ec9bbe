import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contractDigest, contractJson, landingPolicyOf, sha256, type Contract } from '#contract';
import {
  chainText,
  openChain,
  readEvidence,
  renderReport,
  sealBundle,
  type ApprovalUse,
  type SealedFiles,
} from '#evidence';
import { judgeRun } from '#gates';
import {
  allowedSignerLine,
  harnessPublicKey,
  LANDING_PAYLOAD_TYPE,
  parseTrust,
  signByHarness,
  STATEMENT_KINDS,
  VERDICT_PAYLOAD_TYPE,
  type Trust,
} from '#signoff';
import {
  BACKEND,
  dependenciesOf,
  ELSEWHERE,
  pinsOf,
  specsOf,
  freshnessOf,
  proofOf,
  reportOf,
  rulesOf,
  secretsOf,
  type Stage,
} from './bundle-parts.ts';
import {
  changesOf,
  exampleContract,
  makeRepository,
  runCheck,
  runWithout,
  type Repository,
} from './example-repository.ts';
import {
  digestOf,
  json,
  makeHarness,
  makePerson,
  MOMENTS,
  RUN,
  signAs,
  signed,
  SIGNER,
  TARGET_REF,
  utf8,
  type Person,
} from './example-signers.ts';

/** Makes complete bundles for tests: a real repository, real ssh-keygen keys, a real test run; only the moments are fixed. */

/** What a test may make different about a bundle, before anything is sealed. */
export type BuildOptions = {
  readonly contract?: Contract;
  /** Lines of `events.normalized.jsonl` beyond the first. */
  readonly events?: number;
  /** Changes the files before they are sealed. */
  readonly alter?: (files: Map<string, Uint8Array>) => void;
};

/** A bundle and everything that made it, so that a test can make it again in another way. */
export type BuiltBundle = {
  readonly contract: Contract;
  readonly repository: Repository;
  readonly harnessPem: string;
  readonly alice: Person;
  readonly trust: Trust;
  readonly allowedSigners: string;
  readonly sealed: SealedFiles;
  /** Names relative to `after/`. */
  readonly after: ReadonlyMap<string, Uint8Array>;
};

const approvalsOf = ({ contract, digest, repository, alice, harnessPem }: Stage): SealedFiles => {
  const identity = { roots: [repository.base], origin: null };
  const approval = signAs(alice, {
    ...signed(MOMENTS.approved),
    kind: 'contract',
    contract: digest,
    task: contract.id,
    version: contract.version,
    repository: identity,
    base: repository.base,
    targetRef: TARGET_REF,
    grants: ['contract', 'run'],
    attempts: contract.attempts,
    backend: 'scripted',
    harness: harnessPublicKey(harnessPem),
    ...pinsOf(contract),
  });
  const admission = signAs(alice, {
    ...signed(MOMENTS.admitted),
    kind: 'admit',
    repository: identity,
    branch: 'main',
    owned: true,
    critical: false,
    riskClass: 'MEDIUM',
  });
  const use: ApprovalUse = { writ: 1, run: RUN, attempt: 1, approval: sha256(approval), foreignUses: 0 };
  return new Map([
    ['approvals/admission.json', admission],
    ['approvals/contract.json', approval],
    ['approvals/use.json', json(use)],
  ]);
};

const filesOf = (stage: Stage, events: number): Map<string, Uint8Array> => {
  const facts = { contract: stage.digest, run: RUN };
  const [chain, trace] = [openChain(facts), openChain(facts)];
  for (let n = 0; n < events; n += 1) chain.append({ type: 'backend.said', text: `line ${n} — “ä”, \u007f, \\u007f` });
  trace.append({ type: 'run.ended' });
  const check = runCheck(stage.repository);
  const without = runWithout(stage.repository);
  const report = reportOf(stage);
  return new Map([
    ...approvalsOf(stage),
    ['contract.json', utf8(contractJson(stage.contract))],
    ['freshness.json', json(freshnessOf(stage))],
    ['backend/backend.json', json(BACKEND)],
    ['backend/stdout.log', utf8('done — all tests pass\u007f\n')],
    ['backend/stderr.log', new Uint8Array()],
    ['changes.json', json(changesOf(stage.repository))],
    ['secrets.json', json(secretsOf(stage.repository))],
    ['rules.json', json(rulesOf(stage.repository))],
    ['dependencies.json', json(dependenciesOf(stage.repository))],
    ['specs.json', json(specsOf(stage))],
    [
      'actions.json',
      json({ writ: 1, actions: [{ action: 'edit', provenance: 'declared', detail: 'sum.mjs \u007f \\u007f \\\\' }] }),
    ],
    ['checks/sum/check.json', json(check.record)],
    ['checks/sum/stdout.log', check.stdout],
    ['checks/sum/stderr.log', check.stderr],
    ['proof/proof.json', json(proofOf(stage))],
    ['proof/p1/check.json', json(without.record)],
    ['proof/p1/stdout.log', without.stdout],
    ['proof/p1/stderr.log', without.stderr],
    ['proof/p2/check.json', json({ ...check.record, place: ELSEWHERE })],
    ['proof/p2/stdout.log', check.stdout],
    ['proof/p2/stderr.log', check.stderr],
    ['patch.diff', utf8('-a - b\n+a + b\n')],
    ['test.log', check.stdout],
    ['events.normalized.jsonl', utf8(chainText(chain))],
    ['trace.jsonl', utf8(chainText(trace))],
    ['replay.json', json({ writ: 1 })],
    ['report.json', json(report)],
    ['report.md', utf8(renderReport(report))],
  ]);
};

/** What the harness and the person sign after the seal: PASS, accepted, landed. */
const afterOf = (stage: Stage, sealed: SealedFiles): ReadonlyMap<string, Uint8Array> => {
  const { repository, digest, alice, harnessPem } = stage;
  const manifest = sha256(sealed.get('manifest.intoto.jsonl') ?? new Uint8Array());
  const judged = judgeRun(readEvidence(sealed, { at: MOMENTS.judged, trust: stage.trust }));
  const harness = (payloadType: string, value: unknown): Uint8Array =>
    utf8(signByHarness({ payloadType, payload: json(value), privateKeyPem: harnessPem }));
  const verdict = harness(VERDICT_PAYLOAD_TYPE, {
    writ: 1,
    kind: 'verdict',
    run: RUN,
    at: MOMENTS.judged,
    manifest,
    contract: digest,
    tree: repository.tree,
    ...judged,
  });
  const decision = signAs(alice, {
    ...signed(MOMENTS.decided),
    kind: 'decision',
    outcome: 'accept',
    because: '',
    run: RUN,
    contract: digest,
    manifest,
    verdict: sha256(verdict),
    result: judged.result,
    notices: judged.notices,
    manual: [],
    tree: repository.tree,
    base: repository.base,
    targetRef: TARGET_REF,
    targetOld: repository.base,
    summary: digestOf('summary'),
  });
  const { commit, tree, base } = repository;
  const landing = {
    writ: 1,
    kind: 'landing',
    run: RUN,
    at: MOMENTS.landed,
    decision: sha256(decision),
    how: 'fast-forward',
    policy: landingPolicyOf('main', []),
    commit,
    tree,
    parent: base,
    ref: TARGET_REF,
    old: base,
    new: commit,
  };
  return new Map([
    ['1-verdict.json', verdict],
    ['2-decision.json', decision],
    ['3-landing.json', harness(LANDING_PAYLOAD_TYPE, landing)],
  ]);
};

/**
 * Builds a complete bundle: sealed, judged PASS, accepted and landed by alice.
 * @param folder an empty folder for the repository and the keys; the caller removes it.
 */
export const buildBundle = (folder: string, options: BuildOptions = {}): BuiltBundle => {
  const alice = makePerson(folder, SIGNER);
  const contract = options.contract ?? exampleContract();
  const allowedSigners = `${allowedSignerLine({ name: SIGNER, publicKey: alice.publicKey, kinds: STATEMENT_KINDS })}\n`;
  const trust = parseTrust({ allowedSigners, revokedKeys: '' });
  if (!trust.ok) throw new Error(trust.failures[0].message);
  const repository = makeRepository(join(folder, 'repository'));
  const stage: Stage = {
    contract,
    digest: contractDigest(contract),
    repository,
    alice,
    harnessPem: makeHarness(),
    allowedSigners,
    trust: trust.value,
  };
  const files = filesOf(stage, options.events ?? 3);
  options.alter?.(files);
  const { base, tree } = repository;
  const sealed = sealBundle(files, { run: RUN, task: contract.id, attempt: 1, base, tree }, stage.harnessPem);
  return {
    contract,
    repository,
    harnessPem: stage.harnessPem,
    alice,
    trust: trust.value,
    allowedSigners,
    sealed,
    after: afterOf(stage, sealed),
  };
};

/** Writes a bundle as it lies on disk. */
export const writeBundle = (folder: string, { sealed, after }: Pick<BuiltBundle, 'sealed' | 'after'>): void => {
  const write = (path: string, bytes: Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  for (const [path, bytes] of sealed) write(join('sealed', path), bytes);
  for (const [path, bytes] of after) write(join('after', path), bytes);
};
