import { Option } from 'commander';
import { numbers, repeated, yes, type Entry } from './entry.ts';

/** What a person decides, and what moves then. */
export const DECIDING: readonly Entry[] = [
  {
    usage: 'accept [run]',
    says: 'sign that you accept a verdict',
    example: 'writ accept R-4f3a9c01d2',
    options: [
      new Option('--confirm <n>', 'the number of a done-item you have seen to be true (repeat, or 1,2)').argParser(
        numbers,
      ),
      new Option('--because <reason>', 'why; it is part of what you sign'),
      yes(),
    ],
    load: async () => (await import('../commands/decide.ts')).accept,
  },
  {
    usage: 'reject [run]',
    says: 'sign that you reject a verdict',
    example: 'writ reject --because "the fix hides the error"',
    options: [new Option('--because <reason>', 'why; it is part of what you sign').makeOptionMandatory(), yes()],
    load: async () => (await import('../commands/decide.ts')).reject,
  },
  {
    usage: 'land [run]',
    says: 'move the target branch to an accepted result',
    example: 'writ land',
    options: [
      new Option(
        '--branch [name]',
        'leave the target, and put the result on a branch of its own for a pull request (by default feat/TASK, fix/TASK, …)',
      ),
    ],
    load: async () => (await import('../commands/land.ts')).landCommand,
  },
  {
    usage: 'promote <branch>',
    says: 'move a protected branch forward to where another one stands, over commits that landed',
    example: 'writ promote main --from develop',
    options: [
      new Option('--from <branch>', 'the branch whose commit it is moved to').default('develop'),
      repeated('--vouch <commits>', 'commits on the way that no landing accounts for, and that you answer for by name'),
      yes(),
    ],
    load: async () => (await import('../commands/promote.ts')).promoteCommand,
  },
];
