/** A person speaks to a real agent that is at work, by the command, and it goes on with what it was told. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Step } from './model-server.ts';
import { closeScenes, HONEST, ORDER, sceneWith } from './scene.ts';

afterEach(closeScenes);
vi.setConfig({ testTimeout: 400_000 });

test('codex-acp is interrupted in the middle of a tool, told, and does it as it was told', async () => {
  const mark = `7${process.pid}.3`;
  const steps: Step[] = [`sleep ${mark}`];
  const { type, begin, repository, server } = await sceneWith(steps);
  const writ = begin(...ORDER.map((word) => (word === 'codex' ? 'codex-acp' : word)));
  const ended = new Promise<number | null>((resolve) => writ.once('exit', resolve));
  const runs = join(repository, '.git/writ/runs');
  const live = (): string =>
    readFileSync(join(runs, readdirSync(runs)[0] ?? '', 'live/events.normalized.jsonl'), 'utf8');
  await vi.waitFor(() => expect(live()).toContain(mark), { timeout: 300_000, interval: 100 });
  steps.splice(0, 1, HONEST);
  const said = await type('writ', 'session', 'message', 'Add one to the month.', '--now', '--json');
  expect(JSON.parse(said.stdout)).toMatchObject({ ok: true, taken: true, urgent: true });
  expect(await ended).toBe(0);
  const told = await type('writ', 'session', 'tail');
  expect(told.stdout).toMatch(/told +by alice: Add one to the month\.\n.*turn +cancelled\n[^]*turn +end_turn/u);
  expect(JSON.stringify(server.requests.at(-1)?.body)).toContain('A word from alice.');
  expect(await type('writ', 'verify')).toMatchObject({ code: 0 });
  expect(await type('writ', 'session', 'message', 'Too late.')).toMatchObject({ code: 2 });
});
