import type { Tier } from './contract.ts';
import type { Estimate } from './estimate.ts';
import { DEPENDENCY_FILES } from './path-actions.ts';
import { isGlob, isProtected } from './path-kinds.ts';
import { globMatcher, globProblem } from './paths.ts';
import { higherTier } from './policy.ts';

const BY_RISK: Record<Estimate['risk'], Tier> = {
  trivial: 'LOW',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'HIGH',
};
const BY_IMPACT: Record<Estimate['impact'], Tier> = {
  isolated: 'LOW',
  component: 'LOW',
  phase: 'MEDIUM',
  project: 'HIGH',
};
const BY_SCOPE: Record<Estimate['scope'], Tier> = {
  single: 'LOW',
  narrow: 'LOW',
  moderate: 'LOW',
  broad: 'MEDIUM',
  system: 'HIGH',
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Words in the name of a file or folder that say what it deals with. */
const SENSITIVE_WORDS: readonly { readonly tier: Tier; readonly says: string; readonly words: ReadonlySet<string> }[] =
  [
    {
      tier: 'HIGH',
      says: 'payment',
      words: words('payment payments billing checkout invoice invoices stripe paypal wallet payout payouts'),
    },
    {
      tier: 'HIGH',
      says: 'cryptography or secrets',
      words: words('crypto cryptography cipher encryption encrypt decrypt signing secret secrets vault keystore'),
    },
    {
      tier: 'MEDIUM',
      says: 'authentication',
      words: words(
        'auth authn authz authentication authorization login logout signin signup session sessions password passwords oauth oidc saml sso jwt permission permissions acl rbac mfa totp webauthn',
      ),
    },
    { tier: 'MEDIUM', says: 'migrations', words: words('migration migrations migrate alembic flyway liquibase') },
    {
      tier: 'MEDIUM',
      says: 'infrastructure',
      words: words('terraform kubernetes k8s helm dockerfile deploy deployment deployments infra infrastructure'),
    },
  ];

type Reason = { readonly tier: Tier; readonly says: string };

const wordsIn = (entry: string): readonly string[] =>
  entry
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);

const DEPENDENCIES: ReadonlySet<string> = new Set(DEPENDENCY_FILES);

const namesDependencies = (entry: string): boolean => {
  if (DEPENDENCIES.has(entry.slice(entry.lastIndexOf('/') + 1))) return true;
  return isGlob(entry) && globProblem(entry) === null && DEPENDENCY_FILES.some(globMatcher(entry));
};

const reasonsOf = (entry: string): readonly Reason[] => {
  const said = wordsIn(entry);
  const about = SENSITIVE_WORDS.filter(({ words: sensitive }) => said.some((word) => sensitive.has(word)));
  return [
    ...(isProtected(entry) ? [{ tier: 'HIGH', says: `${entry} is protected` } as const] : []),
    ...(namesDependencies(entry) ? [{ tier: 'MEDIUM', says: `${entry} reaches dependencies` } as const] : []),
    ...about.map(({ tier, says }) => ({ tier, says: `${entry} is about ${says}` })),
  ];
};

const reasonsOfEstimate = ({ risk, impact, scope }: Estimate): readonly Reason[] => [
  { tier: BY_RISK[risk], says: `estimated risk ${risk}` },
  { tier: BY_IMPACT[impact], says: `estimated impact ${impact}` },
  { tier: BY_SCOPE[scope], says: `estimated scope ${scope}` },
];

/**
 * The lowest risk tier a task may have without a reason in its signed bytes: the highest that its estimate or any
 * allowed path asks for. Implements X-D7.
 *
 * @returns the tier, and every reason for exactly that tier (“nothing raises it” for a LOW one): never an empty list.
 */
export const tierFloor = (
  estimate: Estimate | null,
  allow: readonly string[],
): { readonly tier: Tier; readonly because: readonly string[] } => {
  const reasons = [...(estimate === null ? [] : reasonsOfEstimate(estimate)), ...allow.flatMap(reasonsOf)];
  const tier = reasons.reduce<Tier>((floor, reason) => higherTier(floor, reason.tier), 'LOW');
  const because =
    tier === 'LOW' ? ['nothing raises it'] : reasons.filter((reason) => reason.tier === tier).map(({ says }) => says);
  return { tier, because };
};
