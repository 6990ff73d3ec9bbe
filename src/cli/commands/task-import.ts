import { FORM_SAYS, joinWords, visible, visibleLine } from '#contract';
import { ok, type Failure, type Place, type Result } from '#failure';
import { importTasks, type ImportReport } from '#flow';
import { failuresAsJson, renderFailures, type Shown } from '../io.ts';
import { given, text, texts, type Words } from '../words.ts';
import { withProject } from './with-project.ts';

type Imported = ImportReport['imported'][number];

const placed = ({ file, line }: Place, message: string): string => `${file}:${line}: ${message}`;

const lackLines = (dryRun: boolean, { message, where, source, add }: Imported['lacks'][number]): readonly string[] => [
  `  lacks   ${placed(dryRun ? (source ?? where) : where, message)}`,
  ...(add === null ? [] : [`            ${add}`]),
];

const importedLines = (dryRun: boolean, { source, file, form, lacks, remarks }: Imported): readonly string[] => [
  `${dryRun ? 'Would write' : 'Wrote'} ${file}, from ${source} (${FORM_SAYS[form]})`,
  ...remarks.map(({ message, where }) => `  remark  ${placed(where, message)}`),
  ...lacks.flatMap((lack) => lackLines(dryRun, lack)),
  ...(lacks.length === 0 ? ['  It lacks nothing to be a contract.'] : []),
];

const nextLine = (imported: readonly Imported[], again: string | null): string => {
  if (again !== null) return `Nothing was written. Next: ${visibleLine(again)}`;
  return imported.some(({ lacks }) => lacks.length > 0)
    ? 'The remarks stand in the notes of each file. Write what is lacking, then: writ task validate'
    : 'Read what was made of it, then: writ task show TASK';
};

const asJson = (dryRun: boolean, { imported, refused, own }: ImportReport) => ({
  dryRun,
  tasks: imported.map(({ id, form, source, file, text: written, remarks, lacks }) => ({
    id,
    form,
    source,
    file,
    ...(dryRun ? { text: written } : {}),
    remarks,
    lacks,
  })),
  refused: refused.map(({ source, failures }) => ({ source, failures: failuresAsJson(failures) })),
  own,
});

/** `writ task import` */
export const taskImport = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const to = text(words, 'to');
    const dryRun = given(words, 'dryRun');
    const sources = texts(words, 'sources');
    const again = joinWords(['writ', 'task', 'import', ...sources, ...(to === undefined ? [] : ['--to', to])]);
    const report = importTasks(project, {
      sources,
      dryRun,
      ...(to === undefined ? {} : { to }),
    });
    if (!report.ok) return report;
    const { imported, refused, own } = report.value;
    const failures: readonly Failure[] = refused.flatMap((one) => one.failures);
    const [first, ...rest] = failures;
    // Where nothing at all came of it, it is a refusal like any other.
    if (first !== undefined && imported.length === 0) return { ok: false, failures: [first, ...rest] };
    const lines = [
      ...imported.flatMap((one) => [...importedLines(dryRun, one), '']),
      ...own.map((file) => `${file} is in Writ's own form already.`),
      ...(imported.length === 0 ? [] : [nextLine(imported, dryRun ? again : null)]),
    ];
    const told = failures.length === 0 ? '' : `\n${renderFailures(failures)}`;
    return ok({
      text: `${visible(lines.join('\n'))}\n${told}`,
      json: asJson(dryRun, report.value),
      ...(failures.length === 0 ? {} : { exit: 2 }),
    });
  });
