/**
 * Kill -9 inside `writ land --branch` and `writ promote`, between any two of their writes. Typed again, the same command
 * finishes what it began: one branch, one promotion, one signature of a person, and once more changes nothing.
 */
import { afterAll, expect, test, vi } from 'vitest';
import { copyScratch } from '../rig/copy-scratch.ts';
import { shareOf } from '../rig/share.ts';
import { removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';
import { withoutMechanism, type Mechanism } from '../rig/switch-off.ts';
import { COMMANDS, eventsOf, makeStages, onCopy, processesAbout, well, writeScript } from './recovery.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 400_000 });

const at = (file: string, replace: string): Mechanism => ({ file, replace, by: `process.kill(process.pid, 'SIGKILL'); ${replace}` }); // prettier-ignore

const stages = await makeStages();
/** Work has landed on one branch, and another one, which is protected, is to follow. */
const promotion = await copyScratch(stages.run);
await well("printf 'landing:\\n  stable: { protected: true, health: [grep, -q, good, a.txt] }\\n' >> ../home/.config/writ/config.yaml", promotion); // prettier-ignore
await writeScript(promotion);
await well(`git branch stable && ${COMMANDS.run} && ${COMMANDS.accept} && ${COMMANDS.land}`, promotion);

const told: string[] = [];
afterAll(async () => {
  process.stdout.write(`\n${told.toSorted().join('\n')}\n${told.length} kill points, all recovered\n`);
  await Promise.all([...Object.values(stages), promotion].map(removeScratch));
});

const killed = async (command: string, scratch: Scratch, kill: Mechanism): Promise<void> => {
  const end = await runCommand(command, { ...scratch, env: withoutMechanism(scratch.env, kill) });
  expect(end.exitCode, end.output).toBe(137);
};
const count = (scratch: Scratch, kind: string): number => eventsOf(scratch).filter((one) => one.kind === kind).length;
/** Everything that git and the ledger hold. */
const held = async (scratch: Scratch) => ({
  refs: await well('git for-each-ref && git fsck --strict --no-dangling && git status --porcelain', scratch),
  events: eventsOf(scratch),
});

const BRANCH = 'src/flow/land-branch.ts';
const BRANCHING: readonly (readonly [point: string, kill: Mechanism])[] = [
  ['before the branch', at(BRANCH, 'const made = await swapRef(')],
  ['between the branch and the ledger', at(BRANCH, 'const recorded = await recordBranch(')],
  ['between the ledger and the files', at(BRANCH, 'const decided = writeDecisions(')],
  ['between the files and the ref of the run', at(BRANCH, 'const kept = await keepRunRef(')],
];

test.concurrent.for(shareOf('kill points of a branch', BRANCHING, 2))(
  'land --branch, killed %s, is finished by typing it again',
  ([point, kill]) =>
    onCopy(stages.land, async (scratch) => {
      const target = await well('git rev-parse HEAD', scratch);
      await killed('writ land --branch', scratch, kill);
      const said = await well('writ land --branch', scratch);
      const before = await held(scratch);
      expect(await well('writ land --branch', scratch)).toBe(said);
      expect(await held(scratch)).toEqual(before);
      expect(count(scratch, 'run.branched')).toBe(1);
      expect(await well('git rev-parse HEAD', scratch)).toBe(target);
      await well('writ verify && writ verify --ledger', scratch);
      await well("git merge --quiet --ff-only $(git for-each-ref --format='%(refname)' refs/heads | grep make-it-good) && writ land", scratch); // prettier-ignore
      expect(await well('git log --format=%s && cat a.txt', scratch)).toBe('feat: make it good\nfeat: start\ngood\n');
      expect(await well('writ verify', scratch)).toContain('PASS, landed');
      expect(processesAbout(scratch.folder)).toEqual([]);
      told.push(`recovered: land --branch, killed ${point}`);
    }),
);

const PROMOTE = 'src/flow/promote.ts';
const PROMOTING: readonly (readonly [point: string, kill: Mechanism])[] = [
  ['before the approval', at(PROMOTE, 'const awaits = await recordPromotionApproval(')],
  ['between the approval and the branch', at(PROMOTE, 'const checkouts = await moveBranch(')],
  ['between the branch and its checkout', at('src/flow/move-branch.ts', 'const followed = await moveCheckout(')],
  ['between the branch and its health', at(PROMOTE, 'const after = await checkHealth(')],
  ['between its health and the ledger', at(PROMOTE, 'const recorded = await recordPromotion(')],
];

test.concurrent.for(shareOf('kill points of a promotion', PROMOTING, 2))('promote, killed %s, is finished by typing it again', ([point, kill]) =>
  onCopy(promotion, async (scratch) => {
    // Where the branch is checked out somewhere, that follows it.
    await well('git worktree add --quiet ../stable stable', scratch);
    const order = `writ promote stable --from ${(await well('git branch --show-current', scratch)).trim()} --yes`;
    await killed(order, scratch, kill);
    await well(order, scratch);
    const before = await held(scratch);
    expect((await runCommand(order, scratch)).output).toContain('[promote.nothing]');
    expect(await held(scratch)).toEqual(before);
    expect(count(scratch, 'branch.promoted')).toBe(1);
    expect(await well('git rev-parse stable', scratch)).toBe(await well('git rev-parse HEAD', scratch));
    expect(await well('cat ../stable/a.txt && git -C ../stable status --porcelain', scratch)).toBe('good\n');
    expect(await well('writ verify --ledger', scratch)).toMatch(/ok promotion of refs\/heads\/stable to \w+, approved by ada\n/u);
    expect(processesAbout(scratch.folder)).toEqual([]);
    told.push(`recovered: promote, killed ${point}`);
  }),
); // prettier-ignore
