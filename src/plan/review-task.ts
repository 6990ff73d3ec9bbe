import { sha256 } from '#contract';
import type { TaskGraph } from './graph.ts';
import type { ReviewPoint } from './reviews.ts';

/** A JSON string is a YAML string, whatever it holds. */
const quoted = (text: string): string => JSON.stringify(text);

/** An id is no longer than this. */
const LONGEST = 96;

/** The id of the review before a task: the same each time, so that it is made once; of no two tasks the same. */
export const reviewId = (before: string): string => {
  const id = `WP-review-before-${before.replace(/^WP-/u, '')}`;
  return id.length <= LONGEST ? id : `${id.slice(0, LONGEST - 9)}-${sha256(before).slice(0, 8)}`;
};

/** A review as a task of its own. */
export type ReviewText = {
  readonly id: string;
  readonly before: string;
  readonly of: readonly string[];
  readonly text: string;
};

/**
 * The task file of a review: somebody reads what the tasks before it made and writes down what was found, and a person
 * confirms that nothing of it stands in the way. A whole contract, so that it can be signed as it is.
 */
export const reviewTask = ({ tasks }: TaskGraph, point: ReviewPoint): ReviewText => {
  const [before, of] = [tasks[point.before], point.of.flatMap((task) => tasks[task] ?? [])];
  const beforeId = before?.id ?? '';
  const id = reviewId(beforeId);
  const ids = of.map((task) => task.id);
  const phase = before?.phase ?? null;
  const text = `---
id: ${id}
name: ${quoted(`Review before ${beforeId}`)}
type: docs
depends_on: [${ids.join(', ')}]
estimate: { scope: single, risk: low, impact: component, level: review }
${phase === null ? '' : `phase: ${phase}\n`}paths:
  allow: [docs/reviews/${id}.md]
done:
  - says: ${quoted(`What was found in ${ids.join(', ')} is written down, and what stands in the way of ${beforeId} is named`)}
    manual: "read the findings; each one says where, what, and whether it stands in the way"
no_tests: "because a review is text"
rollback: "revert the landing commit"
---

## What

Read what came of ${ids.join(', ')}, against their contracts and the architecture, and write the findings to docs/reviews/${id}.md.

## Why

${beforeId} comes next, and ${point.reasons.join('; ')}.

## Out of scope

Mending what was found: each such thing is a task of its own.
`;
  return { id, before: beforeId, of: ids, text };
};
