/** Kill -9 in the middle of a run, while an agent is at work in its jail: real ones, and one that follows a script. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { closeScenes, HONEST, ORDER, sceneWith } from './scene.ts';
import type { Step } from './model-server.ts';

afterEach(closeScenes);
/** How long anything of it may take on a machine that has much else to do. */
const LONG_MS = 300_000;
vi.setConfig({ testTimeout: 4 * LONG_MS });
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The processes whose command line says this, but for those that are over and not yet asked about. */
const processesSaying = (text: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ');
        return line.includes(text) ? [`${name} ${line.slice(0, 120)}`] : [];
      } catch {
        return [];
      }
    });

const workspaceIn = (repository: string): string => {
  const folder = join(repository, '.git/writ/workspaces');
  return join(folder, readdirSync(folder).find((one) => one.startsWith('WP-')) ?? '');
};

const ROOT = join(import.meta.dirname, '../..');
const AGENT = join(ROOT, 'test/rig/acp-agent.ts');

/** An agent that follows a script and not a model: it does what a file outside says at that time. */
const scripted = (mark: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-killed-'));
  folders.push(folder);
  const file = join(folder, `${mark}.sh`);
  const script = { steps: [{ shell: `sh ${file}` }] };
  const run: [string, ...string[]] = ['node', AGENT, JSON.stringify(script)];
  return { file, settings: { preset: 'acp' as const, run, mounts: [AGENT, join(ROOT, 'node_modules'), folder] } };
};

test.each(['scripted-acp', 'codex-acp', 'opencode'])('with %s', async (backend) => {
  const mark = `9${process.pid}.5`;
  const half = `echo '// half' >> src/date.js; sleep ${mark}`;
  const steps: Step[] = [half];
  const { file, settings } = scripted(mark);
  writeFileSync(file, half);
  const { type, begin, repository, server } = await sceneWith(steps, [], { 'scripted-acp': settings });
  const writ = begin(...ORDER.map((word) => (word === 'codex' ? backend : word)));
  await vi.waitFor(() => expect(processesSaying(`sleep ${mark}`)).not.toEqual([]), { timeout: LONG_MS, interval: 100 });
  const jail = join(repository, '.git/writ');
  // What it does is told a moment after it does it.
  const [run = ''] = readdirSync(join(jail, 'runs'));
  const live = join(jail, 'runs', run, 'live/events.normalized.jsonl');
  await vi.waitFor(() => expect(readFileSync(live, 'utf8')).toContain(mark), { timeout: 300_000, interval: 100 });
  expect(processesSaying(jail)).not.toEqual([]);
  writ.kill('SIGKILL');

  // Nothing of the jail is left: neither the tool, nor the agent, nor what held it.
  await vi.waitFor(() => expect([processesSaying(`sleep ${mark}`), processesSaying(jail)]).toEqual([[], []]), {
    timeout: 300_000,
    interval: 100,
  });
  const asked = server.requests.length;
  const { sessions } = JSON.parse((await type('writ', 'session', 'list', '--json')).stdout);
  expect(sessions).toMatchObject([{ backend, atWork: false }]);
  // What it did lies where it was done, and what it said can be read.
  expect(readFileSync(join(workspaceIn(repository), 'src/date.js'), 'utf8')).toContain('// half');
  expect((await type('writ', 'session', 'tail')).stdout).toContain('execute');
  expect((await type('writ', 'board')).stdout).toContain('writ run --resume');
  expect(server.requests).toHaveLength(asked);

  steps.splice(0, 1, HONEST);
  writeFileSync(file, HONEST);
  const resumed = JSON.parse((await type('writ', 'run', '--resume', '--json')).stdout);
  expect(resumed).toMatchObject({ result: 'PASS', attempt: 2, resumed: { kind: 'again', run: sessions[0].run } });
  expect(await type('writ', 'verify', resumed.run)).toMatchObject({ code: 0 });
  expect(existsSync(join(repository, '.git/writ/runs', sessions[0].run, 'sealed'))).toBe(false);
});
