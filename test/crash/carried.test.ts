/**
 * Kill -9 while a patch is carried over to a moved target and lands there. Afterwards `writ land`, typed once more, lands
 * it: nothing that was left behind is in the way, what passed already is used, and everything verifies.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { shareOf } from '../rig/share.ts';
import { removeScratch, runCommand } from '../rig/story-runner.ts';
import { withoutMechanism, type Mechanism } from '../rig/switch-off.ts';
import { eventsOf, makeStages, onCopy, processesAbout, well } from './recovery.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 400_000 });

const at = (file: string, replace: string): Mechanism => ({
  file,
  replace,
  by: `process.kill(process.pid, 'SIGKILL'); ${replace}`,
});

/** Where it is killed, and how often the patch is carried over in all. */
const POINTS: readonly (readonly [point: string, kill: Mechanism, carried: number])[] = [
  ['while it is checked there', at('src/run/run-checks.ts', 'tellEnded(one.value.record);'), 1],
  ['between its files and the ledger', at('src/flow/carry-over.ts', 'const recorded = await recordCarrying('), 1],
  ['between the ledger and the bundle', at('src/flow/carry-over.ts', 'const kept = keepCarried('), 2],
  ['between the bundle and the branch', at('src/flow/land.ts', 'const checkouts = await moveBranch('), 1],
  ['between the branch and its checkout', at('src/flow/move-branch.ts', 'const followed = await moveCheckout('), 1],
  ['between the branch and the ledger', at('src/flow/land.ts', 'const recorded = await recordLanding('), 1],
  ['between the landing and its ref', at('src/flow/land.ts', 'const kept = await keepRunRef('), 1],
];

const stages = await makeStages();
afterAll(() => Promise.all(Object.values(stages).map(removeScratch)));

test.concurrent.for(shareOf('kill points of a carried landing', POINTS, 2))(
  'killed %s, it lands where the target stands',
  ([, kill, carried]) =>
    onCopy(stages.accept, async (scratch) => {
      await well('writ accept --if-moved --yes', scratch);
      await well('echo hello > notes && git add notes && git commit -qm notes', scratch);
      const killed = await runCommand('writ land', { ...scratch, env: withoutMechanism(scratch.env, kill) });
      expect(killed.exitCode, killed.output).toBe(137);
      const state = await well('writ board --json', scratch);
      if (!state.includes('"state":"landed"')) await well('writ land', scratch);
      expect(await well('git log --format=%s && cat a.txt notes && git status --porcelain', scratch)).toBe(
        'feat: make it good\nnotes\nfeat: start\ngood\nhello\n',
      );
      const verified = await well('writ verify && writ verify --ledger', scratch);
      expect(verified).toContain('PASS, landed');
      expect(verified).toContain('the same patch on a moved target');
      const kinds = eventsOf(scratch).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'run.carried')).toHaveLength(carried);
      expect(kinds.filter((kind) => kind === 'run.landed')).toHaveLength(1);
      expect((await runCommand('writ land', scratch)).exitCode).toBe(1);
      const left = readdirSync(join(scratch.work, '.git', 'writ')).filter((name) => name.startsWith('check-'));
      expect(left).toEqual([]);
      expect(processesAbout(scratch.folder), 'nothing is left running').toEqual([]);
    }),
);
