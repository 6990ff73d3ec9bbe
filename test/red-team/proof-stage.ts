/** Where an attack is aimed at the proof: a task file in standard, whose done-item names a test. */
import type { Stage } from './stage.ts';
import { writeFiles } from './stage.ts';

export type ProvenWork = {
  readonly steps: readonly unknown[];
  readonly allow: readonly string[];
  readonly check?: string;
  /** The test that is to prove the one done-item; none: the whole check. */
  readonly test?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** What the task cites, and its one done-item; none where they are left out. */
  readonly cites?: readonly string[];
  readonly doneCites?: readonly string[];
  readonly tier?: 'LOW' | 'MEDIUM' | 'HIGH';
  /** Words before `writ run`: what the person’s environment holds. */
  readonly env?: string;
  /** What happens between run and decision; nothing where it is left out. */
  readonly meanwhile?: string;
  /** How it is decided and landed. */
  readonly decided?: string;
};

const taskOf = ({
  allow,
  check = 'node --test',
  test,
  cites = [],
  doneCites = [],
  tier = 'MEDIUM',
}: ProvenWork): string => `---
id: WP-1-proven
name: Months count from 1
type: debug
strictness: standard
risk_tier: { tier: ${tier}, because: a rehearsal }
cites: ${JSON.stringify(cites)}
paths: { allow: ${JSON.stringify(allow)} }
checks: [{ id: tests, run: ${JSON.stringify(check)} }]
done: [{ says: November is 11, cites: ${JSON.stringify(doneCites)}, proof: { check: tests${test === undefined ? '' : `, test: ${JSON.stringify(test)}`} } }]
rollback: revert the landing commit
---

## What

Return the month as people count.

## Why

People count from 1.

## Out of scope

All else.
`;

/** An attack under such a task; then a person who believes a PASS accepts it and lands it. */
export const provenAgent =
  (work: ProvenWork) =>
  async (stage: Stage): Promise<string> => {
    writeFiles(stage, {
      ...work.files,
      'tasks/WP-1-proven.md': taskOf(work),
      '../proof-backend.json': JSON.stringify({ steps: work.steps }),
    });
    await stage.sh('git add --force . && git commit --quiet --message "the task"');
    const approved = await stage.writ('writ approve WP-1-proven --yes');
    if (approved.exitCode !== 0) return approved.output;
    const ran = await stage.writ(`${work.env ?? ''} writ run WP-1-proven --backend scripted:../proof-backend.json`);
    if (ran.exitCode !== 0) return ran.output;
    if (work.meanwhile !== undefined) await stage.sh(work.meanwhile);
    const decided = await stage.writ(work.decided ?? 'writ accept --yes && writ land');
    return `${ran.output}${decided.output}`;
  };

/** A test file that says something about the month. */
export const testOf = (name: string, body: string): string =>
  `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { month } from '../src/month.mjs';\ntest('${name}', () => {\n  ${body}\n});\n`;
