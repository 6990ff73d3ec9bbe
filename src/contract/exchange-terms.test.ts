import { expect, test } from 'vitest';
import { contractJson, parseContract } from './contract-json.ts';
import { renderContract } from './render.ts';
import { parseTask } from './task-file.ts';

const file = (exchanges: string, cites = 'openapi:api/openapi.yaml#/paths/~1login/post'): string => `---
id: WP-1-login
name: Users log in
type: feature
risk_tier: { tier: LOW, because: it is small }
cites: ["${cites}"]
paths: { allow: [src/login.mjs] }
checks:
  - id: api
    run: [node, --test, test/api.test.mjs]
    exchanges: ${exchanges}
done:
  - says: It works
    proof: { check: api }
rollback: revert it
---
## What
Users log in.
## Why
They asked.
## Out of scope
Nothing else.
`;

const read = (exchanges: string, cites?: string) =>
  parseTask(file(exchanges, cites), { file: 'task.md', defaults: { strictness: 'light', baseBranch: 'main' } });

test('a check says where it leaves its exchanges, and that is signed', () => {
  const task = read('{ file: out/exchanges.jsonl, p95_ms: 200 }');
  if (!task.ok) throw new Error(task.failures[0].message);
  const { contract } = task.value;
  expect(contract.checks[0]?.exchanges).toEqual({ file: 'out/exchanges.jsonl', p95Ms: 200 });
  expect(contractJson(contract)).toContain('"exchanges":{"file":"out/exchanges.jsonl","p95Ms":200}');
  expect(renderContract(contract)).toContain('leaves its exchanges in out/exchanges.jsonl');
});

test('a limit of time is stated for a percentile, or for several, and whoever signs is shown each', () => {
  const task = read('{ file: x, p50_ms: 20, p90_ms: 90, p99_ms: 900 }');
  if (!task.ok) throw new Error(task.failures[0].message);
  const { contract } = task.value;
  expect(contractJson(contract)).toContain('"exchanges":{"file":"x","p50Ms":20,"p90Ms":90,"p99Ms":900}');
  expect(parseContract(new TextEncoder().encode(contractJson(contract)))).toMatchObject({ ok: true, value: contract });
  expect(renderContract(contract)).toContain(
    '; 50 of 100 within 20 ms; 90 of 100 within 90 ms; 99 of 100 within 900 ms',
  );
});

test.for<readonly [exchanges: string, says: RegExp, cites?: string]>([
  ['exchanges.jsonl', /exchanges/u],
  ['{}', /file.*missing/u],
  ['{ file: "../x" }', /leaves the repository/u],
  ['{ file: /x }', /is absolute/u],
  ['{ file: .git/x }', /git's own folder/u],
  ['{ file: x, p95: 1 }', /p95/u],
  ['{ file: x, p95_ms: 0 }', /p95_ms/u],
  ['{ file: x, p80_ms: 1 }', /p80_ms/u],
  ['{ file: x, p99_ms: 1.5 }', /p99_ms/u],
  ['{ file: x }', /none is/u, 'openapi:api/openapi.yaml#/components/schemas/User'],
  ['{ file: x }', /none is/u, 'spec:A3.2.1'],
])('%s is refused', ([exchanges, says, cites]) => {
  const task = read(exchanges, cites);
  expect(task.ok ? [] : task.failures.map(({ message }) => message).join('\n')).toMatch(says);
});
