import type { TaskType } from './contract.ts';
import { slot } from './placeholders.ts';

/** A JSON string is a YAML string, whatever it holds. */
const quoted = (text: string): string => JSON.stringify(text);
const listed = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What proves a change. */
const provenPart = `cites: []
paths:
  allow: [${quoted(slot('allow'))}]
  deny: []
forbid: []
checks:
  - id: tests
    run: [node, --test, ${quoted(slot('run'))}]
done:
  - says: ${quoted(slot('says'))}
    proof: { check: tests, test: ${quoted(slot('test'))} }
`;

/** Research has a question, a limit, and one document for what was found. */
const askedPart = (id: string): string => {
  const findings = `docs/research/${id}.md`;
  return `question: { asks: ${quoted(slot('asks'))}, findings: ${quoted(findings)} }
attempts: 1
limits: { time: 30m }
cites: []
paths:
  allow: [${quoted(findings)}]
done:
  - says: ${quoted(slot('says'))}
    manual: "read the findings; they say what they rest on, and what they leave open"
no_tests: "because what was found out is text"
`;
};

/**
 * The text of a new task file for `writ task new`: valid but for its slots, which `parseTask` reports as
 * `task.placeholder` one by one. An empty name becomes a slot too.
 */
export const taskTemplate = ({
  id,
  name,
  type,
}: {
  readonly id: string;
  readonly name: string;
  readonly type: TaskType;
}): string => `---
id: ${quoted(id)}
name: ${quoted(oneLine(name) === '' ? slot('name') : oneLine(name))}
type: ${type}  # feature | debug | refactor | hygiene | docs | research
depends_on: []
estimate: { scope: narrow, risk: medium, impact: component, level: ${type === 'research' ? 'research' : 'implementation'} }
${type === 'research' ? askedPart(id) : provenPart}rollback: ${quoted(slot('rollback'))}
---

## What

${slot('what')}

## Why

${slot('why')}

## Out of scope

${slot('outOfScope')}

## Notes
`;

/** What `writ run "brief"` makes a small contract of. */
export type LightTask = {
  readonly id: string;
  readonly brief: string;
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** `run` as in a task file: words, or one line that is split without a shell. */
  readonly checks: readonly { readonly id: string; readonly run: string | readonly string[] }[];
  readonly attempts: number;
  readonly baseBranch: string;
  /** Why there is no test; null where the checks are the tests. */
  readonly noTests: string | null;
};

const NAME_LIMIT = 100;

/** The brief as one line that Markdown cannot take for a heading. */
const briefLine = (brief: string): string => oneLine(brief).replace(/^(#+(\s+|$))+/, '');

const doneOf = ({ checks, noTests }: LightTask, brief: string): string => {
  if (checks.length === 0 || noTests !== null) return `  - says: ${quoted(brief)}\n    manual: "look at the patch"`;
  return checks
    .map(
      ({ id }) =>
        `  - says: ${quoted(checks.length === 1 ? brief : `${brief} (check ${id})`)}\n    proof: { check: ${quoted(id)} }`,
    )
    .join('\n');
};

/**
 * The text of a whole task file in strictness light. The brief becomes name, `What` and what is to be true: proven by
 * each check as a whole or, without checks or with a reason for no tests, by the person who decides.
 */
export const lightTask = (task: LightTask): string => {
  const brief = briefLine(task.brief);
  const noTests =
    task.noTests?.replace(/^because\s+/i, '') ?? (task.checks.length === 0 ? 'a person looks at the result' : null);
  const checks = task.checks.map(
    ({ id, run }) => `\n  - id: ${quoted(id)}\n    run: ${typeof run === 'string' ? quoted(run) : listed(run)}`,
  );
  // “What” comes last: a brief that opens a fence or a comment has nothing to swallow there.
  return `---
id: ${quoted(task.id)}
name: ${quoted(
    brief.length > NAME_LIMIT
      ? `${brief
          .slice(0, NAME_LIMIT)
          .toWellFormed()
          .replace(/\s*\S*$/, '')} …`
      : brief,
  )}
type: feature
strictness: light
base: ${quoted(task.baseBranch)}
paths:
  allow: ${listed(task.allow)}
  deny: ${listed(task.deny)}
checks:${checks.length === 0 ? ' []' : checks.join('')}
done:
${doneOf(task, brief)}
${noTests === null ? '' : `no_tests: ${quoted(`because ${noTests}`)}\n`}attempts: ${task.attempts}
rollback: "revert the landing commit"
---

## What

${brief}
`;
};

const ID_LIMIT = 48;

/** The id of a task made of words: `WP-`, then the words in lower case without accents, 48 characters at most. */
export const slug = (text: string): string => {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['task'];
  const id = `WP-${words.join('-')}`;
  if (id.length <= ID_LIMIT) return id;
  // Cut between words, unless the first one fills it all.
  const cut = id.lastIndexOf('-', ID_LIMIT);
  return id.slice(0, cut > 'WP'.length ? cut : ID_LIMIT);
};
