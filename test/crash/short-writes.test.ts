/**
 * Short writes as a kernel really makes them: no file may grow over a limit, so the write that crosses it takes fewer
 * bytes than it was given, and the next one fails. It meets whatever grows that far: files of the bundle, the ledger
 * and its log, what git writes.
 */
import { afterAll, expect, test, vi } from 'vitest';
import { shareOf } from '../rig/share.ts';
import { removeScratch, runCommand } from '../rig/story-runner.ts';
import { COMMANDS, makeStages, onCopy, provesWhole, recover, type CommandName } from './recovery.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 400_000 });

/** Odd numbers, so that none is the end of a page or of a record. */
const LIMITS: readonly (readonly [command: CommandName, bytes: number])[] = [
  ['run', 101],
  ['run', 1_501],
  ['run', 4_103],
  ['run', 33_333],
  ['run', 99_991],
  ['run', 200_003],
  ['accept', 1_001],
  ['accept', 20_011],
  ['accept', 99_991],
  ['land', 1_001],
  ['land', 20_011],
  ['land', 99_991],
];

const stages = await makeStages();
const told: string[] = [];
afterAll(async () => {
  process.stdout.write(`\n${told.toSorted().join('\n')}\n${told.length} limits reached, all recovered\n`);
  await Promise.all(Object.values(stages).map(removeScratch));
});

test.concurrent.for(shareOf('sizes of files', LIMITS, 4))(
  'writ %s where no file may grow over %i bytes',
  ([command, bytes]) =>
    onCopy(stages[command], async (scratch) => {
      const { output, exitCode } = await runCommand(`prlimit --fsize=${bytes}:unlimited ${COMMANDS[command]}`, scratch);
      // Where nothing but the ledger itself grows that far, its log has everything, and the command is done.
      expect(`${exitCode} ${output}`).toMatch(/^0 |^3 .*\[machine\.storage\]/su);
      expect(output).not.toMatch(/^\s+at .*:\d+/mu);
      await recover(scratch);
      await provesWhole(scratch, output);
      told.push(`writ ${command}: short write at ${String(bytes).padStart(6)} bytes: reached, recovered`);
    }),
);
