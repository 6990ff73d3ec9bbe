import { fail, ok, type Result } from '#failure';
import type { Io, Shown } from '../io.ts';
import { commandUsages, type Words } from '../program.ts';
import { text } from './words.ts';

type Completion = { readonly words: readonly string[]; readonly options: readonly string[]; readonly says: string };

const completions = (): readonly Completion[] =>
  commandUsages().map(({ usage, options, says }) => ({ words: usage.split(' ').filter((word) => /^[a-z]/u.test(word)), options, says }));

const firstWords = (): readonly string[] => [...new Set(completions().map(({ words }) => words[0] ?? ''))];
const secondWords = (first: string): readonly string[] => completions().filter(({ words }) => words[0] === first && words[1] !== undefined).map(({ words }) => words[1] ?? '');

const bash = (): string => {
  const cases = firstWords().map((first) => {
    const options = [...new Set(completions().filter(({ words }) => words[0] === first).flatMap((one) => one.options))];
    return `    ${first}) words="${[...secondWords(first), ...options].join(' ')}" ;;`;
  });
  return ['_writ() {', '  local words; local current="${COMP_WORDS[COMP_CWORD]}"', '  case "${COMP_WORDS[1]}" in', ...cases, '  esac', `  if [ "$COMP_CWORD" -eq 1 ]; then words="${firstWords().join(' ')} --help --version"; fi`, '  COMPREPLY=($(compgen -W "$words" -- "$current"))', '  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))', '}', 'complete -F _writ writ', ''].join('\n');
};

const fish = (): string =>
  completions()
    .flatMap(({ words, options, says }) => {
      const [first = '', second] = words;
      const described = says.replaceAll("'", '');
      const command = second === undefined ? `complete -c writ -n __fish_use_subcommand -a ${first} -d '${described}'` : `complete -c writ -n '__fish_seen_subcommand_from ${first}' -a ${second} -d '${described}'`;
      return [command, ...options.map((option) => `complete -c writ -n '__fish_seen_subcommand_from ${second ?? first}' -l ${option.replace(/^--/u, '')}`)];
    })
    .concat([''])
    .join('\n');

/** `writ completion SHELL` */
export const completion = async (words: Words, _: Io): Promise<Result<Shown>> => {
  const scripts: Readonly<Record<string, () => string>> = { bash, zsh: () => `autoload -U +X bashcompinit && bashcompinit\n${bash()}`, fish };
  const shell = text(words, 'shell') ?? '';
  const script = scripts[shell];
  return script === undefined ? fail('usage.argument', `there is no completion for “${shell}”`, { remedy: 'writ completion bash, zsh or fish' }) : ok({ text: script(), json: { shell, script: script() } });
};
