import { Option } from 'commander';
import { yes, type Entry } from './entry.ts';

const TAILING = `

It ends with the session. With --json, one document is printed then; what comes meanwhile stands line by line in
.git/writ/runs/RUN/live/events.normalized.jsonl.`;

const ACTIVATING = `

None is a default until one is activated. Where it is the only one, writ run needs no --backend. It holds for 90 days.`;

const SAYING = `

It goes on in the same session, with what you said. It is recorded with your name and sealed with the run, and what the
contract allows stays as it is.`;

const ABORTING = `

The agent is told to end its turn, and after three seconds its jail is ended. The run goes on: it keeps the workspace,
seals what was done, and its verdict is FAIL, by whom and why.`;

/** Who can work, and looking on while somebody does. */
export const WATCHING: readonly Entry[] = [
  {
    usage: 'backend list',
    says: 'list what can carry out a contract here, what it reaches, and why others cannot',
    example: 'writ backend list',
    load: async () => (await import('../commands/backend.ts')).backendList,
  },
  {
    usage: 'backend activate <id>',
    says: 'sign that a backend works here where none is named',
    example: 'writ backend activate codex',
    more: ACTIVATING,
    options: [yes()],
    load: async () => (await import('../commands/backend.ts')).backendActivate,
  },
  {
    usage: 'backend deactivate <id>',
    says: 'sign that a backend works here only where it is named',
    example: 'writ backend deactivate codex',
    options: [yes()],
    load: async () => (await import('../commands/backend.ts')).backendDeactivate,
  },
  {
    usage: 'session list',
    says: 'list the sessions with backends, and which are at work',
    example: 'writ session list',
    load: async () => (await import('../commands/session.ts')).sessionList,
  },
  {
    usage: 'session show [run]',
    says: 'say who an agent said it was, and what its session came to',
    example: 'writ session show R-4f3a9c01d2',
    load: async () => (await import('../commands/session.ts')).sessionShow,
  },
  {
    usage: 'session tail [run]',
    says: 'show what a backend does as it does it',
    example: 'writ session tail',
    more: TAILING,
    load: async () => (await import('../commands/session.ts')).sessionTail,
  },
  {
    usage: 'session messages [run]',
    says: 'show what an agent said, message by message',
    example: 'writ session messages R-4f3a9c01d2',
    load: async () => (await import('../commands/session.ts')).sessionMessages,
  },
  {
    usage: 'session search <text>',
    says: 'find where a text was said or done in any session',
    example: 'writ session search "date.test"',
    options: [new Option('--run <run>', 'only in the session of this run')],
    load: async () => (await import('../commands/session.ts')).sessionSearch,
  },
  {
    usage: 'session message <text>',
    says: 'say something to an agent at work',
    example: 'writ session message "leave the tests as they are" --now',
    more: SAYING,
    options: [
      new Option('--run <run>', 'to the agent of this run; by default of the last'),
      new Option('--now', 'cancel its turn first, in place of waiting for its end'),
    ],
    load: async () => (await import('../commands/session.ts')).sessionMessage,
  },
  {
    usage: 'session abort [run]',
    says: 'end a backend that is at work, and keep what it did',
    example: 'writ session abort --because "it rewrites the wrong module"',
    more: ABORTING,
    options: [new Option('--because <reason>', 'why; it stands in the evidence')],
    load: async () => (await import('../commands/session.ts')).sessionAbort,
  },
];
