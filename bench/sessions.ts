/**
 * Eight sessions at once, each of an agent that speaks the Agent Client Protocol, has its model's endpoint and its
 * session's tools open, and says very much: how much memory Writ takes for that, as one `writ coordinate --max 8` and as
 * eight `writ run` side by side.
 *
 * What is counted is ours: every process that was begun by what was typed (harness, jail, bridge, MCP server, warden,
 * git), but for the agents. A page that many share counts once among them (`Pss` of the kernel). It is looked at all
 * the time, from the first process to the last, and the most that was seen at once is told.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Act, Bench, Figure } from './rig/figure.ts';
import { heldBy, type Held } from './rig/memory.ts';
import type { Stage } from './rig/stage.ts';

const SESSIONS = 8;
const UPDATES = 10_000;
/** A session waits for its model most of the time. */
const WAITS_MS = 4000;
const LOOK_MS = 100;
const ALLOWED_BYTES = 400e6;
const AGENT = join(import.meta.dirname, '../test/rig/acp-agent.ts');
const LIBRARIES = join(import.meta.dirname, '../node_modules');

const taskText = (n: number): string => `---
id: WP-${n}-part
name: Write part ${n}
type: feature
paths: { allow: [src/${n}.txt] }
checks: [{ id: look, run: grep -q good src/${n}.txt }]
done: [{ says: It is good, proof: { check: look } }]
rollback: revert the landing commit
---

## What

Make src/${n}.txt good.
`;

const TASKS = Array.from({ length: SESSIONS }, (_, at) => at + 1);

/** A repository with eight approved tasks; each time of its own, so that all begin with the same. */
const repositoryOn = ({ folder, env, prepare, writ }: Stage, name: string): string => {
  const root = join(folder, name);
  for (const part of ['tasks', 'src']) mkdirSync(join(root, part), { recursive: true });
  for (const n of TASKS) {
    writeFileSync(join(root, 'src', `${n}.txt`), 'base\n');
    writeFileSync(join(root, 'tasks', `WP-${n}-part.md`), taskText(n));
  }
  for (const argv of [
    ['git', 'init', '--quiet', '--initial-branch=main'],
    ['git', 'add', '--all'],
    ['git', 'commit', '--quiet', '--message', 'base'],
    [writ, 'init', '--yes'],
    [writ, 'approve', ...TASKS.map((n) => `WP-${n}-part`), '--if-moved', '--yes'],
  ] as const)
    prepare({ argv: [...argv], cwd: root, env });
  return root;
};

/** The agents are not ours. What is in the jail with them is. */
const isOurs = ({ command }: Held): boolean => command[1] !== AGENT;

/** What is typed, and how it may end. */
type Typed = { readonly commands: readonly (readonly string[])[]; readonly ends: readonly number[] };

/** Starts commands side by side, waits for their ends, and says how much memory all that is ours held at the most. */
const mostHeld = async ({ commands, ends }: Typed, cwd: string, env: Stage['env']): Promise<number> => {
  const running = new Set<number>();
  const ended = commands.map(
    ([program = '', ...args]) =>
      new Promise<void>((resolve, reject) => {
        const child = spawn(program, args, { cwd, env: { ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
        let complaint = '';
        child.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
        child.once('error', reject);
        child.once('close', (code) => {
          running.delete(child.pid ?? 0);
          if (ends.includes(code ?? -1)) resolve();
          else reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${complaint}`));
        });
        running.add(child.pid ?? 0);
      }),
  );
  const all = Promise.all(ended);
  all.catch(() => {});
  let most = 0;
  while (running.size > 0) {
    const ours = heldBy([...running]).filter(isOurs);
    most = Math.max(
      most,
      ours.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    await sleep(LOOK_MS);
  }
  await all;
  return most;
};

/** An act that is only about memory: how long it takes is the agents' affair. */
const act = (says: string, stage: Stage, typed: Typed): Act => {
  let count = 0;
  const held = (): Promise<number> =>
    mostHeld(typed, repositoryOn(stage, `${says.replaceAll(/\W+/gu, '-')}-${(count += 1)}`), stage.env);
  return { says, run: () => 0, peak: held };
};

const prepare = ({ env, node, prepare: done, folder, writ }: Stage): void => {
  const first = join(folder, 'first');
  mkdirSync(first);
  done({ argv: ['git', 'init', '--quiet', '--initial-branch=main'], cwd: first });
  done({ argv: ['git', 'commit', '--quiet', '--allow-empty', '--message', 'base'], cwd: first });
  done({ argv: [writ, 'init', '--name', 'ada', '--new-key', '--yes'], cwd: first, env });
  const script = {
    servers: true,
    steps: [{ named: 'src/\\d\\.txt', text: 'good\n' }, { sleep: WAITS_MS }, { updates: UPDATES }, { sleep: WAITS_MS }],
  };
  const backend = {
    ...{ preset: 'acp', run: [node, AGENT, JSON.stringify(script)], mounts: [AGENT, LIBRARIES] },
    endpoint: { url: 'http://127.0.0.1:9' },
  };
  writeFileSync(
    join(env['XDG_CONFIG_HOME'] ?? '', 'writ/config.yaml'),
    `backends: ${JSON.stringify({ chatty: backend })}\n`,
    { flag: 'a' },
  );
};

export const bench: Bench = async (stage) => {
  prepare(stage);
  const { writ } = stage;
  const figure = (name: string, says: string, typed: Typed): Figure => ({
    ...{ name, rounds: 1, baseline: { says: 'nothing', run: () => 0 } },
    measured: act(says, stage, typed),
    allowed: { peakBytes: ALLOWED_BYTES },
  });
  const runs = TASKS.map((n) => [writ, 'run', `WP-${n}-part`, '--backend', 'chatty']);
  const coordinate = [[writ, 'coordinate', '--max', '8', '--backend', 'chatty']];
  return [
    figure('sessions.runs', 'eight writ run at once', { commands: runs, ends: [0] }),
    // It ends with 1, because eight decisions wait for a person.
    figure('sessions.coordinate', 'writ coordinate --max 8', { commands: coordinate, ends: [1] }),
  ];
};
