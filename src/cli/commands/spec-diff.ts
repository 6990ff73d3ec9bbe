import { visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { specDiff as readDiff, type ChangedAnchor } from '#flow';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { text, type Words } from '../words.ts';
import { unreadJson, unreadLines } from './unread-lines.ts';
import { withProject } from './with-project.ts';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

const lineOf = ({ what, anchor, tasks }: ChangedAnchor): string => {
  const cited = tasks.length === 0 ? '' : paint('yellow', `  cited by ${visibleLine(tasks.join(', '))}`);
  return `${SIGNS[what]} ${visibleLine(anchor.cite)}  ${visibleLine(anchor.file)}:${anchor.line}${cited}`;
};

/** `writ spec diff [BASE]` */
export const specDiff = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const base = text(words, 'base') ?? 'HEAD';
    const changes = await readDiff(project, base);
    if (!changes.ok) return changes;
    const shown = changes.value.anchors.map(
      ({ what, anchor: { cite, kind, file, line, title, digest, binding }, tasks }) => ({
        ...{ what, cite, kind, file, line, title, digest, binding, tasks },
      }),
    );
    const { anchors, faults } = changes.value;
    const lines =
      anchors.length === 0 ? [`Every anchor that can be read is as it is at ${base}.`] : anchors.map(lineOf);
    const none = faults.length === 0 && anchors.length === 0;
    return ok({
      text: none
        ? `Every anchor is as it is at ${base}.`
        : [...lines, ...unreadLines(faults, `writ spec diff ${base}`)].join('\n'),
      json: { base, anchors: shown, faults: faults.length, unread: unreadJson(faults) },
      ...(faults.length === 0 ? {} : { exit: 2 }),
    });
  });
