import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import { endOfBlock, readBlocks, startOfBlock } from '../markdown-blocks.ts';
import type { ImportNote } from './desk.ts';
import type { Draft } from './draft.ts';
import { oneLine, withoutMarks } from './outline.ts';

/** Headings below the level of a section, so that none of them ends it; a heading is found by the parser, never by its look. */
const demoted = (text: string, above: number): string => {
  const headings = readBlocks(text).children.filter((node) => node.type === 'heading');
  const least = Math.min(...headings.map(({ depth }) => depth));
  const down = Math.max(0, above + 1 - least);
  if (headings.length === 0 || down === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const heading of headings) {
    const [first] = heading.children;
    const last = heading.children.at(-1);
    const title = first === undefined || last === undefined ? '' : text.slice(startOfBlock(first), endOfBlock(last));
    pieces.push(
      text.slice(at, startOfBlock(heading)),
      `${'#'.repeat(Math.min(6, heading.depth + down))} ${oneLine(title)}`,
    );
    at = endOfBlock(heading);
  }
  return [...pieces, text.slice(at)].join('');
};

const frontOfDraft = (draft: Draft): Readonly<Record<string, unknown>> => ({
  id: draft.id,
  name: draft.name,
  ...(draft.type === null ? {} : { type: draft.type }),
  depends_on: draft.dependsOn,
  ...(draft.estimate === null ? {} : { estimate: draft.estimate }),
  ...(draft.riskTier === null
    ? {}
    : { risk_tier: draft.riskTier.because === '' ? draft.riskTier.tier : draft.riskTier }),
  ...(draft.phase === null ? {} : { phase: draft.phase }),
  cites: draft.cites,
  paths: { allow: draft.allow, deny: [] },
  checks: draft.checks.map(({ id, run, reports }) => ({ id, run, reports })),
  done: draft.done.map(({ says, cites, proof }) => ({
    says,
    ...(cites.length === 0 ? {} : { cites }),
    ...(proof === null ? {} : { proof }),
  })),
  rollback: draft.rollback,
});

const FLOW_LIMIT = 90;

/** Short lists and maps on one line, as one would write them by hand. */
const yamlOf = (fields: Readonly<Record<string, unknown>>): string => {
  const document = new Document(fields, { schema: 'failsafe' });
  visit(document, {
    // Plain, these would mean that nothing is there.
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && /^(?:|~|null)$/i.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
    Collection: (_key, node) => {
      if (!isMap(node) && !isSeq(node)) return;
      const leaves = isMap(node) ? node.items.flatMap(({ key, value }) => [key, value]) : node.items;
      const plain = leaves.every(
        (leaf) => isScalar(leaf) && typeof leaf.value === 'string' && !leaf.value.includes('\n'),
      );
      const width = leaves.reduce((sum: number, leaf) => sum + (isScalar(leaf) ? String(leaf.value).length : 0) + 2, 0);
      // What a person still has to add to stands on lines of its own.
      const open = isMap(node) && node.has('says');
      if (node.items.length === 0 || (!open && plain && width < FLOW_LIMIT)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
};

const section = (title: string, text: string): string =>
  `## ${title}\n\n${text === '' ? '' : `${demoted(text, 2)}\n\n`}`;

/** The text of a task file in Writ's own form. Fields that the draft lacks are there and empty. */
export const writeDraft = (draft: Draft, notes: readonly ImportNote[]): string => {
  const parts = [
    `---\n${yamlOf(frontOfDraft(draft))}---\n\n`,
    section('What', draft.what),
    section('Why', draft.why),
    section('Out of scope', draft.outOfScope),
    '## Notes\n\n',
    ...notes.map(({ title, text }) => `### ${title}\n\n${demoted(text, 3)}\n\n`),
  ];
  return `${withoutMarks(parts.join(''), '\n')}\n`;
};
