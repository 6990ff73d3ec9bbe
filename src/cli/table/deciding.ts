import { Option } from 'commander';
import { numbers, repeated, yes, type Entry } from './entry.ts';

const WAIVING = `

Few gates can be waived: writ explain GATE says whether one can, and why not. What was found stays in the verdict, and
whoever accepts it is told of the waiver.`;

/** What a person decides, and what moves then. */
export const DECIDING: readonly Entry[] = [
  {
    usage: 'waive <gate>',
    says: 'sign an exception to a gate that may be waived, with a reason and an end',
    example: 'writ waive tree.clean.end --because "I edited the notes meanwhile" --until 1d',
    more: WAIVING,
    options: [
      new Option('--run <run>', 'the run that failed; it is judged again (default: the last run)').conflicts('task'),
      new Option('--task <task>', 'for runs of this task that are still to come'),
      new Option('--because <reason>', 'why; it is part of what you sign').makeOptionMandatory(),
      new Option('--until <when>', 'until when it holds: 12h, 3d or 2026-12-01').makeOptionMandatory(),
      yes(),
    ],
    load: async () => (await import('../commands/waive.ts')).waiveCommand,
  },
  {
    usage: 'accept [runs...]',
    says: 'sign that you accept a verdict, or several in turn',
    example: 'writ accept R-4f3a9c01d2',
    options: [
      new Option('--confirm <n>', 'the number of a done-item you have seen to be true (repeat, or 1,2)').argParser(
        numbers,
      ),
      new Option('--if-moved', 'also where the target has moved, while the patch is the same and all gates pass again'),
      new Option('--until <when>', 'until when --if-moved holds: 12h, 3d or 2026-12-01 (default: 1d)'),
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
      new Option('--direct', 'move the target, though the result is on a branch of its own already').conflicts(
        'branch',
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
