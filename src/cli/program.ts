import { Command, CommanderError } from 'commander';
import { fail, type ExitCode } from '#failure';
import type { Usage } from './commands/completion.ts';
import { finish, makeIo } from './io.ts';
import { runCommand } from './run-command.ts';
import type { Entry } from './table/entry.ts';
import { SETTING_UP } from './table/setting-up.ts';
import { ORDERING } from './table/ordering.ts';
import { PLANNING } from './table/planning.ts';
import { WORKING } from './table/working.ts';
import { COORDINATING } from './table/coordinating.ts';
import { DECIDING } from './table/deciding.ts';
import { PROVING } from './table/proving.ts';
import { LOOKING } from './table/looking.ts';
import { RULING } from './table/ruling.ts';
import { DESCRIBING } from './table/describing.ts';
import { CHANGING } from './table/changing.ts';
import { SPECIFYING } from './table/specifying.ts';
import { RENDERING } from './table/rendering.ts';
import { WATCHING } from './table/watching.ts';
import { writeText } from './terminal.ts';

/** Every command, in the order of the help. Each is loaded only when it is called. */
const COMMANDS: readonly Entry[] = [
  ...SETTING_UP,
  ...SPECIFYING,
  ...DESCRIBING,
  ...CHANGING,
  ...ORDERING,
  ...PLANNING,
  ...WORKING,
  ...COORDINATING,
  ...DECIDING,
  ...PROVING,
  ...LOOKING,
  ...WATCHING,
  ...RENDERING,
  ...RULING,
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
    options: [
      '--json',
      '--quiet',
      '--help',
      ...(options ?? []).filter(({ hidden }) => !hidden).map(({ long }) => long ?? ''),
    ],
  }));

/** What commands of two words have in common. */
const GROUPS: Readonly<Record<string, string>> = {
  backend: 'see what can carry out a contract here',
  session: 'look on while a backend works, and end it',
  plan: 'see what comes first, what is risky, and what may go side by side',
  deps: 'install what checks depend on',
  hooks: 'have git hold each commit to the rulebook',
  api: 'hold descriptions of APIs to what they promise',
  change: 'bring changes of openspec/ from an idea into the specs',
  phase: 'see how far phases are, and whether one can be closed',
  roles: 'see what agents in a role are told, and write it for the tools that run them',
  spec: 'look at the places that a task may cite',
  rules: 'hold files, changes and commits to the rulebook',
};

const addEntry = (parent: Command, entry: Entry, done: (code: ExitCode) => void): void => {
  const [first = '', ...rest] = entry.usage.split(' ');
  const group = rest[0] !== undefined && /^[a-z]/u.test(rest[0]) ? first : null;
  const usage = group === null ? entry.usage : rest.join(' ');
  const home =
    group === null
      ? parent
      : (parent.commands.find((command) => command.name() === group) ??
        parent.command(group).description(GROUPS[group] ?? `work with ${group} files`));
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
    done(await runCommand(entry.load, { ...positional, ...command.opts<Record<string, unknown>>() }, name));
  });
};

const EPILOGUE = `
RUN is the id of a run or its beginning; without it the last run is meant.
Exit codes: 0 done · 1 refused by a gate or a person · 2 wrong use or unreadable input · 3 something missing here · 70 our own bug
First steps: writ demo · writ init · writ run "…" --allow FILE --check COMMAND --backend ID · writ review · writ accept · writ land`;

/** The commands that a line may mean. Nearly every line begins with the name of one, or of a group: to set up all takes longer than that one. */
const meantBy = ([name]: readonly string[]): readonly Entry[] => {
  const named = COMMANDS.filter(({ usage }) => usage.split(' ')[0] === name);
  return named.length === 0 ? COMMANDS : named;
};

/** Where it stands how a command is called that was called in another way. */
const helpOn = ([first = '', second = '']: readonly string[]): string => {
  const names = COMMANDS.map(({ usage }) => usage.split(' ').filter((word) => /^[a-z]/u.test(word)).join(' ')); // prettier-ignore
  const name = [`${first} ${second}`, first].find((one) => names.some((known) => `${known} `.startsWith(`${one} `)));
  return name === undefined ? 'writ help' : `writ ${name} --help`;
};

const HELP: readonly string[] = ['--help', '-h'];

/**
 * What commander is given. Where help is asked for on a command that there is not, it would print all the help there is
 * and call that done: it is given the command alone, and tells what is wrong with that, and what may be meant.
 */
const lineOf = (program: Command, args: readonly string[]): readonly string[] => {
  const asked = args[0] === 'help' ? args.slice(1) : args.filter((word) => !HELP.includes(word));
  if (asked.length === args.length) return args;
  let command = program;
  for (const word of asked) {
    if (command.commands.length === 0 || word === 'help' || word.startsWith('-')) return args;
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) return asked;
    command = next;
  }
  // commander's own command looks at the first word alone.
  return command === program ? args : [...asked, '--help'];
};

/** Parses argv, runs the command, prints, and returns the exit code. */
export const main = async (args: readonly string[], version: string): Promise<ExitCode> => {
  let code: ExitCode = 0;
  const program = new Command('writ')
    .description('Hand work to a coding agent under a signed contract, and take back only what is proven.')
    .version(version)
    .showSuggestionAfterError()
    .helpCommand(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => writeText(process.stdout, text),
      // It repeats the very words it was called with.
      writeErr: (text) => writeText(process.stderr, text),
    })
    .addHelpText('after', EPILOGUE);
  for (const entry of meantBy(args)) addEntry(program, entry, (ended) => (code = ended));
  const override = (command: Command): void => {
    command.exitOverride();
    command.commands.forEach(override);
  };
  override(program);
  try {
    await program.parseAsync([...lineOf(program, args)], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // Whoever reads JSON gets JSON, wrongly called commands included; commander has told people on stderr.
    const io = makeIo({ json: true, yes: false, quiet: true });
    const remedy = helpOn(args[0] === 'help' ? args.slice(1) : args);
    if (args.includes('--json')) return finish('', fail('usage.argument', error.message, { remedy }), io);
    if (error.code !== 'commander.help') writeText(process.stderr, `next    ${remedy}\n`);
    return 2;
  }
};
