import { fail, ok, type Result } from '#failure';
import type { Shown } from '../io.ts';
import { text, type CommandRun, type Words } from '../words.ts';

/** How a command is written, for completion. */
export type Usage = { readonly usage: string; readonly says: string; readonly options: readonly string[] };

type Completion = { readonly words: readonly string[]; readonly options: readonly string[]; readonly says: string };

const completionsOf = (usages: readonly Usage[]): readonly Completion[] =>
  usages.map(({ usage, options, says }) => ({
    words: usage.split(' ').filter((word) => /^[a-z]/u.test(word)),
    options,
    says,
  }));

const firstWords = (completions: readonly Completion[]): readonly string[] => [
  ...new Set(completions.map(({ words }) => words[0] ?? '')),
];
const secondWords = (completions: readonly Completion[], first: string): readonly string[] =>
  completions.filter(({ words }) => words[0] === first && words[1] !== undefined).map(({ words }) => words[1] ?? '');

const bash = (completions: readonly Completion[]): string => {
  const cases = firstWords(completions).map((first) => {
    const options = [...new Set(completions.filter(({ words }) => words[0] === first).flatMap((one) => one.options))];
    return `    ${first}) words="${[...secondWords(completions, first), ...options].join(' ')}" ;;`;
  });
  return [
    '_writ() {',
    '  local words; local current="${COMP_WORDS[COMP_CWORD]}"',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    '  esac',
    `  if [ "$COMP_CWORD" -eq 1 ]; then words="${firstWords(completions).join(' ')} --help --version"; fi`,
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))',
    '}',
    'complete -F _writ writ',
    '',
  ].join('\n');
};

const fish = (completions: readonly Completion[]): string =>
  completions
    .flatMap(({ words, options, says }) => {
      const [first = '', second] = words;
      const described = says.replaceAll("'", '');
      const command =
        second === undefined
          ? `complete -c writ -n __fish_use_subcommand -a ${first} -d '${described}'`
          : `complete -c writ -n '__fish_seen_subcommand_from ${first}' -a ${second} -d '${described}'`;
      return [
        command,
        ...options.map(
          (option) =>
            `complete -c writ -n '__fish_seen_subcommand_from ${second ?? first}' -l ${option.replace(/^--/u, '')}`,
        ),
      ];
    })
    .concat([''])
    .join('\n');

/** `writ completion SHELL` */
export const completionOf =
  (usages: readonly Usage[]): CommandRun =>
  async (words: Words): Promise<Result<Shown>> => {
    const completions = completionsOf(usages);
    const scripts: Readonly<Record<string, () => string>> = {
      bash: () => bash(completions),
      zsh: () => `autoload -U +X bashcompinit && bashcompinit\n${bash(completions)}`,
      fish: () => fish(completions),
    };
    const shell = text(words, 'shell') ?? '';
    const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
    if (script === undefined) {
      return fail('usage.argument', `there is no completion for “${shell}”`, {
        remedy: 'writ completion bash, zsh or fish',
      });
    }
    return ok({ text: script(), json: { shell, script: script() } });
  };
