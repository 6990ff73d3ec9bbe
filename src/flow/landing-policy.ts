import {
  impossibleIn,
  landingPolicyOf,
  ownBranchOf,
  type Contract,
  type LandingPolicy,
  type LandingRule,
} from '#contract';
import { fail, ok, type Result } from '#failure';
import { fileAt, parseCommittedPolicy, POLICY_FILE } from '#host';
import type { Project } from './project.ts';

/** A target branch, and the commit of it whose policy counts. What a result would commit has no say in how it lands. */
type Target = { readonly targetRef: string; readonly at: string };

/** Every rule that may be about a target branch: the person's, those of this clone, and those its commit holds. */
const rulesFor = async ({ repository, landingRules }: Project, at: string): Promise<Result<readonly LandingRule[]>> => {
  const text = await fileAt(repository, at, POLICY_FILE);
  if (!text.ok) return text;
  const committed = text.value === null ? ok(null) : parseCommittedPolicy(text.value);
  return committed.ok ? ok([...landingRules, ...(committed.value?.landing ?? [])]) : committed;
};

/** The policy of a target branch as one of its commits has it. Fails with `config.invalid` where nobody could ever decide under it. */
export const policyOf = async (project: Project, { targetRef, at }: Target): Promise<Result<LandingPolicy>> => {
  const rules = await rulesFor(project, at);
  if (!rules.ok) return rules;
  const policy = landingPolicyOf(targetRef.slice('refs/heads/'.length), rules.value);
  const impossible = impossibleIn(policy);
  return impossible === null
    ? ok(policy)
    : fail('config.invalid', impossible, { remedy: `mend \`landing\` in your settings, or in ${POLICY_FILE}` });
};

/** The name of the branch of its own that a result is put on where none is named. */
export const ownBranchFor = async (project: Project, contract: Contract, base: string): Promise<Result<string>> => {
  const rules = await rulesFor(project, base);
  return rules.ok ? ok(ownBranchOf(contract, rules.value)) : rules;
};
