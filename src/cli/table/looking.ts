import { Option } from 'commander';
import { whole, type Entry } from './entry.ts';

const CLAIMS = `

Completed is what landed, was promoted, or needed no change and was accepted so. What was approved, run or accepted only
is authorized. --check wants each line that says completed to name the commit or the run that proves it.`;

/** What happened, and what is to be done. */
export const LOOKING: readonly Entry[] = [
  {
    usage: 'board',
    says: 'show every task, how far it is, and what to type next',
    example: 'writ board',
    load: async () => (await import('../commands/board.ts')).board,
  },
  {
    usage: 'report',
    says: 'say what was done and what proves it, what was only approved, and what needs a person',
    example: 'writ report --since 8h --md',
    more: CLAIMS,
    options: [
      new Option('--md', 'as Markdown, to be posted'),
      new Option('--since <when>', 'what was done in the last 8h or 2d, or since a day like 2026-11-21'),
      new Option('--check <file>', 'point at each line of a text that says more than is true'),
    ],
    load: async () => (await import('../commands/report.ts')).report,
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
