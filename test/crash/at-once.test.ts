/** Commands that meet the same thing at the same moment: one does it, the others say who was first. */
import { afterAll, expect, test, vi } from 'vitest';
import { STEPS } from '#events';
import { removeScratch, runCommand } from '../rig/story-runner.ts';
import { withoutMechanism } from '../rig/switch-off.ts';
import { COMMANDS, eventsOf, makeStages, onCopy, provesWhole, recover } from './recovery.ts';

vi.setConfig({ testTimeout: 400_000 });

const stages = await makeStages();
afterAll(() => Promise.all(Object.values(stages).map(removeScratch)));

const atOnce = (command: string, times: number): string => `for n in $(seq ${times}); do ${command} 2>&1 & done; wait`;

test('eight landings at once: one lands, and the others are refused', () =>
  onCopy(stages.land, async (scratch) => {
    const { output } = await runCommand(atOnce(COMMANDS.land, 8), scratch);
    expect(output.match(/^Landed: /gmu)).toHaveLength(1);
    expect(output.match(/\[(?:landing\.busy|landing\.taken)\]/gu)).toHaveLength(7);
    await provesWhole(scratch, output);
  }));

test('four commands at once meet a run that was sealed and not judged: it has one verdict, and all four show it', () =>
  onCopy(stages.run, async (scratch) => {
    const last = STEPS.at(-1) ?? '';
    const env = withoutMechanism(scratch.env, {
      file: 'src/run/carry-out.ts',
      replace: 'tell(narrationOf(attempt, name));',
      by: `if (name === '${last}') process.kill(process.pid, 'SIGKILL'); tell(narrationOf(attempt, name));`,
    });
    expect((await runCommand(COMMANDS.run, { ...scratch, env })).exitCode).toBe(137);
    const { output } = await runCommand(atOnce('writ review', 4), scratch);
    expect(output.match(/^verdict +PASS/gmu), output).toHaveLength(4);
    await recover(scratch);
    await provesWhole(scratch, output);
    expect(eventsOf(scratch).filter(({ kind }) => kind === 'run.judged')).toHaveLength(1);
  }));

test('ten acceptances and ten rejections at once: one decision, and the others are told which', () =>
  onCopy(stages.accept, async (scratch) => {
    const { output } = await runCommand(atOnce('writ accept --yes 2>&1 & writ reject --because no --yes', 10), scratch);
    expect(eventsOf(scratch).filter(({ kind }) => kind === 'run.decided')).toHaveLength(1);
    const [word, ...more] = output.match(/^(?:Accepted|Rejected)(?= R-)/gmu) ?? [];
    expect(more).toEqual([]);
    expect(output.match(/\[decision\.taken\]|\[ledger\.conflict\]/gu)).toHaveLength(19);
    expect(output).not.toMatch(word === 'Accepted' ? /(?:was|has) rejected/u : /(?:was|has) accepted/u);
    expect((await runCommand('writ verify --ledger', scratch)).exitCode).toBe(0);
  }));

test('twelve orders in the same words at once: twelve tasks, each with a run of its own', () =>
  onCopy(stages.run, async (scratch) => {
    await runCommand(atOnce(`${COMMANDS.run} >../said.$n`, 12), scratch);
    const { output } = await runCommand('cat ../said.*', scratch);
    expect(new Set(output.match(/^PASS {2}WP-[a-z0-9-]+/gmu)), output).toHaveLength(12);
  }));
