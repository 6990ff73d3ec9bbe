import { visible, visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { citedAnchor, readSpecs, specFailure } from '#flow';
import type { Anchor, Specs } from '#spec';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { text, type Words } from '../words.ts';
import { unreadJson, unreadLines } from './unread-lines.ts';
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
    const { faults } = specs.value;
    const more = unreadLines(faults, 'writ spec validate');
    const none = within === undefined && kind === undefined ? 'No document with anchors here. See: writ spec list --help' : 'Nothing of that kind here.'; // prettier-ignore
    return ok({
      text: anchors.length === 0 ? [none, ...more].join('\n') : [...lines, ...more].join('\n').trimEnd(),
      json: { spec: specs.value.spec, anchors: anchors.map(shownAnchor), faults: faults.length, unread: unreadJson(faults) },
      ...(faults.length === 0 ? {} : { exit: 2 }),
    });
  }); // prettier-ignore

/** What is not found may stand in a document that cannot be read: then that is told as well. */
const orUnread = (none: Extract<Result<Anchor>, { ok: false }>, { faults }: Specs): Result<never> => {
  const isThere = none.failures.every(({ code }) => code !== 'citation.unknown');
  return isThere ? none : { ok: false, failures: [...none.failures, ...faults.map(specFailure)] };
};

/** `writ spec show CITATION` */
export const specShow = (words: Words): Promise<Result<Shown>> =>
  withProject(async ({ repository }) => {
    const specs = await readSpecs(repository);
    if (!specs.ok) return specs;
    const anchor = citedAnchor(specs.value, text(words, 'citation') ?? '');
    if (!anchor.ok) return orUnread(anchor, specs.value);
    const { cite, file, line, lastLine, digest, binding, note } = anchor.value;
    const lines = specs.value.linesOf(anchor.value);
    const head = [
      `${paint('bold', visibleLine(cite))}${binding ? '' : paint('yellow', '  not binding')}${note === null ? '' : paint('dim', `  (${visibleLine(note)})`)}`,
      `${visibleLine(file)}:${line}-${lastLine}  sha256 ${digest}`,
    ];
    return ok({ text: [...head, '', visible(lines.join('\n'))].join('\n'), json: { ...shownAnchor(anchor.value), text: lines.join('\n') } });
  }); // prettier-ignore
