import {
  coverageTermsOf,
  parseDuration,
  strictestCoverage,
  stricter,
  strictestDemand,
  TERMS,
  type Approvals,
  type ChangeDemand,
  type Check,
  type CoverageTerms,
  type LandingRule,
  type ReviewLevels,
  type Strictness,
  type Tier,
} from '#contract';
import { ok, type Result } from '#failure';
import {
  bothNeverWaived,
  combineSettings,
  landingRulesOf,
  NO_POLICY,
  parseCommittedPolicy,
  parseSettings,
  type Settings,
} from '#host';
import type { SettingsTexts } from './settings-texts.ts';

/** How long a review may take where nobody says. */
const REVIEW_MS = 10 * 60_000;

/** What holds in a repository. */
export type StandingSettings = {
  readonly settings: Settings & { readonly strictness: Strictness; readonly never_waive: readonly string[] };
  /** What each policy that holds here says of who approves; none of them loosens another. */
  readonly approvals: readonly Approvals[];
  /** What an archive of a change of the specs needs, by the strictest of them. */
  readonly changes: ChangeDemand;
  /** How much of the code must have run under the tests: of each measure the strictest of them. */
  readonly coverage: CoverageTerms;
  /** Who reviews results, how long that may take, and what each source asks of a review. */
  readonly review: { readonly by: string | null; readonly timeoutMs: number; readonly levels: readonly ReviewLevels[] };
  /** Rules about target branches, the person's first and then those of this clone. */
  readonly landingRules: readonly LandingRule[];
  /** What a change has to pass for which nobody wrote a contract, and how risky it is at least. */
  readonly declared: { readonly checks: readonly Check[]; readonly tier: Tier };
};

/** What holds of the settings that were read: the nearer wins, and nobody makes it laxer. Fails with `config.invalid`. */
export const parseStandingSettings = (texts: SettingsTexts): Result<StandingSettings> => {
  const person = parseSettings(texts.person.bytes, texts.person.path);
  if (!person.ok) return person;
  const own = parseSettings(texts.repository.bytes, texts.repository.path);
  if (!own.ok) return own;
  const combined = combineSettings(person.value, own.value);
  const policy = texts.committed === null ? ok(NO_POLICY) : parseCommittedPolicy(texts.committed);
  if (!policy.ok) return policy;
  const strictness = stricter(combined.strictness ?? 'light', policy.value.strictness);
  const never_waive = bothNeverWaived(combined.never_waive, policy.value.neverWaive);
  const approvals = [person.value, own.value, policy.value].flatMap(({ approvals: asked = [] }) => asked);
  const changes = strictestDemand([
    person.value.changes,
    own.value.changes,
    policy.value.changes,
    TERMS[strictness].changes,
  ]);
  const landingRules = [...landingRulesOf(person.value.landing), ...landingRulesOf(own.value.landing)];
  const coverage = strictestCoverage([
    ...[person.value, own.value].map((one) => coverageTermsOf(one.coverage)),
    policy.value.coverage,
  ]);
  const named = { ...person.value.review, ...own.value.review };
  const review = {
    by: named.by ?? null,
    timeoutMs: parseDuration(named.timeout ?? '') ?? REVIEW_MS,
    levels: [person.value.review?.demand ?? {}, own.value.review?.demand ?? {}, policy.value.review],
  };
  const declared = { checks: policy.value.checks, tier: policy.value.tier };
  return ok({
    settings: { ...combined, strictness, never_waive },
    approvals,
    changes,
    coverage,
    review,
    landingRules,
    declared,
  });
};
