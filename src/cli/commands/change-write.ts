import { visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { approvalFailures, approvalStanding, archiveChange, beginChange, renewChange } from '#flow';
import type { Shown } from '../io.ts';
import { text, texts, type Words } from '../words.ts';
import { withProject } from './with-project.ts';
import { withRepository } from './with-repository.ts';

/** `writ change new NAME` */
export const changeNew = (words: Words): Promise<Result<Shown>> =>
  withRepository((repository) => {
    const name = text(words, 'name') ?? '';
    const begun = beginChange(repository, { name, goal: text(words, 'goal') ?? null, workflow: text(words, 'workflow') ?? null });
    if (!begun.ok) return begun;
    const { folder, workflow, files } = begun.value;
    const lines = [...files.map(visibleLine), '', `next    fill these in, then: writ change instructions ${name} specs`];
    return ok({ text: lines.join('\n'), json: { name, folder, workflow, files } });
  }); // prettier-ignore

const countLine = ({ added, modified, removed, renamed }: Readonly<Record<'added' | 'modified' | 'removed' | 'renamed', number>>): string =>
  [['added', added], ['modified', modified], ['removed', removed], ['renamed', renamed]].flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${word}`])).join(', '); // prettier-ignore

/** `writ change archive CHANGE` */
export const changeArchive = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const archived = await archiveChange(project.repository, {
      name: text(words, 'change') ?? '',
      outdates: texts(words, 'outdates'),
      against: async (open, change) => {
        const standing = await approvalStanding(project, open, change);
        return standing.ok ? ok(approvalFailures(change, standing.value)) : standing;
      },
    });
    if (!archived.ok) return archived;
    const { name, to, writes, notes, outdated } = archived.value;
    const specs = writes.map(({ capability, file, counts, text: written }) => ({ capability, file, deleted: written === null, ...counts }));
    const lines = [
      ...writes.map(({ file, counts, text: written }) => `${visibleLine(file)}  ${written === null ? 'deleted: its last requirement is gone' : countLine(counts)}`),
      ...(writes.length === 0 ? ['The specs say all of it already; none was changed.'] : []),
      `${name} is archived: ${to}`,
      ...notes.map((note) => `note    ${visibleLine(note)}`),
      ...outdated.map((other) => `next    writ change renew ${other}`),
    ];
    return ok({ text: lines.join('\n'), json: { name, archivedAs: to, specs, notes, outdated } });
  }); // prettier-ignore

/** `writ change renew CHANGE` */
export const changeRenew = (words: Words): Promise<Result<Shown>> =>
  withRepository(async (repository) => {
    const renewed = await renewChange(repository, text(words, 'change') ?? '');
    if (!renewed.ok) return renewed;
    const { name, seen } = renewed.value;
    const lines = seen.map(({ capability, name: requirement, operation, file, line }) => `${operation} ${visibleLine(capability)}: ${visibleLine(requirement)}  ${visibleLine(file)}:${line}`);
    const says = seen.length === 0 ? `${name} is up to date; nothing was written.` : `${name} counts as seen against these as they are now. See that its text says what it should: an archive puts it in their place.`;
    return ok({ text: [...lines, says].join('\n'), json: { name, seen: seen.map(({ capability, name: requirement, operation, file, line }) => ({ capability, requirement, operation, file, line })) } });
  }); // prettier-ignore
