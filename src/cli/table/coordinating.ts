import { Option } from 'commander';
import { agent, atLeastOne, backend, repeated, type Entry } from './entry.ts';

const MORE = `

It runs what is signed and waits for nothing, side by side unless two may change the same file, and lands what you have
accepted, one after another. It ends when nothing can be done without you, with one list of what that is; with --watch it
waits for your answers instead. Ctrl-C lets what is under way come to its end, a second one ends it. However it ends, the
same command goes on from there.`;

const SERVING = `

On a terminal it prints what belongs into the configuration of your client. Started by that, it lets a model see where
tasks stand, begin what you have signed and what could begin now, speak with the agents it had begun, end them, and clear up
what is over. It never signs, accepts or lands. The name is its identity: what one has begun is nobody else's.`;

/** Many tasks at once. */
export const COORDINATING: readonly Entry[] = [
  {
    usage: 'coordinate',
    says: 'run what is ready side by side, land what is accepted, and say what waits for you',
    example: 'writ coordinate --max 4 --backend codex',
    more: MORE,
    options: [
      backend(),
      agent(),
      new Option('-m, --max <n>', 'how many runs at a time').argParser(atLeastOne).default(2),
      repeated('--limit <backend=n>', 'how many of one backend at a time (repeat for more)'),
      new Option('--runs <n>', 'begin no more runs than so many').argParser(atLeastOne),
      new Option('--stall <time>', 'end a backend that has said nothing for so long').default('15m'),
      new Option('--watch', 'wait for answers instead of ending').conflicts(['waiting', 'dryRun']),
      new Option('--waiting', 'only list what waits, and for whom').conflicts('dryRun'),
      new Option('--dry-run', 'only say what would be done now'),
    ],
    load: async () => (await import('../commands/coordinate.ts')).coordinateCommand,
  },
  {
    usage: 'mcp',
    says: 'let a model in your own client run what you have signed, over MCP',
    example: 'writ mcp --as lead --backend codex',
    more: SERVING,
    options: [
      new Option('--as <name>', 'who it is'),
      backend(),
      agent(),
      new Option('-m, --max <n>', 'how many runs at a time').argParser(atLeastOne).default(2),
      repeated('--limit <backend=n>', 'how many of one backend at a time (repeat for more)'),
      new Option('--runs <n>', 'begin no more runs than so many').argParser(atLeastOne),
      new Option('--look-only', 'it may only look on'),
    ],
    load: async () => (await import('../commands/mcp.ts')).mcpCommand,
  },
];
