/** The types of Conventional Commits that are taken (S0-R74). */
const TYPES = ['feat', 'fix', 'docs', 'test', 'chore', 'refactor', 'perf'] as const;
const LONGEST = 72;

/** What is wrong with a message. A warning refuses nothing. */
export type CommitProblem = {
  readonly line: number;
  readonly column: number;
  readonly says: string;
  readonly warning: boolean;
};

const wrong = (says: string, column = 1): CommitProblem => ({ line: 1, column, says, warning: false });

/** Git makes these itself, and whoever rebases folds the last two away. */
const MADE_BY_GIT = /^(Merge |Revert "|fixup! |squash! |amend! )/u;

/** Words that say what was done, where the imperative says what is done. */
const NOT_IMPERATIVE = /^(\w+(ed|ing)|adds|fixes|removes|updates|changes|makes|uses|adding)$/iu;
const IMPERATIVE_ALL_THE_SAME =
  /thing$|^(embed|feed|need|seed|speed|shed|bring|string|ring|ping|bleed|proceed|exceed|succeed)$/iu;

/** The lines of a message that git keeps: no comments, and nothing below the scissors. */
export const keptLines = (text: string): readonly string[] => {
  const lines = text.split('\n');
  const cut = lines.findIndex((line) => /^# -+ >8 -+$/u.test(line));
  return (cut === -1 ? lines : lines.slice(0, cut)).filter((line) => !line.startsWith('#'));
};

/** What keeps a message from being a Conventional Commit of these types, below 72 characters (S0-R73..R75). */
export const commitProblems = (text: string): readonly CommitProblem[] => {
  const kept = keptLines(text);
  const at = kept.findIndex((line) => line.trim() !== '');
  const subject = kept[at]?.trimEnd() ?? '';
  if (at === -1) return [wrong('the message is empty')];
  if (MADE_BY_GIT.test(subject)) return [];
  const form = /^(\w+)(\([^()\s][^()]*\))?(!)?: (\S.*)$/u.exec(subject);
  if (form === null)
    return [wrong(`the first line is not of the form “type: description”, with a type of ${TYPES.join(', ')}`)];
  const [, type = '', , , description = ''] = form;
  const [first = ''] = description.split(/\s/u);
  return [
    ...(TYPES.some((one) => one === type) ? [] : [wrong(`“${type}” is no type; take one of ${TYPES.join(', ')}`)]),
    ...(description.length < LONGEST
      ? []
      : [
          wrong(
            `the description has ${description.length} characters, and has to have fewer than ${LONGEST}`,
            subject.length - description.length + LONGEST,
          ),
        ]),
    ...(kept[at + 1] === undefined || kept[at + 1]?.trim() === ''
      ? []
      : [{ ...wrong('the second line is not blank'), line: 2 }]),
    ...(NOT_IMPERATIVE.test(first) && !IMPERATIVE_ALL_THE_SAME.test(first)
      ? [{ ...wrong(`“${first}” is not the imperative`, subject.length - description.length + 1), warning: true }]
      : []),
  ];
};
