/** A task of the length people write: every field that is usual, and a page of prose. */
export const taskText = (n: number, dependsOn: readonly number[]): string => `---
id: WP-${n}-log-in
name: Users log in with e-mail and password, part ${n}
type: feature
depends_on: [${dependsOn.map((on) => `WP-${on}-log-in`).join(', ')}]
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
