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

/**
 * How many parents the commit of a message has; null while somebody types it, when git still takes away what it does not
 * keep, merges may be under way, and what is to be folded into another commit may begin as git has it.
 */
export type Parents = number | null;

/** Whoever rebases folds these into others: none of them is to land. */
const TO_FOLD = /^(?:fixup|squash|amend)! /u;

/** Whether git made the message itself. Of a finished commit that has to show in more than its first word. */
const isOfGit = (subject: string, text: string, parents: Parents): boolean => {
  if (parents === null) return TO_FOLD.test(subject) || /^(?:Merge |Revert ")/u.test(subject);
  if (subject.startsWith('Merge ')) return parents > 1;
  return /^Revert ".+"$/u.test(subject) && /^This reverts commit [0-9a-f]{40,64}\b/mu.test(text);
};

/** Words that say what was done, where the imperative says what is done. */
const NOT_IMPERATIVE = /^(\w+(ed|ing)|adds|fixes|removes|updates|changes|makes|uses|adding)$/iu;
const IMPERATIVE_ALL_THE_SAME =
  /thing$|^(embed|feed|need|seed|speed|shed|bring|string|ring|ping|bleed|proceed|exceed|succeed)$/iu;

/** The lines of a message that git keeps: of one that is typed no comments, and nothing below the scissors. */
export const keptLines = (text: string, parents: Parents): readonly string[] => {
  const lines = text.split('\n');
  if (parents !== null) return lines;
  const cut = lines.findIndex((line) => /^# -+ >8 -+$/u.test(line));
  return (cut === -1 ? lines : lines.slice(0, cut)).filter((line) => !line.startsWith('#'));
};

/** What keeps a message from being a Conventional Commit of these types, below 72 characters (S0-R73..R75). */
export const commitProblems = (text: string, parents: Parents): readonly CommitProblem[] => {
  const kept = keptLines(text, parents);
  const at = kept.findIndex((line) => line.trim() !== '');
  const subject = kept[at]?.trimEnd() ?? '';
  if (at === -1) return [wrong('the message is empty')];
  if (isOfGit(subject, text, parents)) return [];
  if (TO_FOLD.test(subject)) return [wrong('the commit is to be folded into another one, and may not land')];
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
