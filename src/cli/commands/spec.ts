import { visible, visibleLine } from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import { listTasks, numberedAt, readSpecs, specAdvice, specFailure, type Project } from '#flow';
import { brokenLaws, type Anchor, type SpecFault, type Specs } from '#spec';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { given, text, type Words } from '../words.ts';
import { withProject } from './with-project.ts';

const shownAnchor = ({ kind, cite, file, line, lastLine, title, digest, binding, note }: Anchor) => ({
  ...{ kind, cite, file, line, lastLine, title, digest, binding, note },
});

const lineOf = (width: number, { cite, title, binding, note }: Anchor): string => {
  const marks = [...(note === null ? [] : [note]), ...(binding || note === 'not binding' ? [] : ['not binding'])];
  const says = title === '' || cite.endsWith(`#${title}`) ? '' : title;
  return `${visibleLine(cite).padEnd(width)}  ${visibleLine(says)}${marks.length === 0 ? '' : paint('dim', `${says === '' ? '' : '  '}(${visibleLine(marks.join(', '))})`)}`.trimEnd();
}; // prettier-ignore

const WIDEST = 60;

/** `writ spec list [WITHIN]` */
export const specList = (words: Words): Promise<Result<Shown>> =>
  withProject(async ({ repository }) => {
    const specs = await readSpecs(repository);
    if (!specs.ok) return specs;
    const [within, kind] = [text(words, 'within'), text(words, 'kind')];
    const isWithin = ({ file, cite }: Anchor): boolean =>
      within === undefined || file === within || file.startsWith(`${within.replace(/\/+$/u, '')}/`) || cite.startsWith(within);
    const anchors = specs.value.anchors.filter((one) => isWithin(one) && (kind === undefined || one.kind === kind));
    const files = Map.groupBy(anchors, ({ file }) => file);
    const lines = [...files].flatMap(([file, all]) => {
      const width = Math.min(WIDEST, Math.max(...all.map(({ cite }) => cite.length)));
      return [paint('bold', visibleLine(file)), ...all.map((one) => `  ${lineOf(width, one)}`), ''];
    });
    const faults = specs.value.faults.length;
    const more = faults === 0 ? [] : [`${faults} ${faults === 1 ? 'fault' : 'faults'} in these documents; next: writ spec validate`]; // prettier-ignore
    const none = within === undefined && kind === undefined ? 'No document with anchors here. See: writ spec list --help' : 'Nothing of that kind here.'; // prettier-ignore
    return ok({
      text: anchors.length === 0 ? [none, ...more].join('\n') : [...lines, ...more].join('\n').trimEnd(),
      json: { spec: specs.value.spec, anchors: anchors.map(shownAnchor), faults },
    });
  }); // prettier-ignore

const unresolved = (specs: Specs, cite: string, where?: Failure['where']): Result<Anchor> => {
  const found = specs.resolve(cite);
  if (!found.ok) return found;
  const at = where === undefined ? {} : { where };
  switch (found.value.kind) {
    case 'found':
      return ok(found.value.anchor);
    case 'changed':
      return fail('citation.changed', `${cite}: ${found.value.says}`, { ...at, remedy: `writ spec show ${found.value.anchor.cite}` });
    case 'ambiguous':
      return fail('citation.ambiguous', `${cite} is in ${found.value.candidates.map(({ file, line }) => `${file}:${line}`).join(' and ')}`, at);
    case 'unknown': {
      const [near] = found.value.near;
      const remedy = near === undefined ? {} : { remedy: `writ spec show '${near}'` };
      return fail('citation.unknown', `no spec here has ${cite}${near === undefined ? '' : `; did you mean ${found.value.near.join(', ')}?`}`, { ...at, ...remedy });
    }
  }
}; // prettier-ignore

/** `writ spec show CITATION` */
export const specShow = (words: Words): Promise<Result<Shown>> =>
  withProject(async ({ repository }) => {
    const specs = await readSpecs(repository);
    if (!specs.ok) return specs;
    const anchor = unresolved(specs.value, text(words, 'citation') ?? '');
    if (!anchor.ok) return anchor;
    const { cite, file, line, lastLine, digest, binding, note } = anchor.value;
    const lines = specs.value.linesOf(anchor.value);
    const head = [
      `${paint('bold', visibleLine(cite))}${binding ? '' : paint('yellow', '  not binding')}${note === null ? '' : paint('dim', `  (${visibleLine(note)})`)}`,
      `${visibleLine(file)}:${line}-${lastLine}  sha256 ${digest}`,
    ];
    return ok({ text: [...head, '', visible(lines.join('\n'))].join('\n'), json: { ...shownAnchor(anchor.value), text: lines.join('\n') } });
  }); // prettier-ignore

/** What task files cite, and does not find what it names. */
const citedWrongly = (project: Project, specs: Specs): readonly Failure[] =>
  listTasks(project).flatMap(({ task }) => {
    if (!task.ok) return [];
    const { contract, file } = task.value;
    const cites = new Set([...contract.cites, ...contract.done.flatMap((item) => item.cites)]);
    return [...cites].flatMap((cite) => {
      const found = unresolved(specs, cite, { file, line: 1, column: 1 });
      return found.ok ? [] : found.failures;
    });
  });

const adviceLine = ({ file, line, says }: SpecFault): string =>
  `${paint('yellow', 'advice')}  ${visibleLine(file)}:${line}: ${visibleLine(says)}`;

/** `writ spec validate [BASE]` */
export const specValidate = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    // git looks at the commit while the checkout is read.
    const [specs, before] = await Promise.all([readSpecs(project.repository), numberedAt(project, text(words, 'base') ?? 'HEAD')]);
    if (!specs.ok) return specs;
    if (!before.ok) return before;
    const laws = brokenLaws(before.value, specs.value.anchors);
    const advice = specAdvice(project.repository, specs.value);
    const told = [...specs.value.faults, ...laws, ...(given(words, 'strict') ? advice : [])];
    const [first, ...rest] = [...told.map(specFailure), ...citedWrongly(project, specs.value)];
    if (first !== undefined) return { ok: false, failures: [first, ...rest] };
    const { files, anchors, spec } = specs.value;
    const counted = `${files.length} ${files.length === 1 ? 'document' : 'documents'}, ${anchors.length} anchors: nothing is wrong`;
    return ok({
      text: [...(spec === null ? [] : [`The spec that holds is ${spec.file}.`]), ...advice.map(adviceLine), counted].join('\n'),
      json: { spec, files, anchors: anchors.length, advice: advice.map(({ file, line, column, says }) => ({ file, line, column, says })) },
    });
  }); // prettier-ignore
