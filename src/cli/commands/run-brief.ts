import { lightTask, slug, TERMS } from '#contract';
import { fail, type Failure, type Result } from '#failure';
import {
  approve,
  namedBackend,
  propose,
  refuseUnsignedLogin,
  readLightTask,
  saveLightTask,
  signerOf,
  type Project,
} from '#flow';
import { resolveBackend } from '#run';
import { atTerminal, consentVia, mayAsk } from '../ask.ts';
import type { Io } from '../io.ts';
import { backendOf, number, text, texts, type Words } from '../words.ts';

/** What a brief lacks to be a contract; all of it at once. */
const lacking = (words: Words, check: string | undefined, backend: Result<string>): readonly Failure[] => {
  const lacks = (message: string, remedy: string): Failure => ({ code: 'usage.argument', message, remedy });
  return [
    ...(texts(words, 'allow').length > 0
      ? []
      : [lacks('the brief does not say which files may change', 'add --allow FILE')]),
    ...(texts(words, 'check').length > 0 || text(words, 'tests') !== undefined || check !== undefined
      ? []
      : [lacks('the brief does not say what proves it', 'add --check "COMMAND", or --no-tests "because …"')]),
    ...(backend.ok ? [] : backend.failures),
  ];
};

/** The text of the small contract a brief becomes, under some id. */
const lightText = ({ settings, repository }: Project, brief: string, words: Words, id: string): string => {
  const because = text(words, 'tests');
  const named = texts(words, 'check');
  // What `writ init` found is the check of whoever names none.
  const commands = named.length > 0 || because !== undefined || settings.check === undefined ? named : [settings.check];
  return lightTask({
    id,
    brief,
    allow: texts(words, 'allow'),
    deny: texts(words, 'deny'),
    checks: commands.map((run, index) => ({ id: index === 0 ? 'check' : `check-${index + 1}`, run })),
    attempts: number(words, 'attempts') ?? 3,
    baseBranch: repository.branch ?? '',
    noTests: because ?? null,
  });
};

/** Everything that can be wrong with a brief before anything is written or signed. */
export const checkBrief = async (project: Project, brief: string, words: Words, io: Io): Promise<Result<unknown>> => {
  const named = await namedBackend(project, backendOf(words));
  const [first, ...rest] = lacking(words, project.settings.check, named);
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  if (!named.ok) return named;
  if (project.repository.branch === null)
    return fail('repository.detached', 'HEAD is detached, so it is not clear which branch should move');
  const task = readLightTask(project, lightText(project, brief, words, slug(brief)));
  if (!task.ok) return task;
  if (TERMS[task.value.contract.strictness].terminal && !atTerminal(io))
    return fail('approval.hasty', 'a strict contract is approved by a person at a terminal', {
      remedy: 'type the same again, in a terminal',
    });
  const { cwd, repository, settings } = project;
  const backend = await resolveBackend(named.value, { cwd, root: repository.root, settings });
  if (!backend.ok) return backend;
  const handed = await refuseUnsignedLogin(project, backend.value);
  if (!handed.ok) return handed;
  const signer = signerOf(project);
  return signer.ok ? mayAsk(io, QUESTION) : signer;
};

const QUESTION = 'Sign this contract and its run?';

/** The light path: a brief becomes a small contract, shown and signed once, with its run and its attempts. */
export const fromBrief = async (project: Project, brief: string, words: Words, io: Io): Promise<Result<string>> => {
  const id = await saveLightTask(project, slug(brief), (free) => lightText(project, brief, words, free));
  if (!id.ok) return id;
  const proposal = propose(project, id.value);
  if (!proposal.ok) return proposal;
  const approved = await approve(
    project,
    proposal.value,
    { backend: backendOf(words) ?? null },
    consentVia(io, QUESTION),
  );
  return approved.ok ? id : approved;
};
