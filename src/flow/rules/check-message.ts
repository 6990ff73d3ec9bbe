import { basename, resolve } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { openToRead, readIfThere } from '#host';
import { commitProblems, scan, type CommitProblem, type Finding, type Rule, type Scanned } from '#rules';
import { rulesOfIndex } from './standing-rules.ts';

/** What a message of a commit breaks, and what might be better in it. */
export type MessageReport = {
  readonly findings: readonly Finding[];
  readonly errors: Scanned['errors'];
  readonly warnings: readonly CommitProblem[];
  /** The rules that it breaks: a pattern that it does not match says little to whoever wrote it. */
  readonly broken: readonly Pick<Rule, 'id' | 'says' | 'why'>[];
};

const LARGEST_MESSAGE_BYTES = 1024 * 1024;

/** Holds the message of a commit, as git keeps it in a file, to the rules about messages. */
export const checkMessage = async (cwd: string, file: string): Promise<Result<MessageReport>> => {
  const repository = await openToRead(cwd);
  if (!repository.ok) return repository;
  const bytes = readIfThere(resolve(cwd, file), LARGEST_MESSAGE_BYTES);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return fail('usage.argument', `there is no file ${file}`);
  const rulebook = await rulesOfIndex(repository.value);
  if (!rulebook.ok) return rulebook;
  const text = new TextDecoder().decode(bytes.value);
  const rules = rulebook.value.rules.filter(({ about }) => about === 'commits');
  const nothing = { paths: [], files: [], change: null, texts: new Map<string, string>() };
  const { findings, errors } = await scan({
    ...{ ...nothing, rulebook: { rules } },
    messages: [{ name: basename(file), text, parents: null }],
  });
  const isConventional = rules.some(({ on, match }) => on && match.some(({ kind }) => kind === 'conventional'));
  const warnings = isConventional ? commitProblems(text, null).filter(({ warning }) => warning) : [];
  const broken = rules
    .filter(({ id }) => findings.some(({ rule }) => rule === id))
    .map(({ id, says, why }) => ({ id, says, why }));
  return ok({ findings, errors, warnings, broken });
};
