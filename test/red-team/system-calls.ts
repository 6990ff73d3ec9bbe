/** What a decision does to the disk, in the order the kernel saw it. */
import { readFileSync } from 'node:fs';
import type { Stage } from './stage.ts';

/** Accepts a run under strace, perhaps with faults; gives what was printed and every call that bears on the disk. */
export const traced = async (stage: Stage, faults = ''): Promise<string> => {
  const calls = 'openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2';
  const { output } = await stage.writ(`strace -y -qq -s 60 -o ../calls -e trace=${calls} ${faults} writ accept --yes`);
  return `${output}\n${readFileSync(`${stage.folder}/calls`, 'utf8')}`;
};

const indexIn = (lines: readonly string[], pattern: RegExp, from: number): number =>
  from < 0 ? -1 : lines.findIndex((line, index) => index >= from && pattern.test(line));

/** Whether the ledger was synced after its last write, before the person was told. */
export const toldAfterLedger = (said: string): boolean => {
  const lines = said.split('\n');
  const told = indexIn(lines, /write\(1<.*Accepted R-/u, 0);
  const before = lines.slice(0, told);
  const written = before.findLastIndex((line) => /pwrite64\(.*ledger\.sqlite/u.test(line));
  return told > 0 && written >= 0 && indexIn(before, /(fsync|fdatasync)\(.*ledger\.sqlite/u, written) > written;
};

/** Whether the decision's file was written, synced, renamed, and its folder synced, in this order, before the person was told. */
export const writtenInOrder = (said: string): boolean => {
  const lines = said.split('\n');
  const steps = [
    /pwrite64\(\d+<.*2-decision\.json\.\d+\.new/u,
    /fsync\(\d+<.*2-decision\.json\.\d+\.new/u,
    /rename.*2-decision\.json"/u,
    /fsync\(\d+<.*\/after>/u,
    /write\(1<.*Accepted R-/u,
  ];
  let at = 0;
  for (const step of steps) at = indexIn(lines, step, at);
  return at >= 0;
};
