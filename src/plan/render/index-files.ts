import { visibleLine } from '#contract';
import type { Anchor } from '#spec';
import type { Rendered } from './marker.ts';

/** What a register lists, and where its index lies: in the folder of what it lists. */
type Index = {
  readonly kind: Anchor['kind'];
  readonly title: string;
  readonly heads: readonly [id: string, says: string];
  readonly file: string;
};

const INDEXES = {
  DECISIONS: { kind: 'adr', title: 'Decisions', heads: ['ADR', 'Decision'], file: 'README.md' },
  QUESTIONS: { kind: 'oq', title: 'Questions', heads: ['OQ', 'Question'], file: 'questions-index.md' },
  ASSUMPTIONS: { kind: 'asm', title: 'Assumptions', heads: ['ASM', 'Assumption'], file: 'assumptions-index.md' },
} as const satisfies Readonly<Record<string, Index>>;
export type IndexName = keyof typeof INDEXES;

/** Text of a document within a table: it stays on its line, in its cell, and opens no link. */
const cell = (text: string): string => visibleLine(text).replaceAll(/[|[\]\\]/gu, String.raw`\$&`);
const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1);
const numberOf = ({ cite }: Anchor): number => Number(/(\d+)$/u.exec(cite)?.[1] ?? 0);
const idOf = ({ kind, cite, file }: Anchor): string =>
  kind === 'adr' ? (/\d+/u.exec(file.slice(folderOf(file).length))?.[0] ?? '') : cite.slice(cite.indexOf(':') + 1);

/** A link that works where the title stands as a heading of its own; a decision is a file by itself. */
const rowOf = (anchor: Anchor, heads: Index['heads']): string => {
  const target = anchor.file.slice(folderOf(anchor.file).length).replaceAll(' ', '%20');
  const id = idOf(anchor);
  return `| [${anchor.kind === 'adr' ? `${heads[0]}-${id}` : id}](${target}) | ${cell(anchor.title)} | ${cell(anchor.note ?? '')} |`;
};

/** The index tables of decisions, questions or assumptions (S2-R10, S2-R49): one file for each folder that has some. */
export const indexFiles = (
  name: IndexName,
  anchors: readonly Anchor[],
): readonly Omit<Rendered, 'name'>[] | { readonly lacks: string } => {
  const { kind, title, heads, file }: Index = INDEXES[name];
  const own = anchors.filter((one) => one.kind === kind).toSorted((one, other) => numberOf(one) - numberOf(other));
  if (own.length === 0) return { lacks: `there are no ${title.toLowerCase()} here` };
  return [...Map.groupBy(own, (one) => folderOf(one.file))].map(([folder, all]) => ({
    path: `${folder}${file}`,
    text: `# ${title}\n\n| ${heads[0]} | ${heads[1]} | Status |\n| --- | --- | --- |\n${all.map((one) => rowOf(one, heads)).join('\n')}\n`, // prettier-ignore
  }));
};
