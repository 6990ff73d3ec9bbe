import { Option } from 'commander';
import { whole, type Entry } from './entry.ts';

/** What happened, and what is to be done. */
export const LOOKING: readonly Entry[] = [
  {
    usage: 'board',
    says: 'show every task, how far it is, and what to type next',
    example: 'writ board',
    load: async () => (await import('../commands/board.ts')).board,
  },
  {
    usage: 'log',
    says: 'show what happened',
    example: 'writ log --task WP-1-login',
    options: [
      new Option('--task <task>', 'only those of one task'),
      new Option('--run <run>', 'only those of one run'),
      new Option('-n, --limit <n>', 'how many of the last events').argParser(whole).default(50),
    ],
    load: async () => (await import('../commands/log.ts')).log,
  },
];
