/**
 * The disk refuses one call of a command: an error, no room, or fewer bytes than were given. The command stops and says
 * so; the commands a person types next lead through to a landing, and nothing that was told is lost.
 *
 * Every kind of call on every kind of file is hit at its first, middle and last place. `CRASH_EVERY=1` hits every
 * single one, k rising until a command completes without a fault.
 */
import { afterAll, expect, test, vi } from 'vitest';
import { removeScratch } from '../rig/story-runner.ts';
import { callsOf, withFault, type Call, type Fault } from './faults.ts';
import { COMMANDS, makeStages, onCopy, provesWhole, recover, type CommandName, type Stages } from './recovery.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 120_000 });

const EVERY = process.env['CRASH_EVERY'] === '1';
const NAMES = ['run', 'accept', 'land'] as const;
type Point = Call & { readonly command: CommandName; readonly fault: Fault };

const stages: Stages = await makeStages();
const reference = await Promise.all(
  NAMES.map(async (command) => {
    const calls = await onCopy(stages[command], (scratch) => callsOf(COMMANDS[command], scratch));
    return calls.map((call) => ({ ...call, command }));
  }),
);
const groups = Map.groupBy(reference.flat(), ({ command, name, kind }) => `writ ${command}: ${name} × ${kind}`);

/** First, middle and last, without saying one twice. */
const sampled = <T>(all: readonly T[]): readonly T[] =>
  EVERY
    ? all
    : [...new Set([0, Math.floor(all.length / 2), all.length - 1])].flatMap((index) => all.slice(index, index + 1));

const GROWING = /^(?:pwrite|mkdir|ftruncate|rename|link)/u;
const faultsOf = ({ name, kind }: Call): readonly Fault[] => [
  'EIO',
  ...(GROWING.test(name) ? (['ENOSPC'] as const) : []),
  // SQLite goes on after a short write with what is missing; here the first bytes would be missing for good.
  ...(name === 'pwrite64' && !kind.startsWith('ledger') ? (['short write'] as const) : []),
];
/** The first place gets an error, the others the faults in turn: no place is like another, and few are enough. */
const points = [...groups.values()].flatMap((calls) =>
  sampled(calls).flatMap((call, place) => {
    const faults = faultsOf(call);
    const chosen = EVERY || calls.length === 1 ? faults : faults.slice(place % faults.length).slice(0, 1);
    return chosen.map((fault): Point => ({ ...call, fault }));
  }),
);

const told = new Map<string, number>();
afterAll(async () => {
  const lines = [...told].map(([line, count]) => `${line}: ${count} reached, all recovered`);
  process.stdout.write(`\n${lines.toSorted().join('\n')}\n`);
  await Promise.all(Object.values(stages).map(removeScratch));
});

test.concurrent.for(points)('writ $command: $name × $kind × $fault, k=$k', async (point) => {
  const { command, name, fault } = point;
  await onCopy(stages[command], async (scratch) => {
    const hurt = await withFault(COMMANDS[command], scratch, point);
    const { output, exitCode, hit } = hurt;
    // Done in spite of it, or something missing on this machine, said in a sentence: never a bug, never a stack.
    expect(`${exitCode} ${output}`).toMatch(/^0 |^3 .*\[machine\.storage\]/su);
    expect(output).not.toMatch(/^\s+at .*:\d+/mu);
    await recover(scratch);
    await provesWhole(scratch, output);
    const line = `writ ${command}: ${name} × ${hit ?? 'nothing'} × ${fault}`;
    told.set(line, (told.get(line) ?? 0) + 1);
  });
});
