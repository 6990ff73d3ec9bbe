import type { TaskGraph } from './graph.ts';
import { contactText } from './overlap.ts';
import type { Overlap } from './side-by-side.ts';
import type { PlanState } from './task-state.ts';

/** A graph to be written out, with the pairs that meet in a file as edges of their own. */
export type Picture = {
  readonly graph: TaskGraph;
  readonly overlaps: readonly Overlap[];
  readonly critical: ReadonlySet<number>;
};

const COLOURS: Partial<Record<PlanState, string>> = {
  landed: '#d5e8d4',
  accepted: '#e1f0d0',
  validated: '#fff2cc',
  ready_for_validation: '#fff2cc',
  in_progress: '#dae8fc',
  ready: '#ffffff',
};

const edgesOf = ({ graph }: Picture): readonly (readonly [number, number])[] =>
  graph.after.flatMap((next, task) => next.map((on) => [task, on] as const));

/** A text between quotes: in DOT a backslash begins escapes of its own, so it is doubled too. */
const dotText = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll(/\s+/gu, ' ')}"`;

/** The graph in the language of Graphviz. Overlaps and drafts are dashed; an overlap puts no task before another. */
export const dotOf = (picture: Picture): string => {
  const { graph, overlaps, critical } = picture;
  const idAt = (task: number): string => dotText(graph.tasks[task]?.id ?? '');
  return [
    'digraph plan {',
    '  rankdir=LR;',
    '  node [shape=box, style=filled, fillcolor="#f5f5f5"];',
    ...graph.tasks.map(({ id, name, state }, task) => {
      const colour = COLOURS[state] === undefined ? '' : `, fillcolor="${COLOURS[state]}"`;
      const bold = critical.has(task) ? ', penwidth=3' : '';
      const dashed = state === 'draft' ? ', style="filled,dashed"' : '';
      return `  ${dotText(id)} [label=${dotText(`${id}: ${name}`)}, tooltip=${dotText(state)}${colour}${bold}${dashed}];`;
    }),
    ...edgesOf(picture).map(([from, to]) => `  ${idAt(from)} -> ${idAt(to)};`),
    ...overlaps.map(
      ({ tasks: [a, b], contact }) =>
        `  ${idAt(a)} -> ${idAt(b)} [dir=none, style=dashed, constraint=false, label=${dotText(contactText(contact))}];`,
    ),
    '}',
    '',
  ].join('\n');
};

/** A text in Mermaid: every sign that could mean anything to it becomes its number. */
const mermaidText = (text: string): string =>
  `"${text.replaceAll(/\s+/gu, ' ').replaceAll(/[^\p{L}\p{N} ._,:()/-]/gu, (sign) => `#${sign.codePointAt(0)};`)}"`;

/** The graph in the language of Mermaid. Overlaps are dotted, and put no task before another. */
export const mermaidOf = (picture: Picture): string => {
  const { graph, overlaps, critical } = picture;
  return [
    'flowchart LR',
    ...graph.tasks.map(({ id, name }, task) => `  t${task}[${mermaidText(`${id}: ${name}`)}]`),
    ...edgesOf(picture).map(([from, to]) => `  t${from} --> t${to}`),
    ...overlaps.map(({ tasks: [a, b], contact }) => `  t${a} -. ${mermaidText(contactText(contact))} .- t${b}`),
    ...graph.tasks.flatMap(({ state }, task) => {
      const style = [
        ...(COLOURS[state] === undefined ? [] : [`fill:${COLOURS[state]}`]),
        ...(critical.has(task) ? ['stroke-width:3px'] : []),
        ...(state === 'draft' ? ['stroke-dasharray:4'] : []),
      ];
      return style.length === 0 ? [] : [`  style t${task} ${style.join(',')}`];
    }),
    '',
  ].join('\n');
};
