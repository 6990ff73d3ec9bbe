/**
 * The rehearsal's small version with real agents: three tasks, each a session of Codex on the scripted model. One agent
 * lies, one task waits for another, the coordinator is killed while sessions are at work, and everything lands once.
 */
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { closeScenes, sceneWith } from './scene.ts';

afterEach(closeScenes);

const taskFile = (id: string, file: string, dependsOn = ''): string => `---
id: ${id}
name: Make ${file} good
type: feature
depends_on: [${dependsOn}]
paths: { allow: [${file}] }
checks: [{ id: look, run: grep -q good ${file} }]
done: [{ says: It is good, proof: { check: look } }]
rollback: revert the landing commit
---

## What

Make ${file} good.
`;

const came = z.object({ landed: z.array(z.string()), open: z.number(), answers: z.array(z.string()), waiting: z.array(z.object({ task: z.string(), run: z.string().nullable(), kind: z.string() })) }); // prettier-ignore
const COORDINATE = ['writ', 'coordinate', '--max', '3', '--backend', 'codex', '--json'] as const;

test(
  'three sessions of Codex, coordinated: one lies, one waits for another, and the coordinator is killed',
  { timeout: 240_000 },
  async () => {
    // prettier-ignore
    const good = (file: string): string => `mkdir -p src && sleep 1 && echo good > ${file}`;
    const { type, begin, server, repository } = await sceneWith(
      ['true'],
      [
        // What was found against the first attempt is told to the second.
        { says: 'is the same as the base', steps: [good('src/b.txt')] },
        { says: 'Make src/a.txt good', steps: [good('src/a.txt')] },
        { says: 'Make src/c.txt good', steps: [`test -s src/a.txt && ${good('src/c.txt')}`] },
      ],
    );
    mkdirSync(join(repository, 'tasks'), { recursive: true });
    const tasks = [taskFile('WP-1-a', 'src/a.txt'), taskFile('WP-2-b', 'src/b.txt'), taskFile('WP-3-c', 'src/c.txt', 'WP-1-a')]; // prettier-ignore
    for (const [at, text] of tasks.entries())
      writeFileSync(join(repository, 'tasks', `WP-${at + 1}-${'abc'[at]}.md`), text);
    // All at once: what the third task needs is not there yet.
    expect(await type('writ', 'approve', 'WP-1-a', 'WP-2-b', 'WP-3-c', '--if-moved', '--yes')).toMatchObject({
      code: 0,
    });

    const [program, ...words] = COORDINATE;
    const killed = begin(program, ...words);
    while (server.requests.length < 2) await sleep(20);
    killed.kill('SIGKILL');
    await once(killed, 'exit');

    const answered = async (): Promise<z.infer<typeof came>> => {
      const told = came.parse(JSON.parse((await type(...COORDINATE)).stdout));
      const runs = told.waiting.flatMap(({ run, kind }) => (kind === 'decide' && run !== null ? [run] : []));
      if (runs.length > 0) await type('writ', 'accept', ...runs, '--if-moved', '--yes');
      return told;
    };
    expect((await answered()).landed).toEqual([]);
    expect(new Set((await answered()).landed)).toEqual(new Set(['WP-1-a', 'WP-2-b']));
    expect(await answered()).toMatchObject({ landed: ['WP-3-c'], open: 0, waiting: [] });

    for (const file of ['a', 'b', 'c'])
      expect(readFileSync(join(repository, `src/${file}.txt`), 'utf8')).toBe('good\n');
    const commits = await type('git', 'log', '--format=%s', 'main');
    expect(commits.stdout.trim().split('\n')).toHaveLength(4);
    const sessions = z.object({ sessions: z.array(z.object({ run: z.string(), task: z.string() })) });
    const { sessions: all } = sessions.parse(JSON.parse((await type('writ', 'session', 'list', '--json')).stdout));
    expect(all.map(({ task }) => task).toSorted()).toEqual(['WP-1-a', 'WP-2-b', 'WP-2-b', 'WP-3-c']);
    expect(await type('writ', 'verify', '--ledger')).toMatchObject({ code: 0 });
  },
);
