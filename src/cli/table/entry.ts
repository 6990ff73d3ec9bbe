import { Option } from 'commander';
import { TIERS } from '#contract';
import type { CommandRun } from '../words.ts';

/** One command of the table: how it is written, what it does, an example, and the module that does it. */
export type Entry = {
  readonly usage: string;
  readonly says: string;
  readonly example: string;
  /** What else a newcomer has to know to use it. */
  readonly more?: string;
  readonly options?: readonly Option[];
  readonly load: () => Promise<CommandRun>;
};

// Options that more than one command takes.

const list = (value: string, previous: readonly string[] | undefined): readonly string[] => [
  ...(previous ?? []),
  value,
];
export const whole = (value: string): number => (/^\d+$/u.test(value) ? Number(value) : Number.NaN);
/** To show none of what was asked for would look as if there were none. */
export const atLeastOne = (value: string): number => whole(value) || Number.NaN;
export const numbers = (value: string, previous: readonly number[] | undefined): readonly number[] => [
  ...(previous ?? []),
  ...value.split(',').map(whole),
];
export const repeated = (flags: string, says: string) => new Option(flags, says).argParser(list);
export const yes = () => new Option('-y, --yes', 'agree beforehand to what is shown, instead of being asked');
export const backend = () =>
  new Option(
    '-b, --backend <id>',
    'what carries it out: codex, opencode, another of writ backend list, or scripted:FILE',
  ).conflicts('agent');
export const agent = () => new Option('--agent <id>', 'the same as --backend').hideHelp();
export const laterBase = () =>
  new Option('--if-moved', 'a run may also begin where the target stands by then, if that holds what you approve');
export const riskClass = () =>
  new Option('--risk-class <tier>', 'the highest risk tier that may be worked on here')
    .choices([...TIERS])
    .default('MEDIUM');
