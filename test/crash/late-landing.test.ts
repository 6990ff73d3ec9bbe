/** What a decision allows for a while is over afterwards: a machine whose clock is ahead stands in for waiting. */
import { expect, test } from 'vitest';
import { makeScratch, removeScratch, runCommand } from '../rig/story-runner.ts';
import { withoutMechanism } from '../rig/switch-off.ts';

const later = (hours: number) => ({
  file: 'src/host/clock.ts',
  replace: 'new Date().toISOString()',
  by: `new Date(Date.now() + ${hours * 3_600_000}).toISOString()`,
});
const COMMANDS = [
  'git init -q && echo bad > a.txt && git add -A && git commit -qm start',
  'writ init --name ada --new-key --yes',
  'writ run "make it good" --allow a.txt --check "grep -q good a.txt" --backend scripted:../script.json --yes',
  'writ accept --if-moved --until 2h --yes',
  'echo hello > notes && git add notes && git commit -qm notes',
];

test('a moved target is landed on while the decision allows that, and not afterwards', async () => {
  const scratch = await makeScratch();
  try {
    const script = JSON.stringify({ steps: [{ write: { path: 'a.txt', text: 'good\n' } }] });
    for (const command of [`echo '${script}' > ../script.json`, ...COMMANDS])
      expect(await runCommand(command, scratch)).toMatchObject({ exitCode: 0 });
    const at = (hours: number) => ({ ...scratch, env: withoutMechanism(scratch.env, later(hours)) });
    const late = await runCommand('writ land', at(3));
    expect(late).toMatchObject({ exitCode: 1 });
    expect(late.output).toContain('ada accepted it for a moved refs/heads/main until');
    expect(late.output).toContain('[decision.expired]');
    expect((await runCommand('git log --format=%s && ls .git/writ', scratch)).output).not.toMatch(
      /make it good|carried/u,
    );
    expect(await runCommand('writ land', at(1))).toMatchObject({ exitCode: 0 });
    expect((await runCommand('git log --format=%s', scratch)).output).toBe('feat: make it good\nnotes\nstart\n');
  } finally {
    await removeScratch(scratch);
  }
});
