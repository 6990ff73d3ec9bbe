import { z } from 'zod';
import { BRANCH_PREFIXES, globProblem, LANDING_WAYS, TASK_TYPES, type LandingRule } from '#contract';
import { SIGNER_NAME } from '#signoff';

const signer = z.string().regex(SIGNER_NAME, "is not a signer's name");
const signers = z
  .array(signer)
  .min(1, 'is empty, so nobody could decide')
  .refine((names) => new Set(names).size === names.length, 'names a signer twice');

/** The first part of a branch's name, as git takes it: words with `/`, `-` or `_` at the end. */
const prefix = z
  .string()
  .regex(
    /^(?!.*(\/\/|\/\.|\.\.|\.lock\/))[A-Za-z0-9][A-Za-z0-9._/-]*[/_-]$/u,
    'cannot begin the name of a branch, such as feat/',
  );

const prefixes = z.enum(['short', 'long']).or(z.partialRecord(z.enum(TASK_TYPES), prefix));

const rule = z.strictObject({
  /** A list: one of them. `any` and `each` say which is meant; `each` in this order. */
  decide: z.union([signers, z.strictObject({ any: signers }), z.strictObject({ each: signers })]).optional(),
  how: z.enum(LANDING_WAYS).optional(),
  protected: z.boolean().optional(),
  health: z.tuple([z.string().min(1)], z.string()).optional(),
  branches: prefixes.optional(),
});

/** What keeps a pattern from naming branches, or null. */
const problemOf = (pattern: string): string | null =>
  pattern.startsWith('refs/') ? 'name the branch without refs/heads/' : globProblem(pattern);

/** What settings say of target branches: by name, or by a pattern with `*` and `**`. */
export const landingSettings = z.record(z.string(), rule).superRefine((rules, context) => {
  for (const pattern of Object.keys(rules)) {
    const message = problemOf(pattern);
    if (message !== null) context.addIssue({ code: 'custom', path: [pattern], message });
  }
});

type LandingSettings = z.infer<typeof landingSettings>;

const decidersOf = (decide: LandingSettings[string]['decide']): Pick<LandingRule, 'any' | 'each'> => {
  if (decide === undefined) return {};
  return Array.isArray(decide) ? { any: decide } : decide;
};

/** The same as rules, in the order in which they stand in the file. */
export const landingRulesOf = (settings: LandingSettings = {}): readonly LandingRule[] =>
  Object.entries(settings).map(([name, { decide, how, protected: isProtected, health, branches }]) => ({
    pattern: name,
    ...decidersOf(decide),
    ...(how === undefined ? {} : { how }),
    ...(isProtected === undefined ? {} : { protected: isProtected }),
    ...(health === undefined ? {} : { health }),
    ...(branches === undefined ? {} : { branches: prefixesOf(branches) }),
  }));

/** A named set, or the short one but for what is said. */
const prefixesOf = (branches: z.infer<typeof prefixes>): NonNullable<LandingRule['branches']> =>
  typeof branches === 'string' ? BRANCH_PREFIXES[branches] : branches;
