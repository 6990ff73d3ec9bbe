import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { TIERS } from '#contract';
import { ok, type Result } from '#failure';
import {
  admit,
  branchToAdmit,
  findTestCommand,
  listTasks,
  openProject,
  startRecording,
  ownKeyPath,
  repositorySettingsPath,
  setUpSigner,
  signerStands,
  type Project,
} from '#flow';
import { personalKeys, personFolders, personIdentity, readSettings, writeSettings } from '#host';
import { askText, confirm, consentVia } from '../ask.ts';
import type { Io, Shown } from '../io.ts';
import { given, text, type Words } from '../words.ts';

/** A name that can be a signer's, from whatever name git knows. */
const signerName = (name: string): string =>
  name
    .normalize('NFKD')
    // An accent is no sign of its own between two letters.
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/gu, '-')
    .replaceAll(/^[^a-z]+|[^a-z]+$/gu, '')
    .slice(0, 32)
    .replace(/[^a-z]+$/u, '') || 'me';

const chooseKey = async (words: Words, io: Io, home: string, own: string): Promise<Result<string | null>> => {
  const named = text(words, 'key');
  if (named !== undefined) return ok(resolve(named));
  const [personal] = personalKeys(home);
  if (given(words, 'newKey') || personal === undefined || existsSync(own)) return ok(null);
  const use = await confirm(io, `Sign with ${personal}? (No: a key for Writ alone is made at ${own})`);
  return use.ok ? ok(use.value ? personal : null) : use;
};

const setUpPerson = async (project: Project, words: Words, io: Io): Promise<Result<string>> => {
  const folders = personFolders();
  const { signer } = project.settings;
  if (
    signer !== undefined &&
    text(words, 'name') === undefined &&
    text(words, 'key') === undefined &&
    !given(words, 'newKey')
  ) {
    const stands = await signerStands(folders, signer);
    if (stands.ok) return ok(`signer     ${signer.name}, with ${signer.key}`);
    // A line that is missing in the list of trusted signers is what this command is there to write.
    if (stands.failures[0].code !== 'signature.untrusted') return stands;
    const again = await setUpSigner(folders, signer);
    return again.ok ? ok(`signer     ${signer.name}, with ${signer.key}`) : again;
  }
  const identity = await personIdentity(project.repository);
  const name =
    text(words, 'name') === undefined
      ? await askText(io, 'Your name as a signer', signerName(identity.ok ? identity.value.name : 'me'))
      : ok(text(words, 'name') ?? '');
  if (!name.ok) return name;
  const key = await chooseKey(words, io, folders.home, ownKeyPath(folders));
  if (!key.ok) return key;
  const done = await setUpSigner(folders, { name: name.value, key: key.value });
  return done.ok
    ? ok(`signer     ${done.value.name}, with ${done.value.key}${done.value.made ? ' (made now)' : ''}`)
    : done;
};

const setUpCheck = ({ repository }: Project): Result<string> => {
  const path = repositorySettingsPath(repository);
  const settings = readSettings(path);
  if (!settings.ok) return settings;
  const check = settings.value.check ?? findTestCommand(repository.root);
  if (check === null) return ok('tests      no command found; name one with --check');
  const saved = settings.value.check === undefined ? writeSettings(path, { ...settings.value, check }) : ok(null);
  return saved.ok ? ok(`tests      ${check}`) : saved;
};

/** How many tasks in the form of another tool lie below a folder and are not imported yet. */
const toImport = (project: Project, folder: string): number =>
  listTasks(project).filter(
    ({ path, task }) =>
      path.startsWith(join(project.repository.root, folder, '/')) && !task.ok && task.failures[0].code === 'task.form',
  ).length;

const adopted = (project: Project): readonly string[] =>
  ['tasks', 'docs/task_packets', 'openspec']
    .filter((folder) => existsSync(join(project.repository.root, folder)))
    .map((folder) => {
      const count = toImport(project, folder);
      const path = relative(project.cwd, join(project.repository.root, folder));
      return `found      ${folder}/${count === 0 ? '' : `, ${count} in the form of another tool: writ task import ${path}`}`;
    });

const admitNow = async (project: Project, words: Words, io: Io): Promise<Result<string>> => {
  if (words['admit'] === false) return ok('admission  not now; later: writ admit');
  const riskClass = TIERS.find((tier) => tier === text(words, 'riskClass')) ?? 'MEDIUM';
  const done = await admit(project, { riskClass }, consentVia(io, 'Admit this repository as a target?'));
  if (done.ok)
    return ok(`admission  ${done.value.statement.branch}, for ${riskClass} work, until ${done.value.statement.until}`);
  return done.failures[0].code === 'decision.declined' ? ok('admission  not now; later: writ admit') : done;
};

/** `writ init` */
export const init = async (words: Words, io: Io): Promise<Result<Shown>> => {
  const before = await openProject(process.cwd());
  if (!before.ok) return before;
  const branch = words['admit'] === false ? ok(null) : branchToAdmit(before.value);
  const person = branch.ok ? await setUpPerson(before.value, words, io) : branch;
  await before.value.close();
  if (!person.ok) return person;
  // Opened again: the signer that was just set up is now among the trusted ones.
  const opened = await openProject(process.cwd());
  if (!opened.ok) return opened;
  const project = await startRecording(opened.value);
  await opened.value.close();
  if (!project.ok) return project;
  try {
    const check = setUpCheck(project.value);
    if (!check.ok) return check;
    const admission = await admitNow(project.value, words, io);
    if (!admission.ok) return admission;
    const lines = [
      person.value,
      check.value,
      ...adopted(project.value),
      admission.value,
      '',
      'Nothing in your tree was changed. Next: writ run "…" --allow FILE --check "COMMAND" --backend ID',
    ];
    return ok({ text: lines.join('\n'), json: { lines } });
  } finally {
    await project.value.close();
  }
};
