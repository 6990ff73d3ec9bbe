import { describe, expect, it, test } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { COMPLETE } from './complete-contract.fixture.ts';
import { incompleteIn } from './completeness.ts';
import { contractDigest, contractJson, parseContract } from './contract-json.ts';
import type { Check, Contract, Service } from './contract.ts';
import { differencesOf } from './differences.ts';
import { placeholdersIn } from './placeholders.ts';
import { renderContract } from './render.ts';
import { parseTask } from './task-file.ts';

const file = (services: string): string => `---
id: WP-1
name: A task
type: docs
risk_tier: { because: none, tier: LOW }
paths: { allow: [a.md] }
checks:
  - id: unit
    run: node --test
${services}
done:
  - { proof: { check: unit }, says: done }
rollback: revert
---
## What
x
## Why
y
## Out of scope
z
`;
const TWO = `    services:
      - { id: redis, run: redis-server --port 6379, ready: { tcp: 6379 } }
      - id: db
        run: [sh, -c, 'initdb -D /tmp/db && exec postgres -D /tmp/db']
        ready: { run: pg_isready -h 127.0.0.1 }
        timeout: 1m`;

const read = (services: string) =>
  parseTask(file(services), { file: 'task.md', defaults: { strictness: 'light', baseBranch: 'main' } });
const told = (services: string): readonly string[] => {
  const task = read(services);
  return task.ok ? [] : task.failures.map(({ where, message }) => `${where?.line ?? 0}: ${message}`);
};

const redis: Service = { id: 'redis', run: ['redis-server'], ready: { kind: 'tcp', port: 6379 }, timeoutMs: 30_000 };
const db: Service = { id: 'db', run: ['postgres'], ready: { kind: 'run', run: ['pg_isready'] }, timeoutMs: 60_000 };
const [unit] = COMPLETE.checks;
const withServices = (...services: readonly Service[]): Contract => {
  const [first, ...more] = services;
  if (unit === undefined || first === undefined) throw new Error('nothing to begin with');
  const check: Check = { ...unit, services: [first, ...more] };
  return { ...COMPLETE, checks: [check, ...COMPLETE.checks.slice(1)] };
};
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalJson(value));

describe('the services of a check', () => {
  it('are read in their order, with 30 seconds where nothing is said', () => {
    const task = read(TWO);
    expect(task.ok && task.value.contract.checks[0]?.services).toEqual([
      { ...redis, run: ['redis-server', '--port', '6379'] },
      { ...db, run: ['sh', '-c', 'initdb -D /tmp/db && exec postgres -D /tmp/db'], ready: { kind: 'run', run: ['pg_isready', '-h', '127.0.0.1'] } }, // prettier-ignore
    ]);
  });

  it('leave a contract that has none as it was, to the last byte', () => {
    const digests = ['', '    services: []'].map((services) => {
      const task = read(services);
      return task.ok ? contractDigest(task.value.contract) : JSON.stringify(task.failures);
    });
    expect(new Set(digests).size).toBe(1);
    expect(contractJson(COMPLETE)).not.toContain('services');
  });

  it('are part of the bytes that are signed, and read back from them', () => {
    const contract = withServices(redis, db);
    expect(parseContract(bytes(contract))).toEqual({ ok: true, value: contract });
    expect(contractDigest(contract)).not.toBe(contractDigest(COMPLETE));
  });

  test.each<[string, unknown]>([
    ['an empty list', []],
    ['an unknown field', [{ ...redis, more: 1 }]],
    ['no way to be ready', [{ ...redis, ready: {} }]],
    ['two ways to be ready', [{ ...redis, ready: { kind: 'tcp', port: 1, run: ['x'] } }]],
    ['no port', [{ ...redis, ready: { kind: 'tcp', port: 0 } }]],
    ['a port there is not', [{ ...redis, ready: { kind: 'tcp', port: 65_536 } }]],
    ['an empty command', [{ ...redis, run: [] }]],
    ['no time', [{ ...redis, timeoutMs: 0 }]],
  ])('with %s are refused in bytes', (_, services) => {
    const contract = { ...COMPLETE, checks: [{ ...unit, services }] };
    expect(parseContract(bytes(contract))).toMatchObject({ ok: false, failures: [{ code: 'evidence.malformed' }] });
  });

  test.each<[string, Service]>([
    ['its id', { ...redis, id: 'other' }],
    ['its command', { ...redis, run: ['redis-server', '--x'] }],
    ['its port', { ...redis, ready: { kind: 'tcp', port: 1 } }],
    ['its probe', { ...redis, ready: db.ready }],
    ['its time', { ...redis, timeoutMs: 1000 }],
  ])('are shown to whoever signs: %s', (_, other) => {
    expect(renderContract(withServices(other))).not.toBe(renderContract(withServices(redis)));
    expect(differencesOf(withServices(redis), withServices(other))).toMatchObject([{ label: 'checks' }]);
  });

  it('read as what is beside the check', () => {
    expect(renderContract(withServices(redis, db))).toContain(`  at most 2m, read as node-test
                beside it redis: redis-server, ready within 30s when port 6379 answers
                beside it db: postgres, ready within 1m when pg_isready ends with 0
`);
  });

  test.each<[string, string, RegExp]>([
    ['without a command', '    services: [{ id: a, ready: { tcp: 1 } }]', /^10: .*run.*missing/u],
    ['without a sign', '    services: [{ id: a, run: x }]', /^10: .*ready.*missing/u],
    ['with an empty sign', '    services: [{ id: a, run: x, ready: {} }]', /^10: .*ready.*empty/u],
    ['with two signs', '    services: [{ id: a, run: x, ready: { tcp: 1, run: y } }]', /^10: .*ready.*twice/u],
    ['with a port that is none', '    services: [{ id: a, run: x, ready: { tcp: 70000 } }]', /^10: .*port/u],
    ['with a field that is unknown', '    services: [{ id: a, run: x, ready: { tcp: 1 }, env: {} }]', /^10: .*env/u],
    [
      'with an id that is none',
      '    services: [{ id: a b, run: x, ready: { tcp: 1 } }]',
      /^10: .*not an id of a service/u,
    ],
    ['that are no list', '    services: redis', /^10: .*not a list/u],
    [
      'with one id twice',
      '    services:\n      - { id: a, run: x, ready: { tcp: 1 } }\n      - { id: A, run: y, ready: { tcp: 2 } }',
      /^12: two services are called “A”/u,
    ],
  ])('%s are a fault with its place', (_, services, says) => {
    expect(told(services)).toEqual([expect.stringMatching(says)]);
  });

  it('may leave nothing open', () => {
    expect(placeholdersIn(withServices({ ...redis, id: '<name>' }))).toMatchObject([
      { field: 'checks.1.services.1.id' },
    ]);
    expect(incompleteIn(withServices({ ...redis, ready: { kind: 'run', run: [' '] } }))).toMatchObject([
      { code: 'task.field', message: expect.stringMatching(/never be seen to be ready/u) },
    ]);
  });
});
