import { canonicalJson, landingPolicyOf, sha256 } from '#contract';
import { judgeRun, type LandingEvidence } from '#gates';
import {
  parseVerdict,
  readableToken,
  signByHarness,
  VERDICT_PAYLOAD_TYPE,
  verifyHarness,
  harnessPublicKey,
  type Decision,
  type VerdictStatement,
} from '#signoff';
import type { TestSigner } from '../../../src/signoff/signing.fixture.ts';
import {
  alice,
  AT,
  bob,
  BASE,
  harnessPem,
  honest,
  RUN,
  signAs,
  TARGET_REF,
  TREE,
  trust,
  utf8,
} from './evidence.fixture.ts';

/** The honest run judged, accepted, and about to land; fixtures change one thing of it. */

const again = judgeRun({ ...honest, at: AT.decided });
const { manifest } = honest.seal;
const { contract } = honest;

/** The verdict of the honest run, changed, in the envelope of the harness. */
export const verdictAs = (change: Partial<VerdictStatement> = {}): Uint8Array => {
  const statement: VerdictStatement = {
    ...{ writ: 1, kind: 'verdict', run: RUN, at: AT.judged, manifest, contract: contract.digest, tree: TREE },
    ...judgeRun(honest),
    ...change,
  };
  return utf8(
    signByHarness({
      payloadType: VERDICT_PAYLOAD_TYPE,
      payload: utf8(canonicalJson(statement)),
      privateKeyPem: harnessPem,
    }),
  );
};

/** That verdict as it is read back, with the digest of its envelope. */
const recordedAs = (change: Partial<VerdictStatement> = {}): NonNullable<LandingEvidence['recorded']> => {
  const envelope = verdictAs(change);
  const payload = verifyHarness({
    ...{ bytes: envelope, name: 'the verdict', payloadType: VERDICT_PAYLOAD_TYPE },
    publicKey: harnessPublicKey(harnessPem),
  });
  const verdict = payload.ok ? parseVerdict(payload.value) : payload;
  if (!verdict.ok) throw new Error(verdict.failures[0].message);
  return { verdict: verdict.value, digest: sha256(envelope) };
};

const recorded = recordedAs();

const DECISION: Decision = {
  ...{ writ: 1, signer: 'alice', at: AT.decided, until: AT.until, nonce: 'd'.repeat(32) },
  ...{ token: readableToken('alice', AT.decided), kind: 'decision', outcome: 'accept', because: '', run: RUN },
  ...{ contract: contract.digest, manifest, verdict: recorded.digest, result: 'PASS' },
  ...{ notices: recorded.verdict.notices, tree: TREE, base: BASE, targetRef: TARGET_REF, targetOld: BASE },
  manual: [{ item: 5, says: 'the help text is right', confirmed: true }],
  summary: sha256('the summary'),
};

/** What holds for a branch of which no settings speak. */
export const OPEN_POLICY = landingPolicyOf('main', []);

/** The honest decision, changed and signed. */
export const decidedAs = (change: Partial<Decision>, by: TestSigner = alice): Uint8Array =>
  signAs(by, {
    ...DECISION,
    ...change,
    token: readableToken(change.signer ?? DECISION.signer, change.at ?? DECISION.at),
  });

/** Only where the target has moved is anything carried over. */
export const landing: Required<Omit<LandingEvidence, 'carried' | 'currency'>> = {
  ...{ at: AT.landing, trust, recorded, again, manifest, contract, tree: TREE, base: BASE, targetRef: TARGET_REF },
  ...{ decisions: [decidedAs({})], policy: OPEN_POLICY, ownBranch: false, target: BASE, failures: [] },
};

/** The target stands somewhere else, where what is cited reads as it did. */
export const standing = (target: string | null, of: LandingEvidence = landing): LandingEvidence => ({
  ...of,
  target,
  ...(target !== null && {
    currency: { commit: target, cites: honest.specs.result?.cites.map(({ cite, digest }) => ({ cite, approved: digest, own: digest, now: digest, lapsed: false })) ?? [] },
  }),
}); // prettier-ignore

/** The landing under another decision. */
export const decided = (change: Partial<Decision>, by: TestSigner = alice): LandingEvidence => ({
  ...landing,
  decisions: [decidedAs(change, by)],
});
/** The landing under two decisions: alice's, and then that of another signer, bob unless it is said who. */
export const chained = (first: Partial<Decision>, second: Partial<Decision>, by: TestSigner = bob): LandingEvidence => {
  const one = decidedAs(first);
  return { ...landing, decisions: [one, decidedAs({ after: sha256(one), ...second }, by)] };
};
/** The landing under another verdict, which was accepted like the honest one. */
export const judged = (change: Partial<VerdictStatement>): LandingEvidence => {
  const other = recordedAs(change);
  const { result, notices, noChange } = other.verdict;
  const decision = decidedAs({ verdict: other.digest, result, notices, ...(noChange && { noChange }) });
  return { ...landing, recorded: other, decisions: [decision] };
};
/** The landing evidence without some of its parts. */
export const lacking = (...parts: readonly (keyof LandingEvidence)[]): LandingEvidence => {
  const { at, failures, ownBranch } = landing;
  const rest = Object.fromEntries(Object.entries(landing).filter(([part]) => !parts.some((gone) => gone === part)));
  return { ...rest, at, trust, failures, ownBranch };
};
