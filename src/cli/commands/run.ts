import { lightTask, slug, TERMS } from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import { approve, propose, readLightTask, runTask, saveLightTask, signerOf, type Project } from '#flow';
import { resolveBackend, type RunEnd } from '#run';
import { atTerminal, consentVia, mayAsk } from '../ask.ts';
import { namedRemedy, naming, paint, type Io, type Shown } from '../io.ts';

import { acceptLine } from './accept-line.ts';
import { withRecord } from './with-project.ts';
import { backendOf, number, text, texts, type Words } from '../words.ts';

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
  const proposal = await propose(project, id.value);
  if (!proposal.ok) return proposal;
  const approved = await approve(
    project,
    proposal.value,
    { backend: backendOf(words) ?? null },
    consentVia(io, QUESTION),
  );
  return approved.ok ? id : approved;
};

const nextAfter = ({ verdict, run, contract, attempt }: RunEnd, backend: string): string => {
  const { id, attempts } = contract;
  if (verdict.result === 'PASS') return `writ review ${run}, then: ${acceptLine(run, contract)}`;
  return attempt < attempts
    ? `writ review ${run}, then: writ run ${id} --backend ${backend}   (attempt ${attempt + 1} of ${attempts})`
    : `writ review ${run}, then: writ approve ${id}`;
};

/** What helps against the findings, each remedy once; to review the run is said at the end in any case. */
const remediesFor = ({ verdict, run, contract }: RunEnd): readonly string[] =>
  [
    ...new Set(
      verdict.gates.flatMap(({ findings }) => findings).map((found) => namedRemedy(found, { run, task: contract.id })),
    ),
  ].filter((remedy) => remedy !== `writ review ${run}`);

/** `writ run TASK|"brief"` */
export const runCommand = (words: Words, io: Io): Promise<Result<Shown>> => {
  const name = text(words, 'task') ?? '';
  const check = (project: Project) => (isTaskName(name) ? ok(null) : checkBrief(project, name, words, io));
  return withRecord(check, async (project) => {
    const task = isTaskName(name) ? ok(name) : await fromBrief(project, name, words, io);
    if (!task.ok) return task;
    const ended = await runTask(project, { task: task.value, backend: backendOf(words), tell: io.tell });
    if (!ended.ok) return naming(ended, { task: task.value });
    const { run, verdict, changes, contract, attempt } = ended.value;
    const next = nextAfter(ended.value, backendOf(words) ?? 'ID');
    const findings = verdict.gates.flatMap(({ gate, findings: found }) =>
      found.map(({ code, message }) => `  ${gate}: ${message} [${code}]`),
    );
    const lines = [
      `${verdict.result === 'PASS' ? paint('green', 'PASS') : paint('red', 'FAIL')}  ${contract.id}, run ${run}: ${verdict.noChange ? 'NO-CHANGE, ' : ''}${changes.paths.length} file${changes.paths.length === 1 ? '' : 's'} changed`,
      ...findings,
      ...verdict.notices.map((notice) => `  notice: ${notice}`),
      ...[...remediesFor(ended.value), next].map((remedy) => `${paint('cyan', 'next')}  ${remedy}`),
    ];
    return ok({
      text: lines.join('\n'),
      json: {
        run,
        task: contract.id,
        attempt,
        result: verdict.result,
        noChange: verdict.noChange === true,
        gates: verdict.gates,
        notices: verdict.notices,
        tree: ended.value.tree,
        changed: changes.paths.map(({ path, status }) => ({ path, status })),
        next,
      },
      exit: verdict.result === 'PASS' ? 0 : 1,
    });
  });
};
