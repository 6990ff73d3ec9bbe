/**
 * Contracts: task files read into what a person signs, the policy table, the canonical form and its digest.
 * This room thinks: values in, values out. It reads no file, no clock and no environment, and approves nothing.
 * It may import `#spec` and `#failure`, and nothing to its right.
 */
export * from './contract.ts';
export * from './canonical.ts';
export * from './policy.ts';
export { approversFor, type Approvals } from './approvers.ts';
export * from './jails.ts';
export * from './landing-message.ts';
export * from './landing-policy.ts';
export * from './estimate.ts';
export * from './coverage-terms.ts';
export { operationsCited, type CitedOperation } from './exchange-terms.ts';
export * from './review-terms.ts';
export { lookalikesIn } from './lookalike.ts';
export { placeAt } from './page.ts';
export { few } from './few.ts';
export { hidesText, visible, visibleCode, visibleJson, visibleLine } from './visible.ts';
export { changeContract, heldAsProduct, type ChangeTerms, type Signed } from './change-contract.ts';
export { contractDigest, contractJson, parseContract } from './contract-json.ts';
export { readFrontMatter, type FrontMatter, type Raw } from './front-matter.ts';
export { globMatcher, globProblem, scopeOf, scopeRuleOf, type Scope, type ScopeRule } from './paths.ts';
export { isGlob, isInstalled, isMachineCode, isProtected } from './path-kinds.ts';
export { didYouMean } from './did-you-mean.ts';
export { actionsInPath, isDependencyFile } from './path-actions.ts';
export { isBelowProduct, isSurelyTest, isUnsure, mayBeTest } from './test-paths.ts';
export { IN_SOURCE, isTestAttribute, testsInText } from './test-texts.ts';
export { tierFloor } from './risk-floor.ts';
export { citationsOf } from './citations.ts';
export { placeholdersIn } from './placeholders.ts';
export { incompleteIn } from './completeness.ts';
export { fillRemedy, type RemedyNames } from './fill-remedy.ts';
export { joinWords, splitWords, type Words } from './shell-words.ts';
export { usualReport } from './report-of.ts';
export { parseUntil } from './until.ts';
export { parseDuration, parseSize, printDuration, printSize } from './quantities.ts';
export { decoded, parseTask, parseTaskBytes, type Task, type TaskOptions } from './task-file.ts';
export { draftIn, type DraftTask } from './draft-task.ts';
export { isTaskId } from './completeness.ts';
export { RECOMMENDATIONS, recommendationOf, type Recommendation } from './question.ts';
export { ROLE_WRITES } from './role.ts';
export { isCheckId } from './tools.ts';
export { FIELD, sayUnknown } from './task-fields.ts';
export { dependencyPlace, estimatePlace } from './task-places.ts';
export { LIMITS, type TaskDefaults } from './task-contract.ts';
export { startedCommand } from './report-of.ts';
export { renderContract } from './render.ts';
export { differencesOf, renderDifferences, type Difference } from './differences.ts';
export { addDependency, editTask, isEdited, type TaskChange } from './task-edit.ts';
export { lightTask, slug, taskTemplate, type LightTask } from './task-template.ts';
export { FORM_SAYS, importTask, taskForm, type ImportedTask, type Lack } from './import/import-task.ts';
export {
  configuringIn,
  isRecipeOf,
  isRunBy,
  isRunnerFile,
  mayConfigure,
  mayBeRecipe,
  mayRunScripts,
  type Configuring,
} from './runner-files.ts';
export { readsRecipe } from './recipes.ts';
export { PRESERVING_TYPES, PROOF_DEPTHS, proofTerms, type ProofDepth, type ProofTerms } from './proof-terms.ts';
