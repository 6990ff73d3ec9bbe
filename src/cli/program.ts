import { Command, CommanderError, Option } from 'commander';
import { TASK_TYPES, TIERS } from '#contract';
import { Bug, fail, type ExitCode } from '#failure';
import type { Usage } from './commands/completion.ts';
import { finish, makeIo } from './io.ts';
import type { CommandRun, Words } from './words.ts';

/** One command of the table: how it is written, what it does, an example, and the module that does it. */
type Entry = {
  readonly usage: string;
  readonly says: string;
  readonly example: string;
  /** What else a newcomer has to know to use it. */
  readonly more?: string;
  readonly options?: readonly Option[];
  readonly load: () => Promise<CommandRun>;
};

const list = (value: string, previous: readonly string[] | undefined): readonly string[] => [
  ...(previous ?? []),
  value,
];
const whole = (value: string): number => (/^\d+$/u.test(value) ? Number(value) : Number.NaN);
const numbers = (value: string, previous: readonly number[] | undefined): readonly number[] => [
  ...(previous ?? []),
  ...value.split(',').map(whole),
];
const repeated = (flags: string, says: string) => new Option(flags, says).argParser(list);
const yes = () => new Option('-y, --yes', 'agree beforehand to what is shown, instead of being asked');
const backend = () =>
  new Option(
    '-b, --backend <id>',
    'what carries it out: codex, one named in your config.yaml, or scripted:FILE',
  ).conflicts('agent');
const agent = () => new Option('--agent <id>', 'the same as --backend').hideHelp();
const riskClass = () =>
  new Option('--risk-class <tier>', 'the highest risk tier that may be worked on here')
    .choices([...TIERS])
    .default('MEDIUM');

const OWN_BACKEND = `

A backend of your own is any program that reads the brief on its input. Name it in ~/.config/writ/config.yaml:
  backends:
    mine: { run: [/path/to/agent, --flag] }`;

/** Every command. Each is loaded only when it is called. */
const COMMANDS: readonly Entry[] = [
  {
    usage: 'init',
    says: 'set up this repository: signer, key, trust, test command, admission',
    example: 'writ init --name alice',
    options: [
      new Option('--name <name>', 'your name as a signer: lower case, no digit at its end'),
      new Option('--key <path>', 'the SSH key to sign with'),
      new Option('--new-key', 'make a key for Writ alone, without a passphrase'),
      new Option('--no-admit', 'do not admit the repository now'),
      riskClass(),
      yes(),
    ],
    load: async () => (await import('./commands/init.ts')).init,
  },
  {
    usage: 'doctor',
    says: 'say what works on this machine, and what to do about what does not',
    example: 'writ doctor',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    usage: 'demo',
    says: 'show the whole flow on a sample repository, without model and network',
    example: 'writ demo',
    options: [new Option('--keep', 'keep the sample repository')],
    load: async () => (await import('./commands/demo.ts')).demo,
  },
  {
    usage: 'task new [name]',
    says: 'write a new task file to fill in',
    example: 'writ task new "Users log in with e-mail" --type feature',
    options: [
      new Option('--id <id>', 'its id; by default made from the name'),
      new Option('--type <type>', 'what kind of work it is').choices([...TASK_TYPES]).default('feature'),
    ],
    load: async () => (await import('./commands/task.ts')).taskNew,
  },
  {
    usage: 'task list',
    says: 'list the task files',
    example: 'writ task list',
    load: async () => (await import('./commands/task.ts')).taskList,
  },
  {
    usage: 'task show <task>',
    says: 'show the contract a task file makes, as it would be signed',
    example: 'writ task show WP-1-login',
    load: async () => (await import('./commands/task.ts')).taskShow,
  },
  {
    usage: 'task validate [files...]',
    says: 'say everything that is wrong with task files',
    example: 'writ task validate tasks/WP-1-login.md',
    load: async () => (await import('./commands/task.ts')).taskValidate,
  },
  {
    usage: 'task handoff <task>',
    says: 'print the brief a backend is given',
    example: 'writ task handoff WP-1-login',
    load: async () => (await import('./commands/task.ts')).taskHandoff,
  },
  {
    usage: 'admit',
    says: 'sign that this repository may be a target',
    example: 'writ admit --risk-class MEDIUM --days 7',
    options: [riskClass(), new Option('--days <n>', 'for how many days (default: 7)').argParser(whole), yes()],
    load: async () => (await import('./commands/admit.ts')).admitCommand,
  },
  {
    usage: 'approve <task>',
    says: 'show a contract and sign it',
    example: 'writ approve WP-1-login --backend codex',
    options: [
      backend(),
      agent(),
      new Option('--for <what>', 'what to approve; a strict run needs an approval of its own')
        .choices(['contract', 'run'])
        .default('contract'),
      yes(),
    ],
    load: async () => (await import('./commands/approve.ts')).approveCommand,
  },
  {
    usage: 'run <task>',
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
      yes(),
    ],
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  {
    usage: 'review [run]',
    says: 'show what changed, what proves it and what is missing',
    example: 'writ review',
    options: [new Option('--patch', 'show the whole patch too')],
    load: async () => (await import('./commands/review.ts')).reviewCommand,
  },
  {
    usage: 'explain <name>',
    says: 'explain a gate or a refusal',
    example: 'writ explain scope.paths',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
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
    load: async () => (await import('./commands/decide.ts')).accept,
  },
  {
    usage: 'reject [run]',
    says: 'sign that you reject a verdict',
    example: 'writ reject --because "the fix hides the error"',
    options: [new Option('--because <reason>', 'why; it is part of what you sign').makeOptionMandatory(), yes()],
    load: async () => (await import('./commands/decide.ts')).reject,
  },
  {
    usage: 'land [run]',
    says: 'move the target branch to an accepted result',
    example: 'writ land',
    load: async () => (await import('./commands/land.ts')).landCommand,
  },
  {
    usage: 'verify [run]',
    says: 'verify a run, a bundle in a folder, or the ledger, against the signers you trust',
    example: 'writ verify R-4f3a9c01d2',
    options: [
      new Option('--ledger', 'verify the whole ledger'),
      new Option('--signers <file>', 'trust the signers of this allowed_signers file instead of yours'),
    ],
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  {
    usage: 'replay [run]',
    says: 'derive the verdict again from the bundle alone',
    example: 'writ replay R-4f3a9c01d2',
    load: async () => (await import('./commands/verify.ts')).replayCommand,
  },
  {
    usage: 'board',
    says: 'show every task, how far it is, and what to type next',
    example: 'writ board',
    load: async () => (await import('./commands/board.ts')).board,
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
    load: async () => (await import('./commands/log.ts')).log,
  },
  {
    usage: 'completion <shell>',
    says: 'print the completion script for bash, zsh or fish',
    example: 'source <(writ completion bash)',
    load: async () => (await import('./commands/completion.ts')).completionOf(commandUsages()),
  },
];

/** The words every command is written with, for completion. */
const commandUsages = (): readonly Usage[] =>
  COMMANDS.map(({ usage, says, options }) => ({
    usage,
    says,
    options: ['--json', '--help', ...(options ?? []).filter(({ hidden }) => !hidden).map(({ long }) => long ?? '')],
  }));

const flag = (words: Words, name: string): boolean => words[name] === true;

const badNumber = (words: Words): string | undefined =>
  Object.entries(words).find(
    ([, value]) => Number.isNaN(value) || (Array.isArray(value) && value.some((one) => Number.isNaN(one))),
  )?.[0];

/** Our own bugs are caught here and nowhere else but in `judge`. */
const runEntry = async (entry: Entry, words: Words, name: string): Promise<ExitCode> => {
  const io = makeIo({ json: flag(words, 'json'), yes: flag(words, 'yes'), quiet: flag(words, 'quiet') });
  const wrong = badNumber(words);
  if (wrong !== undefined) return finish(name, fail('usage.argument', `--${wrong} takes a whole number`), io);
  try {
    return finish(name, await (await entry.load())(words, io), io);
  } catch (error) {
    const says = error instanceof Bug || !(error instanceof Error) ? String(error) : (error.stack ?? error.message);
    return finish(name, fail('bug', says), io);
  }
};

const addEntry = (parent: Command, entry: Entry, done: (code: ExitCode) => void): void => {
  const [first = '', ...rest] = entry.usage.split(' ');
  const group = rest[0] !== undefined && /^[a-z]/u.test(rest[0]) ? first : null;
  const usage = group === null ? entry.usage : rest.join(' ');
  const home =
    group === null
      ? parent
      : (parent.commands.find((command) => command.name() === group) ??
        parent.command(group).description(`work with ${group} files`));
  const command = home
    .command(usage)
    .description(entry.says)
    .addHelpText('after', `\nExample:\n  $ ${entry.example}${entry.more ?? ''}`);
  for (const option of entry.options ?? []) command.addOption(option);
  command
    .option('--json', 'print one JSON document instead of text')
    .option('-q, --quiet', 'do not tell what is going on');
  const name = group === null ? first : `${group} ${rest[0] ?? ''}`;
  command.action(async (...given: unknown[]) => {
    const positional = Object.fromEntries(
      command.registeredArguments.map((argument, index) => [argument.name(), given[index]]),
    );
    done(await runEntry(entry, { ...positional, ...command.opts<Record<string, unknown>>() }, name));
  });
};

const EPILOGUE = `
RUN is the id of a run or its beginning; without it the last run is meant.
Exit codes: 0 done · 1 refused by a gate or a person · 2 wrong use or unreadable input · 3 something missing here · 70 our own bug
First steps: writ demo · writ init · writ run "…" --allow FILE --check COMMAND --backend ID · writ review · writ accept · writ land`;

/** Parses argv, runs the command, prints, and returns the exit code. */
export const main = async (args: readonly string[], version: string): Promise<ExitCode> => {
  let code: ExitCode = 0;
  const program = new Command('writ')
    .description('Hand work to a coding agent under a signed contract, and take back only what is proven.')
    .version(version)
    .showSuggestionAfterError()
    .helpCommand(true)
    .exitOverride()
    .addHelpText('after', EPILOGUE);
  for (const entry of COMMANDS) addEntry(program, entry, (ended) => (code = ended));
  const override = (command: Command): void => {
    command.exitOverride();
    command.commands.forEach(override);
  };
  override(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // Whoever reads JSON gets JSON, wrongly called commands included; commander has told people on stderr.
    const io = makeIo({ json: true, yes: false, quiet: true });
    return args.includes('--json') ? finish('', fail('usage.argument', error.message), io) : 2;
  }
};
