import { join, relative } from 'node:path';
import {
  contractDigest,
  joinWords,
  renderContract,
  slug,
  TASK_TYPES,
  taskTemplate,
  visible,
  visibleLine,
  type Task,
} from '#contract';
import { fail, ok, type Result } from '#failure';
import { findTask, listTasks, lookAtCitesHere, type Early } from '#flow';
import { createDurably, TASK_FOLDERS } from '#host';
import { newestContract } from '#ledger';
import { briefOf } from '#run';
import type { Shown } from '../io.ts';

import { withProject } from './with-project.ts';
import { text, texts, type Words } from '../words.ts';

/** `writ task new` */
export const taskNew = (words: Words): Promise<Result<Shown>> =>
  withProject(async ({ repository, cwd }) => {
    const name = text(words, 'name') ?? '';
    const id = text(words, 'id') ?? (name === '' ? undefined : slug(name));
    if (id === undefined)
      return fail('usage.argument', 'a task needs a name or an id', { remedy: 'writ task new "What it is about"' });
    if (!/^WP-[A-Za-z0-9][A-Za-z0-9._-]{0,96}$/u.test(id))
      return fail('task.field', `“${id}” is not an id: it begins with WP- and holds letters, digits, dots and dashes`);
    const path = join(repository.root, TASK_FOLDERS[0], `${id}.md`);
    const type = TASK_TYPES.find((one) => one === text(words, 'type')) ?? 'feature';
    const created = createDurably(path, taskTemplate({ id, name, type }));
    if (!created.ok) return created;
    if (!created.value)
      return fail('task.duplicate-id', `there is a file ${relative(cwd, path)} already`, {
        remedy: 'name another --id',
      });
    const file = relative(cwd, path);
    return ok({
      text: `Wrote ${file}. Fill in what stands in <…>, then: writ task validate ${joinWords([file])}`,
      json: { id, file },
    });
  });

/** `writ task list` */
export const taskList = (): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const tasks = listTasks(project).map(({ path, task }) => ({
      file: relative(project.repository.root, path),
      ...(task.ok
        ? {
            id: task.value.contract.id,
            name: task.value.contract.name,
            tier: task.value.contract.riskTier.tier,
            faults: 0,
          }
        : { id: null, name: null, tier: null, faults: task.failures.length }),
    }));
    const lines = tasks.map(({ file, id, name, tier, faults }) =>
      id === null
        ? `!  ${file}: ${faults} fault${faults === 1 ? '' : 's'}; writ task validate ${joinWords([file])}`
        : `   ${id}  ${tier}  ${name}`,
    );
    return ok({
      text: lines.length === 0 ? 'No task files yet. Next: writ task new "What it is about"' : lines.join('\n'),
      json: { tasks },
    });
  });

/** `writ task show` */
export const taskShow = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const task = findTask(project, text(words, 'task') ?? '');
    if (!task.ok) return task;
    const { contract } = task.value;
    const digest = contractDigest(contract);
    return ok({ text: `${renderContract(contract)}\nsha256 ${digest}`, json: { contract, digest } });
  });

/** One that is well formed, and whether it can be approved before what it waits for has landed. */
const validLine = (id: string, early: Early | undefined): string =>
  early === undefined
    ? `ok ${id}`
    : `ok ${id}, to be approved once ${early.waitsFor.join(', ')} has landed: ${visibleLine(early.says.join('; '))}`;

/** `writ task validate` */
export const taskValidate = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const names = texts(words, 'files');
    const tasks =
      names.length === 0 ? listTasks(project).map(({ task }) => task) : names.map((name) => findTask(project, name));
    const [first, ...rest] = tasks.flatMap((task) => (task.ok ? [] : task.failures));
    if (first !== undefined) return { ok: false, failures: [first, ...rest] };
    const read = tasks.flatMap((task) => (task.ok ? [task.value] : []));
    const cited = await lookAtCitesHere(project, read);
    if (!cited.ok) return cited;
    const { failures, early } = cited.value;
    const [fault, ...others] = failures;
    if (fault !== undefined) return { ok: false, failures: [fault, ...others] };
    const ids = read.map(({ contract }) => contract.id);
    const lines = ids.map((id) =>
      validLine(
        id,
        early.find(({ task }) => task === id),
      ),
    );
    return ok({
      text: lines.length === 0 ? 'No task files to validate.' : lines.join('\n'),
      json: { tasks: ids, early },
    });
  });

/** What an implementer is told first: which contract, whether it is signed, and that it is locked (S3-R44, S3-R61). */
const handoffHead = ({ contract, file }: Task, digest: string, approved: boolean): string =>
  [
    `task      ${contract.id} v${contract.version}, ${contract.type}, risk tier ${contract.riskTier.tier}`,
    `file      ${file}`,
    `contract  sha256 ${digest}`,
    ...(contract.cites.length === 0 ? [] : [`read      ${contract.cites.join(', ')}`]),
    approved
      ? 'status    signed: nothing of it may change any more, and nothing outside it may be done'
      : `status    not signed yet: writ approve ${contract.id}`,
  ].join('\n');

/** `writ task handoff` */
export const taskHandoff = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const task = findTask(project, text(words, 'task') ?? '');
    if (!task.ok) return task;
    const { contract } = task.value;
    const digest = contractDigest(contract);
    const row = await newestContract(project.ledger, contract.id);
    if (!row.ok) return row;
    const approved = row.value?.contract === digest && row.value.approval !== null;
    const brief = briefOf(contract).text;
    return ok({
      text: visible(`${handoffHead(task.value, digest, approved)}\n\n${brief}`),
      json: { task: contract.id, version: contract.version, contract: digest, approved, brief },
    });
  });
