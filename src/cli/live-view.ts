import { clearScreenDown, moveCursor } from 'node:readline';
import { few, visibleLine } from '#contract';
import type { NewestOf } from '#coordinate';
import { needsPerson, type Orders, type Position } from '#plan';
import { COLUMNS, cut } from './columns.ts';
import type { Io } from './io.ts';
import { doingNow } from './session-lines.ts';
import { paint, writeText } from './terminal.ts';

/** What a person sees while many tasks go on: what happened, line by line, and below it what goes on now. */
export type LiveView = {
  readonly tell: (sentence: string) => void;
  readonly show: (positions: readonly Position[], orders: Orders, newestOf: NewestOf) => void;
  readonly close: () => void;
};

/** More sessions than that nobody reads; the rest is a number. */
const SHOWN = 12;

const minutes = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

/** The lines of a view: each session with how long it has been seen and what it does, and how much there is of everything. */
export const viewLines = (
  positions: readonly Position[],
  { waiting }: Orders,
  seenMs: (run: string) => number,
  doing: (run: string) => string,
): readonly string[] => {
  const busy = positions.filter(({ run }) => run?.underWay === true);
  const lines = busy.map(({ task, run }, at) => {
    const name = run?.run ?? '';
    // Of those that nobody is shown nothing is read.
    const does = name === '' || at >= SHOWN ? '' : doing(name);
    const said = `${task}  ${name === '' ? 'begins' : name}  ${run?.backend ?? ''}  ${minutes(seenMs(task))}${does === '' ? '' : `  ${does}`}`;
    return cut(visibleLine(`  ${said}`), COLUMNS);
  });
  const landed = positions.filter(({ state }) => state === 'landed').length;
  const yours = waiting.filter(needsPerson).length;
  return [
    ...few(lines, SHOWN, (count) => `  and ${count} more: writ session list`),
    `${busy.length} under way · ${landed} of ${positions.length} landed · ${yours} waiting for you`,
  ];
};

/** Sentences alone, where nobody looks on at a terminal; there, what goes on stands below them and is drawn anew. */
export const liveView = (io: Io, stream: NodeJS.WriteStream = process.stderr): LiveView => {
  if (stream.isTTY !== true || io.json) return { tell: io.tell, show: () => {}, close: () => {} };
  const since = new Map<string, number>();
  let drawn: readonly string[] = [];
  const clear = (): void => {
    if (drawn.length === 0) return;
    moveCursor(stream, 0, -drawn.length);
    clearScreenDown(stream);
  };
  const draw = (lines: readonly string[]): void => {
    clear();
    drawn = lines;
    for (const line of lines) writeText(stream, `${paint('dim', line)}\n`);
  };
  return {
    tell: (sentence) => {
      const lines = drawn;
      draw([]);
      io.tell(sentence);
      draw(lines);
    },
    show: (positions, orders, newestOf) => {
      for (const { task, run } of positions)
        if (run?.underWay !== true) since.delete(task);
        else if (!since.has(task)) since.set(task, performance.now());
      const seenMs = (task: string): number => performance.now() - (since.get(task) ?? performance.now());
      draw(viewLines(positions, orders, seenMs, (run) => doingNow(newestOf(run))));
    },
    close: () => draw([]),
  };
};
