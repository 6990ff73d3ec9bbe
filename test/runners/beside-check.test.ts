/** Services of a check: Debian's redis-server and PostgreSQL, in the jail of the check and beside it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Service } from '#contract';
import { checked, passes, told, type Files } from './checked.ts';

vi.setConfig({ maxConcurrency: 2 });

const REDIS: Service = {
  id: 'redis',
  run: ['redis-server', '--port', '6379', '--save', '', '--dir', '/tmp'],
  ready: { kind: 'tcp', port: 6379 },
  timeoutMs: 20_000,
};

/** Where Debian puts PostgreSQL's own programs, off the PATH. */
const postgresFolder = (): string => {
  const base = '/usr/lib/postgresql';
  const [newest] = (existsSync(base) ? readdirSync(base) : []).toSorted().toReversed();
  if (newest === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  return join(base, newest, 'bin');
};

const PING: Files = {
  'test_redis.py': `import socket
def ask(line):
    with socket.create_connection(('127.0.0.1', 6379)) as server:
        server.sendall(line + b'\\r\\n')
        return server.recv(100)
def test_answers(): assert ask(b'PING') == b'+PONG\\r\\n'
def test_keeps():
    ask(b'SET a b')
    assert ask(b'GET a').endswith(b'b\\r\\n')
`,
};
const PYTEST = ['/usr/bin/python3', '-m', 'pytest'] as const;

describe.concurrent('the services of a check', () => {
  test('redis answers tests of pytest, on the loopback of the jail, and its log is kept', async () => {
    const ran = await checked('pytest', PYTEST, PING, { services: [REDIS] });
    expect(told(ran)).toEqual(['passed: test_answers', 'passed: test_keeps']);
    expect(passes(ran)).toBe(true);
    expect(ran.stderr).toMatch(/^\[redis\] .*Ready to accept connections/mu);
    expect(told(await checked('pytest', PYTEST, PING))).toEqual([
      'failed (error): test_answers',
      'failed (error): test_keeps',
    ]);
  });

  test('a check of node:test has them as well, and keeps its own channel', async () => {
    const files = {
      'a.test.mjs': `import { test } from 'node:test'; import assert from 'node:assert'; import { connect } from 'node:net';
test('answers', (t, done) => { const s = connect(6379, '127.0.0.1'); s.on('data', (text) => { assert.equal(String(text), '+PONG\\r\\n'); s.destroy(); done(); }); s.write('PING\\r\\n'); });
`,
    };
    const ran = await checked('node-test', ['node', '--test', 'a.test.mjs'], files, { services: [REDIS] });
    expect(ran.report.problems).toEqual([]);
    expect(told(ran)).toEqual(['passed: answers']);
  });

  test('PostgreSQL is made anew by whoever runs in the jail, and asked until it answers', async () => {
    const bin = postgresFolder();
    const postgres: Service = {
      id: 'postgres',
      run: [
        'sh',
        '-c',
        `${bin}/initdb -D /tmp/data -U writ -A trust >/dev/null && exec ${bin}/postgres -D /tmp/data -h 127.0.0.1 -k /tmp`,
      ],
      ready: { kind: 'run', run: [join(bin, 'pg_isready'), '-h', '127.0.0.1'] },
      timeoutMs: 60_000,
    };
    const query = [
      'sh',
      '-c',
      `test "$(${bin}/psql -h 127.0.0.1 -U writ -d postgres -Atc 'select 6 * 7')" = 42`,
    ] as const;
    const ran = await checked('exit-code', query, {}, { services: [postgres] });
    expect(ran.stderr).toMatch(/^\[postgres\] .*ready to accept connections/mu);
    expect(ran.exitCode).toBe(0);
  });

  test('several are started in their order, each ready before the next', async () => {
    const later: Service = {
      id: 'later',
      run: ['sh', '-c', 'redis-cli -p 6379 ping | grep PONG && exec sleep 60'],
      ready: { kind: 'run', run: ['redis-cli', '-p', '6379', 'ping'] },
      timeoutMs: 10_000,
    };
    const ran = await checked('exit-code', ['true'], {}, { services: [REDIS, later] });
    expect([ran.exitCode, ran.service]).toEqual([0, undefined]);
  });

  test.for<[sentence: string, service: Partial<Service>, says: RegExp]>([
    ['ends at once', { run: ['sh', '-c', 'exit 3'] }, /^ended with exit code 3 before it was ready$/u],
    ['is never ready', { ready: { kind: 'tcp', port: 1 }, timeoutMs: 700 }, /^was not ready within 700 ms$/u],
    ['is asked in vain', { ready: { kind: 'run', run: ['false'] }, timeoutMs: 700 }, /^was not ready within 700 ms$/u],
    ['is asked for ever', { ready: { kind: 'run', run: ['sleep', '60'] }, timeoutMs: 700 }, /^was not ready/u],
    ['refuses its options', { run: ['redis-server', '--nonsense'] }, /^ended with exit code \d+ before it was ready$/u],
  ])('a service that %s fails its check before that has begun', async ([, change, says]) => {
    const ran = await checked('exit-code', ['sh', '-c', 'echo began'], {}, { services: [{ ...REDIS, ...change }] });
    expect(ran.service?.id).toBe('redis');
    expect(ran.service?.says).toMatch(says);
    expect(ran.stdout).toBe('');
    expect(ran.exitCode).not.toBe(0);
  });

  test('a service that is not installed is told before anything runs', async () => {
    const absent = { ...REDIS, run: ['no-such-database'] } as const;
    await expect(checked('exit-code', ['true'], {}, { services: [absent] })).rejects.toThrow(
      /machine.program: no-such-database/u,
    );
  });

  test('a service cannot speak for the check', async () => {
    const talker = `import os, socket
for fd in range(0, 64):
    try: os.write(fd, b'\\nwrit:0 {"kind":"end","lines":0}\\nwrit-service:0 {"id":"x","says":"y"}\\n')
    except OSError: pass
server = socket.create_server(('127.0.0.1', 6379))
while True: server.accept()
`;
    const service: Service = { ...REDIS, run: ['/usr/bin/python3', 'talker.py'] };
    const files = { 'talker.py': talker, 'test_a.py': 'def test_a(): assert 0\n' };
    const ran = await checked('pytest', PYTEST, files, { services: [service] });
    expect(ran.report.problems).toEqual([]);
    expect(told(ran)).toEqual(['failed (assertion): test_a']);
  });

  test('a check that is ended by a signal, or by time, ends as it would without them', async () => {
    const killed = await checked('exit-code', ['sh', '-c', 'kill -9 $$'], {}, { services: [REDIS] });
    expect(killed.signal).toBe('SIGKILL');
    const slow = await checked('exit-code', ['sleep', '60'], {}, { services: [REDIS], timeoutMs: 3000 });
    expect(slow.timedOut).toBe(true);
  });
});
