import type { ActionRecord } from '#evidence';

/**
 * Commands that are a forbidden action whoever runs them (S1-R18): program and words, options left out. The jail
 * prevents them; saying one is enough to refuse.
 */
const FORBIDDEN_COMMANDS: readonly (readonly [action: string, pattern: RegExp])[] = [
  ['push', /^git (push|send-pack|send-email|(subtree|lfs) push)( |$)/u],
  ['merge', /^(gh pr|glab mr) merge( |$)/u],
  [
    'publish',
    /^((npm|pnpm|yarn|yarn npm|cargo|gem|poetry|twine|vsce) (publish|push|upload)|gh (release|pr|issue) (create|close|edit|delete|comment)|docker (image )?push)( |$)/u,
  ],
  [
    'deploy',
    /^(kubectl|helm|vercel|netlify|fly|flyctl|heroku|serverless|wrangler|firebase|gcloud|eb)( [a-z]+)? (apply|install|upgrade|deploy|rollout|release|publish)( |$)/u,
  ],
  [
    'infrastructure',
    /^((terraform|tofu|pulumi|cdk) (apply|up|destroy|deploy|import)( |$)|ansible-playbook |aws \S+ (create|delete|put|update|run|terminate))/u,
  ],
  [
    'credentials',
    /^((ssh-keygen|ssh-add)( |$)|gh (auth|secret)( |$)|git (config .*credential|credential)|(npm|docker|aws) (login|adduser|configure)( |$))/u,
  ],
];

/** Options whose value is the next word, before the word that says what is done. */
const WITH_VALUE =
  /^(-C|-c|-n|-R|-w|--git-dir|--work-tree|--namespace|--context|--kubeconfig|--profile|--region|--registry|--repo|--project|--prefix|--workspace|--filter)$/u;
const SHELLS = /^(ba|da|z|k|a)?sh$/u;
/** Programs that start the program named among their words. */
const STARTERS =
  /^(sudo|doas|env|command|exec|nohup|nice|time|timeout|xargs|stdbuf|setsid|npx|bunx|uvx|python3?|if|then|else|elif|while|until|do|!)$/u;

/** One piece of a shell line: quoted, escaped, a separator between commands, blank, or bare. */
const PIECE = /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([|;&\n(){}`]|\$\()|([^\S\n]+)|([^])/gu;
/** What a shell runs inside double quotes all the same. */
const SUBSTITUTED = /\$\(([^()]*)\)|`([^`]*)`/gu;
const HERE_DOCUMENT = /<<-?[^\S\n]*(['"]?)(\w+)\1/u;

/** The text of a here-document is not run, unless it is a shell that reads it. */
const withoutDocuments = (text: string): string => {
  let end: string | null = null;
  const kept = text.split('\n').filter((line) => {
    if (end !== null) {
      if (line.trim() === end) end = null;
      return false;
    }
    const reader = line.trim().split(/\s/u, 1)[0] ?? '';
    if (!SHELLS.test(reader)) end = HERE_DOCUMENT.exec(line)?.[2] ?? null;
    return true;
  });
  return kept.join('\n');
};

/** The simple commands of a shell line, as words; those inside quoted substitutions come as well. */
const commandsIn = (line: string): readonly (readonly string[])[] => {
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | null = null;
  const endWord = (): void => {
    if (word !== null) words.push(word);
    word = null;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (const [, single, double, escaped, separator, blank, bare] of withoutDocuments(line).matchAll(PIECE)) {
    if (separator !== undefined) endCommand();
    else if (blank !== undefined) endWord();
    else word = (word ?? '') + (single ?? double ?? escaped ?? bare ?? '');
    for (const [, dollar, ticked] of (double ?? '').matchAll(SUBSTITUTED))
      for (const inner of commandsIn(dollar ?? ticked ?? '')) commands.push([...inner]);
  }
  endCommand();
  return commands;
};

/** A command as its program's name and its words, without options. */
const plain = ([program = '', ...words]: readonly string[]): string => {
  const kept = words.filter((word, index) => !word.startsWith('-') && !WITH_VALUE.test(words[index - 1] ?? ''));
  return [nameOf(program), ...kept].join(' ');
};

const nameOf = (program: string): string => program.slice(program.lastIndexOf('/') + 1);

/** What says which action a command is stands among its first words. */
const WORD_LIMIT = 50;

/** The plain commands that a command is: itself, or what a shell or another program starts that it names. */
const startedBy = (words: readonly string[], depth: number): readonly string[] => {
  const [program = '', ...rest] = words.slice(words.findIndex((word) => !/^\w+=/u.test(word)));
  if (SHELLS.test(nameOf(program))) {
    const script = rest[rest.findIndex((word) => /^-[a-z]*c$/u.test(word)) + 1];
    return script === undefined || script === rest[0] ? [] : plainCommands(script, depth + 1);
  }
  if (program === 'eval') return plainCommands(rest.join(' '), depth + 1);
  const near = rest.slice(0, WORD_LIMIT);
  if (!STARTERS.test(nameOf(program))) return [plain([program, ...near])];
  return near.flatMap((word, index) =>
    STARTERS.test(nameOf(word)) ? [] : startedBy(rest.slice(index, index + WORD_LIMIT), depth),
  );
};

const DEPTH_LIMIT = 5;
const plainCommands = (line: string, depth: number): readonly string[] =>
  depth > DEPTH_LIMIT ? [] : commandsIn(line).flatMap((words) => startedBy(words, depth));

/** The forbidden actions a command line is. */
export const actionsInCommand = (command: string): readonly ActionRecord[] => {
  const commands = plainCommands(command.slice(0, 100_000), 0);
  return FORBIDDEN_COMMANDS.filter(([, pattern]) => commands.some((one) => pattern.test(one))).map(([action]) => ({
    action,
    provenance: 'declared',
    detail: command.slice(0, 500),
  }));
};
