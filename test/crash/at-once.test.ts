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
    expect(output.match(/\[decision\.taken\]|\[ledger\.conflict\]/gu), output).toHaveLength(19);
    expect(output).not.toMatch(word === 'Accepted' ? /(?:was|has) rejected/u : /(?:was|has) accepted/u);
    expect((await runCommand('writ verify --ledger', scratch)).exitCode).toBe(0);
  }));

test('an acceptance that has waited since before a rejection is told of it', () =>
  onCopy(stages.accept, async (scratch) => {
    const fs = "process.getBuiltinModule('node:fs')";
    const wanted = 'const wanted = await mayDecide(';
    const env = withoutMechanism(scratch.env, {
      ...{ file: 'src/flow/decide.ts', replace: wanted },
      by: `${fs}.writeFileSync('../waits', ''); while (!${fs}.existsSync('../goes-on')) await new Promise((go) => setTimeout(go, 20)); ${wanted}`,
    });
    const slow = runCommand('writ accept --yes', { ...scratch, env });
    const rejecting = 'until [ -e ../waits ]; do sleep 0.05; done; writ reject --because no --yes; touch ../goes-on';
    expect((await runCommand(rejecting, scratch)).output).toMatch(/^Rejected R-/mu);
    expect((await slow).output).toMatch(/was rejected already \[decision\.taken\]/u);
    expect(eventsOf(scratch).filter(({ kind }) => kind === 'run.decided')).toHaveLength(1);
  }));

test('twelve orders in the same words at once: twelve tasks, each with a run of its own', () =>
  onCopy(stages.run, async (scratch) => {
    await runCommand(atOnce(`${COMMANDS.run} >../said.$n`, 12), scratch);
    const { output } = await runCommand('cat ../said.*', scratch);
    expect(new Set(output.match(/^PASS {2}WP-[a-z0-9-]+/gmu)), output).toHaveLength(12);
  }));

const NAMES = 'alice bert carl dora emil fred gina hans';
const LIST = '"${XDG_CONFIG_HOME:-$HOME/.config}"/writ/allowed_signers';

test('eight signers are set up at once: all of them are trusted, with the key each named', () =>
  onCopy(stages.run, async (scratch) => {
    const one = 'ssh-keygen -q -t ed25519 -N "" -f ../key.$n && writ init --name $n --key ../key.$n --no-admit --yes';
    await runCommand(`for n in ${NAMES}; do ${one} >/dev/null 2>&1 & done; wait`, scratch);
    const trusted = 'grep -cF -- "$(cut -d " " -f 2 ../key.$n.pub)"';
    const { output } = await runCommand(`for n in ${NAMES}; do grep "^$n " ${LIST} | ${trusted}; done`, scratch);
    expect(output.trim().split('\n')).toEqual(Array.from({ length: 8 }, () => '1'));
  }));

test('eight beginnings on a new machine at once: one key, and all sign with it', () =>
  onCopy(stages.run, async (scratch) => {
    const home = 'export HOME=$PWD/../new; unset XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME; mkdir -p $HOME';
    const { output } = await runCommand(`${home}; ${atOnce('writ init --name alice --new-key --yes', 8)}`, scratch);
    expect(output.match(/^admission {2}/gmu), output).toHaveLength(8);
    expect(output.match(/\(made now\)$/gmu), output).toHaveLength(1);
    const at = '../new/.config/writ';
    const halves = `ssh-keygen -y -f ${at}/id_ed25519 | cmp - ${at}/id_ed25519.pub && grep -c . ${at}/allowed_signers`;
    expect((await runCommand(halves, scratch)).output.trim()).toBe('1');
  }));

test('eight questions and eight decisions at once: each is there, with a number of its own', () =>
  onCopy(stages.run, async (scratch) => {
    const pair = 'writ spec new question "why $n" 2>&1 & writ spec new adr "so $n"';
    const { output } = await runCommand(`${atOnce(pair, 8)}; writ spec list`, scratch);
    for (const kind of ['oq:OQ-0', 'adr:'])
      for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) expect(output).toContain(` ${kind}${number} now.`);
    const { output: kept } = await runCommand('grep -ho "why [1-8]$" docs/architecture/open-questions.md', scratch);
    expect(new Set(kept.trim().split('\n'))).toHaveLength(8);
  }));

test('twelve installations of hooks at once keep the hook that was there', () =>
  onCopy(stages.run, async (scratch) => {
    const own = 'printf "#!/bin/sh\\n# of my own\\n" >.git/hooks/pre-commit && chmod +x .git/hooks/pre-commit';
    const { output } = await runCommand(`${own}; ${atOnce('writ hooks install --chain', 12)}`, scratch);
    expect(output.match(/^Installed/gmu), output).toHaveLength(12);
    expect((await runCommand('grep -l "of my own" .git/hooks/*', scratch)).output).toMatch(
      /pre-commit\.before-writ$/mu,
    );
  }));

test('eight beginnings of one change at once: one is begun, whole', () =>
  onCopy(stages.run, async (scratch) => {
    const { output } = await runCommand(
      `${atOnce('writ change new add-x --goal "goal $n"', 8)}; ls -A openspec/changes`,
      scratch,
    );
    expect(output.match(/^next {4}fill these in/gmu), output).toHaveLength(1);
    const { output: there } = await runCommand('ls -A openspec/changes openspec/changes/add-x', scratch);
    expect(there).toMatch(/\.openspec\.yaml\ndesign\.md\nproposal\.md\nspecs\ntasks\.md/u);
  }));
