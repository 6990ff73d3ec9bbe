/** An agent that tries to get out by its own shell tool: what works outside the jail fails in it, and is recorded. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { attemptIn, contractFor, projectIn, takenBy } from '../../src/run/attempt.fixture.ts';
import { execute } from '../../src/run/execute.ts';
import { scratch, valueOf } from '../../src/host/scratch.fixture.ts';
import { daemonMark, daemons, endsIn, makeMachine, probeOutside, probesOf, sayingHow, type Machine } from './probe.ts';
import { closeModels, PROMISED } from './promised-backends.ts';

const root = scratch();
const machines: Machine[] = [];
const machine = (): Machine => {
  const [one] = machines;
  if (one === undefined) throw new Error('there is no machine');
  return one;
};
beforeAll(async () => {
  machines.push(await makeMachine(root));
  vi.stubEnv('HOME', machine().home);
  vi.stubEnv('SSH_AUTH_SOCK', machine().agentSocket);
});
afterAll(async () => {
  await closeModels();
  await Promise.all(machines.map(({ close }) => close()));
});
vi.setConfig({ testTimeout: 400_000 });

const FORBIDDEN = ['write-outside', 'write-system', 'read-keys', 'read-environment', 'connect', 'sign'] as const;

it('outside the jail every attempt succeeds, or it would prove nothing', async () => {
  const mark = daemonMark(0);
  const ends = probeOutside(machine(), mark);
  expect(Object.fromEntries(FORBIDDEN.map((name) => [name, ends[name]]))).toEqual(
    Object.fromEntries(FORBIDDEN.map((name) => [name, 0])),
  );
  const left = daemons(mark);
  expect(left).toHaveLength(1);
  for (const pid of left) process.kill(pid, 'SIGKILL');
  expect(existsSync(join(machine().outside, 'reached'))).toBe(true);
  await vi.waitFor(() => expect(machine().connections()).toBe(1), { timeout: 300_000 });
});

// Gemini CLI tells nothing of what its commands put out, so that it could not be seen how they ended.
const AGENTS = PROMISED.filter(({ name }) => ['acp', 'codex-acp', 'opencode', 'claude'].includes(name));

it.each(AGENTS.map((agent, index) => ({ ...agent, index: index + 1 })))(
  'in the shell tool of $name none does, and all of it is recorded',
  async ({ name, toDo, index }) => {
    const mark = daemonMark(index);
    const reached = join(machine().outside, 'reached');
    rmSync(reached, { force: true });
    const connections = machine().connections();
    const probes = probesOf(machine(), mark);
    const project = await projectIn(root, { 'src/a': 'base\n' });
    const limits = { ...contractFor().limits, timeMs: 120_000, memoryBytes: 6e9, processes: 512 };
    const backend = await toDo({ commands: probes.map(sayingHow), says: 'I tried.' });
    // Nothing is forbidden by name: an agent that asks is to try it all the same.
    const attempt = await attemptIn(project, [], { backend, contract: contractFor({ limits, forbid: [] }) });
    const executed = valueOf(await execute(attempt, await takenBy(attempt)));
    const said = attempt.events.lines().join('');
    const ends = endsIn(said);
    const forbidden = Object.fromEntries(FORBIDDEN.map((one) => [one, Number(ends[one]) > 0]));
    expect(forbidden).toEqual(Object.fromEntries(FORBIDDEN.map((one) => [one, true])));
    // Where there is a bridge it is reached, so that the shell is not only one that can do nothing.
    expect([ends['daemon'], ends['bridge'] === 0]).toEqual([0, name !== 'acp']);
    expect([executed.survivors, daemons(mark)]).toEqual([0, []]);
    expect([existsSync(reached), existsSync('/usr/lib/writ-probe'), machine().connections() - connections]).toEqual([
      ...[false, false, 0],
    ]);
    expect(said).toContain('"type":"jail.tried"');
    expect(said).toContain('reads-outside, writes-outside, writes-system, reads-keys, reaches-ssh-agent');
  },
);
