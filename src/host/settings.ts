import { stringify } from 'yaml';
import { z } from 'zod';
import {
  CHANGE_DEMANDS,
  coverageSettings,
  parseDuration,
  reviewLevelsSchema,
  coverageTermsOf,
  FIELD,
  GATE_IDS,
  isCheckId,
  STRICTNESS,
  stricter,
  TIERS,
  type ChangeDemand,
  type Check,
  type CoverageTerms,
  type LandingRule,
  type ReviewLevels,
  type Strictness,
  type Tier,
} from '#contract';
import { fail, ok, type Result } from '#failure';
import { readIfThere, SETTINGS_LIMIT_BYTES } from './files.ts';
import { rewriteDurably } from './persons-files.ts';
import { landingRulesOf, landingSettings } from './landing-settings.ts';
import { POLICY_FILE } from './repository.ts';
import { parseSettingsText } from './settings-file.ts';

const backend = z.strictObject({
  /** An agent that is known, or `acp`: any other that speaks the Agent Client Protocol. */
  preset: z.enum(['codex', 'opencode', 'codex-acp', 'claude', 'gemini', 'acp']).optional(),
  /** Argv; `{brief}` stands for the brief, `{brief-file}` for a file that holds it. */
  run: z.tuple([z.string().min(1)], z.string()).optional(),
  brief: z.enum(['stdin', 'argument', 'file']).optional(),
  version: z.array(z.string()).optional(),
  model: z.string().min(1).optional(),
  /** The name an agent has to give itself, and the mode it has to be in. */
  agent: z.string().min(1).optional(),
  mode: z.string().min(1).optional(),
  environment: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u)).optional(),
  endpoint: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/u })
        .refine((url) => new URL(url).pathname === '/', 'name the origin alone: the backend adds the path itself'),
      key_env: z.string().optional(),
      header: z.string().optional(),
    })
    .optional(),
  mounts: z.array(z.string().startsWith('/')).optional(),
  /** Files of log-ins, of which it is handed a copy. */
  login: z
    .array(
      z.string().regex(/^~(\/(?!\.{1,2}(\/|$))[^/\0]+)+$/u, 'is a file below your home, such as ~/.codex/auth.json'),
    )
    .min(1)
    .max(8)
    .refine((names) => new Set(names).size === names.length, 'name a file twice')
    .optional(),
  tiers: z.array(z.enum(TIERS)).optional(),
  /** Whether the program speaks MCP to the session it works in. */
  session: z.boolean().optional(),
});

/** Signers by name, each once, in the order in which they approve. */
const approvers = z
  .array(z.string().regex(/^[a-z][a-z0-9._-]*$/u))
  .refine((names) => new Set(names).size === names.length, 'name a signer twice');
const approvals = z.partialRecord(z.enum(STRICTNESS), approvers);
/** Gates that nobody may waive here, whatever the policy table allows. */
const neverWaived = z.array(z.string().refine((name) => GATE_IDS.some((id) => id === name), 'is no gate'));

/** Who reviews results, how long that may take, and what it counts for. */
const review = z.strictObject({
  by: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/u)
    .optional(),
  timeout: z
    .string()
    .refine((text) => parseDuration(text) !== null, 'is a duration such as 10m')
    .optional(),
  demand: reviewLevelsSchema.optional(),
});

const schema = z.strictObject({
  signer: z.strictObject({ name: z.string(), key: z.string() }).optional(),
  strictness: z.enum(STRICTNESS).optional(),
  /** Who has to approve a contract of this strictness, in this order. */
  approvals: approvals.optional(),
  /** What an archive of a change of the specs needs. */
  changes: z.enum(CHANGE_DEMANDS).optional(),
  /** Ignored folders of the checkout that jails may read, such as node_modules. */
  provide: z.array(z.string().regex(/^[^/.][^/]*(\/[^/.][^/]*)*$/u)).optional(),
  /** A folder of the checkout, ignored by git, in which the workspaces of tasks are made, such as `.worktrees/feat`. */
  workspaces: z
    .string()
    .regex(
      /^(?!\.(?:git|writ)(?:\/|$))(?!\.{1,2}(?:\/|$))[^/\0]+(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)*$/u,
      'is a folder below the checkout, such as .worktrees/feat',
    )
    .optional(),
  /** `checkout`: checks use the person's own `node_modules`, and nothing is installed from a lockfile. */
  packages: z.enum(['checkout']).optional(),
  /** A folder of advisories in the form of OSV, in which packages that a run changes are looked up; and its digest. */
  advisories: z
    .strictObject({
      folder: z.string().startsWith('/'),
      digest: z
        .string()
        .regex(/^[0-9a-f]{64}$/u)
        .optional(),
    })
    .optional(),
  check: z.string().optional(),
  never_waive: neverWaived.optional(),
  /** How much of the code must have run under the tests. */
  coverage: coverageSettings.optional(),
  review: review.optional(),
  backends: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/u), backend).optional(),
  landing: landingSettings.optional(),
});

/** The person's settings, and those for one repository. Both lie outside the tree. */
export type Settings = z.infer<typeof schema>;
export type BackendSettings = z.infer<typeof backend>;

/** Reads a settings file; an absent one is empty settings. Fails with `config.invalid`, naming the place. */
export const readSettings = (path: string): Result<Settings> => {
  const read = readIfThere(path, SETTINGS_LIMIT_BYTES);
  return read.ok ? parseSettings(read.value, path) : read;
};

/** The settings in the bytes of a file; null stands for a file that is not there. Fails as `readSettings` does. */
export const parseSettings = (bytes: Uint8Array | null, path: string): Result<Settings> => {
  if (bytes === null) return ok({});
  try {
    return parseSettingsText(path, new TextDecoder('utf-8', { fatal: true }).decode(bytes), schema);
  } catch {
    return fail('config.invalid', `${path} is not UTF-8 text`);
  }
};

/** Writes a settings file durably; one that is a link stays one. */
export const writeSettings = (path: string, settings: Settings): Result<null> =>
  rewriteDurably(path, stringify(settings));

/** Two lists of gates nobody may waive, as one: none can take a gate out of another's. */
export const bothNeverWaived = (one: readonly string[] = [], other: readonly string[] = []): string[] => [
  ...new Set([...one, ...other]),
];

/**
 * Two settings as one: the nearer one wins, but where one is stricter: there the stricter does. Rules about target branches
 * are not combined here: all that match a branch hold together, whichever file they are in.
 */
export const combineSettings = (person: Settings, repository: Settings): Settings => ({
  ...person,
  ...repository,
  strictness: stricter(person.strictness ?? 'light', repository.strictness ?? 'light'),
  never_waive: bothNeverWaived(person.never_waive, repository.never_waive),
  backends: { ...person.backends, ...repository.backends },
});

/** Every value as text, which is how a task file is read: `timeout: 90` and `timeout: '90'` are the same there. */
const asTexts = (value: unknown): unknown => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asTexts(one)]));
};

/** Checks in the form they have in a task file. */
const checks = z
  .array(
    z.preprocess(asTexts, FIELD.check).refine(({ id }) => isCheckId(id), 'has an id of other than letters and digits'),
  )
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'name a check twice');

const committed = z.strictObject({
  strictness: z.enum(STRICTNESS).optional(),
  /** What a change has to pass for which nobody wrote a contract. */
  checks: checks.optional(),
  /** How risky such a change is at least. */
  risk_tier: z.enum(TIERS).optional(),
  approvals: approvals.optional(),
  changes: z.enum(CHANGE_DEMANDS).optional(),
  never_waive: neverWaived.optional(),
  coverage: coverageSettings.optional(),
  /** A repository names no program to be run: it can only ask for more. */
  review: review.pick({ demand: true }).optional(),
  landing: landingSettings.optional(),
});

/** What a repository asks for by a file in its tree. */
export type CommittedPolicy = {
  readonly strictness: Strictness;
  readonly approvals?: Settings['approvals'];
  readonly changes: ChangeDemand;
  readonly neverWaive: readonly string[];
  readonly coverage: CoverageTerms;
  readonly review: ReviewLevels;
  readonly landing: readonly LandingRule[];
  readonly checks: readonly Check[];
  readonly tier: Tier;
};

/** What holds where nothing is committed. */
export const NO_POLICY: CommittedPolicy = {
  ...{
    strictness: 'light',
    neverWaive: [],
    coverage: {},
    review: {},
    landing: [],
    checks: [],
    tier: 'LOW',
    changes: 'free',
  },
};

/** The policy a repository commits in `.writ/policy.yaml`: it may ask for more than the person does, and for nothing else. */
export const parseCommittedPolicy = (text: string): Result<CommittedPolicy> => {
  const parsed = parseSettingsText(POLICY_FILE, text, committed);
  if (!parsed.ok) return parsed;
  const { never_waive: neverWaive = [], landing, risk_tier: tier = NO_POLICY.tier, ...rest } = parsed.value;
  const {
    strictness = NO_POLICY.strictness,
    checks: declared = [],
    approvals: asked,
    changes = NO_POLICY.changes,
    coverage,
    review: reviewed,
  } = rest;
  const terms = {
    coverage: coverageTermsOf(coverage),
    review: reviewed?.demand ?? {},
    landing: landingRulesOf(landing),
  };
  const policy = { strictness, neverWaive, tier, changes, checks: declared, ...terms };
  return ok(asked === undefined ? policy : { ...policy, approvals: asked });
};
