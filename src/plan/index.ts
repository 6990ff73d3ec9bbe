/**
 * Plan: what is worth doing and how far it has come: task states and the board, computed from what happened; and the
 * graph of tasks: its order, its risk, its cost, what may go side by side.
 *
 * Pure. It reads no ledger and no file: rows and events are passed in, values come out.
 */
export { afterRuns, MOST_ATTEMPTS, MOST_FAILED, type AfterRuns, type Tried } from './again.ts';
export { blockerId, blockerTask, type Stopped } from './blocker-task.ts';
export * from './board.ts';
export { bottlenecks, type Bottleneck } from './bottlenecks.ts';
export * from './coordination.ts';
export * from './cost.ts';
export { drawn, type Row } from './drawing.ts';
export { buildGraph, type GraphFault, type PlanTask, type TaskGraph } from './graph.ts';
export { dotOf, mermaidOf, type Picture } from './graph-text.ts';
export { nextSteps, type NextStep, type NextSteps } from './next-steps.ts';
export { criticalPath, generations, riskPath, slackOf, tailsOf } from './order.ts';
export { riskOf } from './estimate-numbers.ts';
export { contactText } from './overlap.ts';
export { delayedBy, isOver, openPart, waitedForBy, wayToPhase } from './reach.ts';
export { reviewPoints, type ReviewPoint } from './reviews.ts';
export { reviewId, reviewTask, type ReviewText } from './review-task.ts';
export { riskDistribution, toDecompose } from './risk.ts';
export { overlapsIn, parallelGroups, type Overlap, type ParallelGroup } from './side-by-side.ts';
export { doneRefusal, supersedeRefusal } from './may-supersede.ts';
export * from './task-state.ts';
export { decisionRefusal, type WantedDecision } from './who-decides.ts';
export { dueOn, overdue, overdueText, type Overdue } from './clocks.ts';
export { checkClaims, hashesClaimed, type ClaimCheck } from './report/claims.ts';
export { isAllDone, reportLines, reportMarkdown } from './report/report-text.ts';
export { REPORTED, workReport, type Happened, type WorkReport } from './report/work-report.ts';
export { AGENT_TOOLS, agentFiles, type AgentToolName } from './roles/agent-files.ts';
export { allRoles, promptOf, roleInBrief, writesOf, type FullRole } from './roles/role.ts';
export { SIGNED } from './render/board-file.ts';
export { PROJECTIONS, projectionCalled, type Projection } from './render/catalogue.ts';
export type { RenderInput } from './render/input.ts';
export { markedText, standingOf, type Rendered, type Standing } from './render/marker.ts';
export { staleMentions, type OrNone, type PhaseTerms } from './phase-terms.ts';
export * from './phases.ts';
export { requirementOf, touchedPaths } from './touched.ts';
