/**
 * `writ board --json` with a thousand task files: the first time, when every file has to be read and understood, and
 * from then on. The person has settings and a signer, as after `writ init`, and the ledger is there.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './rig/figure.ts';
import { makeRepository } from './rig/repository.ts';

const TASKS = 1000;

/** A task of the length people write: every field that is usual, and a page of prose. */
const taskText = (n: number): string => `---
id: WP-${n}-log-in
name: Users log in with e-mail and password, part ${n}
type: feature
depends_on: [${n % 10 === 0 ? '' : `WP-${n - 1}-log-in`}]
estimate: { scope: narrow, risk: medium, impact: component, level: implementation }
risk_tier: { tier: MEDIUM, because: security-sensitive but one module }
phase: 1
cites: [spec:A3.2.${n}]
paths:
  allow: [src/api/auth-${n}.ts, src/services/token.ts, test/auth-${n}.test.ts]
  deny: [src/db/**]
forbid: [dependency-change]
checks:
  - id: auth
    run: [node, --test, test/auth-${n}.test.ts]
    reports: node-test
    timeout: 2m
done:
  - says: Wrong credentials return 401 with code AUTH-${n}
    cites: [spec:A3.2.${n}]
    proof: { check: auth, test: "rejects a wrong password ${n}" }
  - says: Five wrong attempts lock the account for an hour
    proof: { check: auth, test: "locks after five attempts" }
attempts: 3
rollback: revert the landing commit; the login route answers 404 again
---

## What

Add a route that takes an e-mail address and a password, compares the password with the stored hash, and answers
with a token that is valid for one hour. Wrong credentials answer 401 with the code AUTH-${n}, whichever of the two
was wrong.

- The comparison takes the same time for an address that is not known.
- After five wrong attempts within ten minutes the account is locked for an hour.

## Why

Everything behind the login is closed to people until there is one. Support answers forty mails a week about it.

## Out of scope

Resetting a password, a second factor, and logging in by other providers: each has a task of its own.

## Notes

The stored hashes are those of task ${n - 1}. See \`src/services/token.ts\` for how tokens are made today.
`;

const isBoard = (stdout: string): boolean => {
  const board: { readonly tasks: readonly unknown[]; readonly unreadable: number } = JSON.parse(stdout);
  return board.tasks.length === TASKS && board.unreadable === 0;
};

export const bench: Bench = async (stage) => {
  const work = makeRepository(stage);
  mkdirSync(join(work, 'tasks'));
  for (let n = 1; n <= TASKS; n++) writeFileSync(join(work, 'tasks', `WP-${n}-log-in.md`), taskText(n));
  const board = stage.command('writ board --json, 1,000 tasks', {
    argv: [stage.writ, 'board', '--json'],
    cwd: work,
    expect: isBoard,
  });
  const forget = (): void => rmSync(join(stage.folder, 'home/.cache'), { recursive: true, force: true });
  return [
    {
      name: 'board.first',
      measured: { ...board, says: `${board.says}, first run`, before: forget },
      baseline: stage.nodeAlone,
      allowed: { ratio: 45, peakBytes: 150e6 },
      rounds: 5,
    },
    {
      name: 'board.second',
      measured: {
        ...board,
        says: `${board.says}, second run`,
        before: () => void stage.prepare({ argv: [stage.writ, 'board'], cwd: work }),
      },
      baseline: stage.nodeAlone,
      allowed: { ratio: 3 },
    },
  ];
};
