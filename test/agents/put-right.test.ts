/** What becomes of real agents that do not get it right: they are told what was found, told to begin otherwise, or stopped. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Step } from './model-server.ts';
import { closeScenes, HONEST, ORDER, sceneWith, type Scene } from './scene.ts';

afterEach(closeScenes);
vi.setConfig({ testTimeout: 400_000 });

const orderFor = (backend: string, ...more: readonly string[]): string[] => [
  ...ORDER.map((word) => (word === 'codex' ? backend : word)),
  ...more,
  '--json',
];
const TRIED = "echo '// tried' >> src/date.js";
const FOUND = 'What was found against the last attempt';
const runs = z.object({ sessions: z.array(z.object({ run: z.string(), attempt: z.number(), state: z.string() })) });
const sessionsOf = async ({ type }: Scene) =>
  runs.parse(JSON.parse((await type('writ', 'session', 'list', '--json')).stdout)).sessions;

test('codex-acp is told what was found against its first attempt, and goes on in the same workspace', async () => {
  const backend = 'codex-acp';
  const scene = await sceneWith([TRIED], [{ says: FOUND, steps: [HONEST] }]);
  const ended = JSON.parse((await scene.type(...orderFor(backend, '--retry'))).stdout);
  expect(ended).toMatchObject({ result: 'PASS', attempt: 2, tried: [{ result: 'FAIL' }, { result: 'PASS' }] });
  const sessions = await sessionsOf(scene);
  expect(sessions.map(({ attempt, state }) => [attempt, state])).toEqual([
    [1, 'failed'],
    [2, 'passed'],
  ]);
  const patch = join(scene.repository, '.git/writ/runs', ended.run, 'sealed/patch.diff');
  // What the first attempt did is part of the result.
  expect(readFileSync(patch, 'utf8')).toMatch(/getUTCMonth\(\) \+ 1[^]*\/\/ tried/u);
  expect(JSON.stringify(scene.server.requests.at(-1)?.body)).toContain('checks.passed');
});

test('codex-acp fails three times, and its task is stopped with a task for whoever finds out why', async () => {
  const scene = await sceneWith([TRIED]);
  const ended = await scene.type(...orderFor('codex-acp', '--retry', '--attempts', '5'));
  expect(ended.code).toBe(1);
  const said = JSON.parse(ended.stdout);
  expect(said.tried).toHaveLength(3);
  expect(said.stopped).toMatchObject({
    because: 'it failed verification 3 times',
    file: expect.stringContaining('WP-unblock'),
  });
  expect((await sessionsOf(scene)).map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
  expect(
    await scene.type(
      ...orderFor('codex-acp').slice(0, 2),
      'WP-make-the-failing-date-test-pass',
      '--backend',
      'codex-acp',
    ),
  ).toMatchObject({ code: 1, stderr: expect.stringContaining('task.stopped') });
});

test('opencode whose model makes calls that no tool understands is told, and then ended', async () => {
  const wrong: Step = { call: 'no_such_tool', arguments: {} };
  const scene = await sceneWith([wrong, 'sleep 3', wrong, 'sleep 60']);
  const ended = await scene.type(...orderFor('opencode').slice(0, -1));
  const { session } = JSON.parse((await scene.type('writ', 'session', 'show', '--json')).stdout);
  const alerts = [1, 2].map((count) => `its model makes calls that no tool understands (${count})`);
  // On a machine that is busy it may have been silent for long, too, which is told as well.
  const told: readonly string[] = session.alerts.filter((says: string) => says.includes('no tool understands'));
  expect([told, session.abortedBy]).toEqual([alerts, 'writ']);
  // Whoever reads the review afterwards is told the same, and why it failed before what follows from that.
  expect(JSON.parse((await scene.type('writ', 'review', '--json')).stdout)).toMatchObject({
    result: 'FAIL',
    alerts: session.alerts,
  });
  expect((await scene.type('writ', 'review')).stdout).toContain(`\nalerts\n  ${session.alerts.join('\n  ')}\n\n`);
  expect(ended.stdout).toMatch(
    /^FAIL.*\n {2}backend\.finished: opencode was aborted by writ: [^]*\n {2}so nothing was checked: checks\.passed/u,
  );
});

const TASK = `---
id: WP-date
name: Months are counted from 1
type: debug
strictness: standard
paths: { allow: [src/date.js] }
checks: [{ id: tests, run: node --test test/date.test.js }]
done: [{ says: Months are counted from 1, proof: { check: tests } }]
rollback: revert the landing commit
---

## What

Count months from 1.

## Why

People do.

## Out of scope

Days.
`;
const bootstrapWith = (adequate: boolean): Step => ({
  server: 'writ',
  call: 'bootstrap',
  arguments: {
    ...{ plan: 'add one', files: ['src/date.js'], searches: ['getUTCMonth'], commands: ['node --test'] },
    risks: [{ fails: 'whoever adds one already', where: 'callers' }],
    scope_adequate: { all_files_allowed: adequate, boundaries_clear: true, no_surprises: true, realistic: true },
    ...{ because: 'one number', done: [{ item: 1, how: 'the test passes' }] },
  },
});

test('opencode that finds its scope not adequate changes nothing, and one that does may begin', async () => {
  const path = '/writ/work/src/date.js';
  const write: Step = { call: 'write', arguments: { filePath: path, content: '// mine\n' } };
  const steps: Step[] = [{ call: 'read', arguments: { filePath: path } }, bootstrapWith(false), write];
  const scene = await sceneWith(steps);
  mkdirSync(join(scene.repository, 'tasks'));
  writeFileSync(join(scene.repository, 'tasks/WP-date.md'), TASK);
  for (const argv of [
    ['git', 'add', '-A'],
    ['git', 'commit', '-qm', 'docs: a task'],
    ['writ', 'approve', 'WP-date', '--yes'],
  ])
    expect(await scene.type(...argv)).toMatchObject({ code: 0 });
  const run = async () =>
    JSON.parse((await scene.type('writ', 'run', 'WP-date', '--backend', 'opencode', '--json')).stdout);
  const ended = await run();
  expect([ended.result, ended.changed]).toEqual(['FAIL', []]);
  expect((await scene.type('writ', 'session', 'tail')).stdout).toContain('before a bootstrap that is adequate');
  steps.splice(1, 1, bootstrapWith(true));
  const again = await run();
  expect(again.changed).toEqual([{ path: 'src/date.js', status: 'modified' }]);
});
