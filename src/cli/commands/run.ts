import { lightTask, slug, TERMS } from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import { approve, propose, readLightTask, resume, runTask, saveLightTask, signerOf, type Project } from '#flow';
import { resolveBackend } from '#run';
import { atTerminal, consentVia, mayAsk } from '../ask.ts';
import { naming, type Io, type Shown } from '../io.ts';
import { shownEnd } from './run-end.ts';
import { withProject, withRecord } from './with-project.ts';
import { backendOf, given, number, text, texts, type Words } from '../words.ts';

const isTaskName = (name: string): boolean => /^WP-[\w.-]+$/u.test(name);

/** What a brief lacks to be a contract; all of it at once. */
const lacking = (words: Words, check: string | undefined): readonly Failure[] => {
  const lacks = (message: string, remedy: string): Failure => ({ code: 'usage.argument', message, remedy });
  return [
    ...(texts(words, 'allow').length > 0
      ? []
      : [lacks('the brief does not say which files may change', 'add --allow FILE')]),
    ...(texts(words, 'check').length > 0 || text(words, 'tests') !== undefined || check !== undefined
      ? []
      : [lacks('the brief does not say what proves it', 'add --check "COMMAND", or --no-tests "because …"')]),
    ...(backendOf(words) === undefined
      ? [{ code: 'backend.unnamed' as const, message: 'no backend was named, and none is ever the default' }]
      : []),
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
const checkBrief = async (project: Project, brief: string, words: Words, io: Io): Promise<Result<unknown>> => {
  const [first, ...rest] = lacking(words, project.settings.check);
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  if (project.repository.branch === null)
    return fail('repository.detached', 'HEAD is detached, so it is not clear which branch should move');
  const task = readLightTask(project, lightText(project, brief, words, slug(brief)));
  if (!task.ok) return task;
  if (TERMS[task.value.contract.strictness].terminal && !atTerminal(io))
    return fail('approval.hasty', 'a strict contract is approved by a person at a terminal');
  const { cwd, repository, settings } = project;
  const backend = await resolveBackend(backendOf(words) ?? '', { cwd, root: repository.root, settings });
  if (!backend.ok) return backend;
  const signer = signerOf(project);
  return signer.ok ? mayAsk(io, QUESTION) : signer;
};

const QUESTION = 'Sign this contract and its run?';

/** The light path: a brief becomes a small contract, shown and signed once, with its run and its attempts. */
const fromBrief = async (project: Project, brief: string, words: Words, io: Io): Promise<Result<string>> => {
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

/** What must be named is the task, the brief, or what was cut off. */
const nothingNamed = fail('usage.argument', 'neither a task nor a brief was named', {
  remedy: 'writ run TASK --backend ID, or writ run --resume',
});

const begin = async (project: Project, name: string, words: Words, io: Io): Promise<Result<Shown>> => {
  const task = isTaskName(name) ? ok(name) : await fromBrief(project, name, words, io);
  if (!task.ok) return task;
  const ended = await runTask(project, { task: task.value, backend: backendOf(words), tell: io.tell });
  return ended.ok ? ok(shownEnd(ended.value, backendOf(words) ?? 'ID')) : naming(ended, { task: task.value });
};

/** `writ run --resume [RUN|TASK]` */
const continueRun = async (project: Project, of: string | undefined, words: Words, io: Io): Promise<Result<Shown>> => {
  const resumed = await resume(project, { of, backend: backendOf(words), tell: io.tell });
  if (!resumed.ok) return resumed;
  const { kind, row } = resumed.value;
  const backend = backendOf(words) ?? row.backend;
  if (resumed.value.kind === 'again')
    return ok(shownEnd(resumed.value.end, backend, { resumed: { run: row.run, kind } }));
  const { reviewed } = resumed.value;
  const { contract, changes } = reviewed.evidence;
  if (contract === undefined || changes === undefined)
    return fail('evidence.incomplete', `the bundle of ${row.run} does not say what it is about`, {
      remedy: `writ review ${row.run}`,
    });
  io.tell(`run ${row.run} was sealed before it was cut off; it is judged now`);
  const { tree } = changes;
  const { run, attempt } = row;
  const end = { run, attempt, tree, changes, contract: contract.value, verdict: reviewed.again };
  return ok(shownEnd(end, backend, { resumed: { run, kind } }));
};

/** `writ run TASK|"brief"`, `writ run --resume [RUN|TASK]` */
export const runCommand = (words: Words, io: Io): Promise<Result<Shown>> => {
  const name = text(words, 'task');
  if (given(words, 'resume')) return withProject((project) => continueRun(project, name, words, io));
  if (name === undefined) return Promise.resolve(nothingNamed);
  const check = (project: Project) => (isTaskName(name) ? ok(null) : checkBrief(project, name, words, io));
  return withRecord(check, (project) => begin(project, name, words, io));
};
