import { Option } from 'commander';
import { whole, repeated, yes, backend, agent, type Entry } from './entry.ts';

const OWN_BACKEND = `

A backend of your own is any program that reads the brief on its input. Name it in ~/.config/writ/config.yaml:
  backends:
    mine: { run: [/path/to/agent, --flag] }`;

/** The work, and what came of it. */
export const WORKING: readonly Entry[] = [
  {
    usage: 'run [task]',
    says: 'carry out an approved task, or a brief in quotes with --allow and --check',
    example:
      'writ run "make the failing date test pass" --allow src/date.ts --check "node --test test/date.test.js" --backend codex',
    more: OWN_BACKEND,
    options: [
      backend(),
      agent(),
      repeated('--allow <path>', 'a file or glob that may be changed (repeat for more)'),
      repeated('--deny <path>', 'a file or glob that may not (repeat for more)'),
      repeated('--check <command>', 'a command that must pass (repeat for more); by default the one that init found'),
      new Option('--no-tests <because>', 'why there is no test; then you confirm the work yourself'),
      new Option('--attempts <n>', 'how many attempts the signature covers').argParser(whole).default(3),
      new Option('--resume', 'continue what was cut off: the last run, or the RUN or TASK named').conflicts([
        ...['allow', 'deny', 'check', 'tests', 'retry'],
      ]),
      new Option('--retry', 'after a FAIL try again with its findings, as often as the approval covers'),
      yes(),
    ],
    load: async () => (await import('../commands/run.ts')).runCommand,
  },
  {
    usage: 'review [run]',
    says: 'show what changed, what proves it and what is missing',
    example: 'writ review',
    options: [
      new Option('--patch', 'show the whole patch too'),
      new Option('--junit', 'print the verdict as JUnit XML').conflicts('json'),
      new Option('--sarif', 'print the verdict as SARIF').conflicts('json'),
    ],
    load: async () => (await import('../commands/review.ts')).reviewCommand,
  },
  {
    usage: 'explain <name>',
    says: 'explain a gate or a refusal',
    example: 'writ explain scope.paths',
    load: async () => (await import('../commands/explain.ts')).explain,
  },
];
