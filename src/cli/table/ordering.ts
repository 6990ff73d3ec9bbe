import { Option } from 'commander';
import { TASK_TYPES } from '#contract';
import { repeated, whole, yes, backend, laterBase, agent, riskClass, type Entry } from './entry.ts';

const IMPORT_FORMS = `

A source is a file, or a folder with all Markdown below it, in one of these forms:
  front matter   id, name, status, depends_on, scope, risk, impact, level; acceptance criteria in the body
  named fields   TASK_ID, IN_SCOPE_PATHS, DONE_MEANS, TEST_PLAN …, as list items or as headings
Nothing is overwritten, and nothing is approved by it: signatures in a source are text.`;

const AMENDING = `

Anything else is changed by editing the task file first: then amend takes the file as it is.
The version before is kept beside the file in superseded/, the workspace stays, and nothing that was approved or
accepted of the old version counts any more.`;

/** The order before the work: tasks, admission, approvals. */
export const ORDERING: readonly Entry[] = [
  {
    usage: 'task new [name]',
    says: 'write a new task file to fill in',
    example: 'writ task new "Users log in with e-mail" --type feature',
    options: [
      new Option('--id <id>', 'its id; by default made from the name'),
      new Option('--type <type>', 'what kind of work it is').choices([...TASK_TYPES]).default('feature'),
    ],
    load: async () => (await import('../commands/task.ts')).taskNew,
  },
  {
    usage: 'task list',
    says: 'list the task files',
    example: 'writ task list',
    load: async () => (await import('../commands/task.ts')).taskList,
  },
  {
    usage: 'task show <task>',
    says: 'show the contract a task file makes, as it would be signed',
    example: 'writ task show WP-1-login',
    load: async () => (await import('../commands/task.ts')).taskShow,
  },
  {
    usage: 'task validate [files...]',
    says: 'say everything that is wrong with task files',
    example: 'writ task validate tasks/WP-1-login.md',
    load: async () => (await import('../commands/task.ts')).taskValidate,
  },
  {
    usage: 'task import <sources...>',
    says: 'write task files of other tools in the form of Writ, and say what they lack',
    example: 'writ task import docs/task_packets',
    more: IMPORT_FORMS,
    options: [
      new Option(
        '--to <folder>',
        'where the new files go: tasks, docs/task_packets, or a folder below (default: tasks)',
      ),
      new Option('--dry-run', 'say what would be written, and write nothing'),
    ],
    load: async () => (await import('../commands/task-import.ts')).taskImport,
  },
  {
    usage: 'task handoff <task>',
    says: 'print the brief a backend is given',
    example: 'writ task handoff WP-1-login',
    load: async () => (await import('../commands/task.ts')).taskHandoff,
  },
  {
    usage: 'admit',
    says: 'sign that this repository may be a target',
    example: 'writ admit --risk-class MEDIUM --days 7',
    options: [
      riskClass(),
      new Option('--days <n>', 'for how many days (default: 7)').argParser(whole),
      new Option('--without-jail', 'light work of risk LOW may be done where this machine can make no jail'),
      yes(),
    ],
    load: async () => (await import('../commands/admit.ts')).admitCommand,
  },
  {
    usage: 'approve <names...>',
    says: 'show a contract, or a change of the specs, and sign it',
    example: 'writ approve WP-1-login --backend codex',
    options: [
      backend(),
      agent(),
      new Option('--for <what>', 'what to approve; a strict run needs an approval of its own')
        .choices(['contract', 'run'])
        .default('contract'),
      laterBase(),
      yes(),
    ],
    load: async () => (await import('../commands/approve.ts')).approveCommand,
  },
  {
    usage: 'amend <task>',
    says: 'make the next version of an approved contract, show what changes, and sign it',
    example: 'writ amend WP-1-login --allow src/session.js --because "the session is checked there"',
    more: AMENDING,
    options: [
      repeated('--allow <path>', 'a file or glob that may be changed as well (repeat for more)'),
      repeated('--drop-allow <path>', 'one that may not be changed any more'),
      repeated('--deny <path>', 'a file or glob that may not be changed'),
      repeated('--drop-deny <path>', 'one that is not denied any more'),
      repeated('--check <command>', 'a command that must pass as well'),
      repeated('--drop-check <id>', 'a check that is not asked for any more'),
      new Option('--attempts <n>', 'how many attempts the new signature covers').argParser(whole),
      new Option('--because <reason>', 'why; it is part of what you sign'),
      laterBase(),
      backend(),
      agent(),
      yes(),
    ],
    load: async () => (await import('../commands/amend.ts')).amendCommand,
  },
];
