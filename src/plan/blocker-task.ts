import { sha256, visibleLine } from '#contract';
import { BLOCKER } from './blocked-task.ts';

/** A task that was stopped, and what was found against its last run. */
export type Stopped = {
  readonly task: string;
  readonly name: string;
  readonly because: string;
  readonly findings: readonly string[];
};

/** A JSON string is a YAML string, whatever it holds. */
const quoted = (text: string): string => JSON.stringify(text);

/** An id is no longer than this. */
const LONGEST = 96;
const MOST_FINDINGS = 50;

/** The id of the task that unblocks another; the second time that one is stopped it is another task. */
export const blockerId = (task: string, count: number): string => {
  const id = `${BLOCKER}${task.replace(/^WP-/u, '')}${count === 1 ? '' : `-${count}`}`;
  return id.length <= LONGEST ? id : `${id.slice(0, LONGEST - 9)}-${sha256(`${task} ${count}`).slice(0, 8)}`;
};

/** What a backend wrote stands in the text as text: no line of it begins a section, a list or a code block. */
const asText = (finding: string): string => `- \`${visibleLine(finding).replaceAll('`', "'").slice(0, 1000)}\``;

/**
 * The task file of a blocker (S2-R35): somebody finds out why a task cannot be done as it was signed, and a person
 * confirms what is to become of it. A whole contract, so that it can be signed as it is.
 *
 * @param id by `blockerId`
 */
export const blockerTask = (id: string, { task, name, because, findings }: Stopped): string => `---
id: ${id}
name: ${quoted(`Find out why ${task} cannot be done`)}
type: research
question: { asks: ${quoted(`Why can ${task} not be done?`)}, findings: docs/blockers/${id}.md }
estimate: { scope: single, risk: low, impact: component, level: review }
paths:
  allow: [docs/blockers/${id}.md]
done:
  - says: ${quoted(`It is written down why ${task} failed, and what has to change for it: its contract, its order, or what it needs`)}
    manual: "read it; it names the cause, and one way on"
attempts: 2
limits: { time: 30m }
no_tests: "because what was found out is text"
rollback: "revert the landing commit"
---

## What

${task} (${visibleLine(name)}) was stopped by itself: ${visibleLine(because)}. Read its runs (\`writ log --task ${task}\`, \`writ review RUN\`) and write to docs/blockers/${id}.md what stands in its way, with one line “Recommendation: proceed” (as it is), “pivot” (otherwise) or “block” (not at all).

## Why

Nothing of ${task} was deleted, and nobody goes on with it until a person signs it afresh: \`writ approve ${task}\` as it is, or \`writ amend ${task}\` otherwise.

## Out of scope

Doing ${task} itself.

## Notes

Found against its last run:

${findings.length === 0 ? '- nothing: it was cut off' : findings.slice(0, MOST_FINDINGS).map(asText).join('\n')}
`;
