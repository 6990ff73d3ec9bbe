/**
 * The disk refuses one call of a command: an error, no room, or fewer bytes than were given. The command stops and says
 * so; the commands a person types next lead through to a landing, and nothing that was told is lost.
 *
 * Every kind of call on every kind of file is hit at its first and last place, and where it is vital in the middle as
 * well, the faults taking turns.
 * `CRASH_EVERY=1` hits every single one with every fault: k rises until the command completes without one.
 */
import { afterAll, expect, test, vi } from 'vitest';
import { shareOf } from '../rig/share.ts';
import { removeScratch } from '../rig/story-runner.ts';
import { callsOf, withFault, type Call, type Fault } from './faults.ts';
import { COMMANDS, makeStages, onCopy, provesWhole, recover, type CommandName, type Stages } from './recovery.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 400_000 });

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

const GROWING = /^(?:pwrite|mkdir|ftruncate|rename|link)/u;
const faultsOf = ({ name, kind }: Call): readonly Fault[] => [
  'EIO',
  // SQLite goes on after a short write with what is missing; here the first bytes would be missing for good.
  ...(name === 'pwrite64' && !kind.startsWith('ledger') ? (['short write'] as const) : []),
  ...(GROWING.test(name) ? (['ENOSPC'] as const) : []),
];

type Place = Call & { readonly command: CommandName };
const hurtAt = (place: Place | undefined, turn: number): readonly Point[] => {
  if (place === undefined) return [];
  const faults = faultsOf(place);
  return faults.slice(turn % faults.length, (turn % faults.length) + 1).map((fault) => ({ ...place, fault }));
};

/** What holds a decision and a landing. */
const VITAL: readonly string[] = ['ledger', 'ledger log', 'chain'];
const isVital = (places: readonly Place[]): boolean => VITAL.includes(places[0]?.kind ?? '');

/** The last place; of vital ones also the first and the middle, each with another fault; of a single one two faults. */
const sampled = (places: readonly Place[]): readonly Point[] => {
  const [only] = places;
  if (places.length === 1 && only !== undefined)
    return faultsOf(only)
      .slice(0, 2)
      .flatMap((_, turn) => hurtAt(only, turn));
  const before = isVital(places) ? [0, Math.floor(places.length / 2)] : [];
  const chosen = new Set([...before, places.length - 1]);
  return [...chosen].flatMap((index, turn) => hurtAt(places[index], turn));
};

/** What `run` does to the same kind of file in the same way is done by the same code: where it is vital, once more; else not. */
const repeats = ([first]: readonly Place[]): boolean =>
  first !== undefined && first.command !== 'run' && groups.has(`writ run: ${first.name} × ${first.kind}`);

const points = [...groups.values()].flatMap((places) => {
  if (EVERY) return places.flatMap((place) => faultsOf(place).map((fault): Point => ({ ...place, fault })));
  if (!repeats(places)) return sampled(places);
  return isVital(places) ? sampled(places).slice(-1) : [];
});

const told = new Map<string, number[]>();
afterAll(async () => {
  const lines = [...told].map(
    ([line, ks]) => `${line}: k=${ks.toSorted((a, b) => a - b).join(',')} reached, all recovered`,
  );
  const hits = [...told.values()].flat().length;
  process.stdout.write(`\n${lines.toSorted().join('\n')}\n${hits} calls refused by the disk, all recovered\n`);
  await Promise.all(Object.values(stages).map(removeScratch));
});

/** Hits one call, leads through to a landing, and gives what was hit; null where the command ended without that many. */
const hurtOnce = ({ command, ...call }: Point): Promise<string | null> =>
  onCopy(stages[command], async (scratch) => {
    const { output, exitCode, hit } = await withFault(COMMANDS[command], scratch, call);
    // Done in spite of it, or something missing on this machine, said in a sentence: never a bug, never a stack.
    expect(`${exitCode} ${output}`).toMatch(/^0 |^3 .*\[machine\.storage\]/su);
    expect(output).not.toMatch(/^\s+at .*:\d+/mu);
    await recover(scratch);
    await provesWhole(scratch, output);
    return hit;
  });

/** How many calls fewer one run may make than another, as threads of the kernel or of SQLite are faster or slower. */
const FEWER = 3;

test.concurrent.for(shareOf('calls that the disk refuses', points))(
  'writ $command: $name × $kind × $fault, k=$k',
  async (point) => {
    const { command, name, fault } = point;
    for (let { k } = point; k > Math.max(0, point.k - FEWER); k--) {
      const hit = await hurtOnce({ ...point, k });
      if (hit === null) continue;
      const line = `writ ${command}: ${name} × ${hit} × ${fault}`;
      told.set(line, [...(told.get(line) ?? []), k]);
      return;
    }
    expect.fail('no call was hit');
  },
);
