import { startedCommand } from '#contract';
import { fail, ok, type Result } from '#failure';

/** What becomes of an option of a runner in the command of a contract. `takes`: whether a value follows it. */
export type OptionUse = {
  readonly use: 'kept' | 'dropped';
  readonly takes: 'nothing' | 'text' | 'number' | 'list';
};

/** The options of a runner by their names in camel case, without dashes; `short` gives one letter its long name. */
export type OptionTable = {
  readonly options: ReadonlyMap<string, OptionUse>;
  readonly short: Readonly<Record<string, string>>;
};

export type OptionValue = boolean | string | number | readonly string[];

/** What a runner was asked for: the options that are kept, by name, and the words that are none. */
export type AskedOfRunner = {
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly rest: readonly string[];
};

/** A table from lines of names: `table('kept', 'text', 'project environment')`. */
export const optionUses = (
  use: OptionUse['use'],
  takes: OptionUse['takes'],
  names: string,
): readonly (readonly [string, OptionUse])[] => names.split(/\s+/).map((name) => [name, { use, takes }]);

const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

type Named = { readonly name: string; readonly negated: boolean; readonly value: string | undefined };

const named = (word: string, { short, options }: OptionTable): Named => {
  const at = word.indexOf('=');
  const head = at === -1 ? word : word.slice(0, at);
  const value = at === -1 ? undefined : word.slice(at + 1);
  if (!head.startsWith('--')) return { name: short[head.slice(1)] ?? head, negated: false, value };
  const whole = camel(head.slice(2));
  if (options.has(whole) || !/^no[A-Z]/.test(whole)) return { name: whole, negated: false, value };
  return { name: whole.charAt(2).toLowerCase() + whole.slice(3), negated: true, value };
};

/** `--coverage.enabled` is known by `coverage`, if that is dropped with all below it. */
const useOf = (name: string, { options }: OptionTable): OptionUse | undefined => {
  const head = options.get(name.split('.')[0] ?? '');
  return options.get(name) ?? (head?.use === 'dropped' ? { use: 'dropped', takes: 'nothing' } : undefined);
};

const valueOf = ({ takes }: OptionUse, { negated, value }: Named, before: OptionValue | undefined): OptionValue => {
  if (takes === 'nothing') return negated ? value === 'false' : value !== 'false';
  if (takes === 'number') return Number(value);
  if (takes === 'list') return [...(Array.isArray(before) ? before : []), value ?? ''];
  return value ?? '';
};

/**
 * Reads the words of a runner's command. Fails with `task.field` at the first option that is not in the table: what
 * the harness does not know could change what a result means.
 */
export const readWords = (runner: string, words: readonly string[], table: OptionTable): Result<AskedOfRunner> => {
  const options: Record<string, OptionValue> = {};
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return ok({ options, rest: [...rest, ...words.slice(at + 1)] });
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    const one = named(word, table);
    const use = useOf(one.name, table);
    if (use === undefined)
      return fail(
        'task.field',
        `the harness does not know ${word} of ${runner}, so it cannot tell what a check with it proves`,
        {
          remedy: `leave ${word} out, or have the check read by its exit code (reports: exit-code)`,
        },
      );
    if (one.name.includes('.') && one.value === undefined && !one.name.endsWith('.enabled'))
      return fail('task.field', `it cannot be told whether ${word} of ${runner} has a value`, {
        remedy: `write ${word}=VALUE, or leave it out`,
      });
    const next = use.takes !== 'nothing' && one.value === undefined ? words[(at += 1)] : one.value;
    if (use.takes !== 'nothing' && next === undefined) return fail('task.field', `${word} of ${runner} has no value`);
    if (use.takes === 'number' && !/^\d+$/.test(next ?? ''))
      return fail('task.field', `${word} of ${runner} takes a number, not “${next}”`);
    if (use.use === 'kept') options[one.name] = valueOf(use, { ...one, value: next }, options[one.name]);
  }
  return ok({ options, rest });
};

/** Options of Node that change how modules are loaded, and no result. */
const OF_NODE = /^--(experimental-vm-modules|no-warnings|experimental-strip-types|no-deprecation|enable-source-maps)$/;

/** The words after a runner, and the options of Node before it. */
export type AfterRunner = { readonly node: readonly string[]; readonly words: readonly string[] };

/**
 * The words of a command after the runner itself: `npx vitest run a`, `node node_modules/vitest/vitest.mjs run a` →
 * `run a`. Fails with `task.field` where the command starts something else.
 */
export const afterRunner = (runner: string, run: readonly string[]): Result<AfterRunner> => {
  const command = startedCommand(run);
  const length = command[0] === 'node' ? command.findIndex((word, at) => at > 0 && !OF_NODE.test(word)) : 0;
  const [program = '', ...words] = length === -1 ? [] : command.slice(length);
  const name = program
    .split('/')
    .at(-1)
    ?.replace(/\.[cm]?js$/, '');
  return name === runner
    ? ok({ node: command.slice(1, length), words })
    : fail(
        'task.field',
        `a check that reports ${runner} begins with ${runner}, or with npx or pnpm exec before it, not with “${run.join(' ')}”`,
        {
          remedy: `write ${runner} and the files of tests, not a script of package.json`,
        },
      );
};
