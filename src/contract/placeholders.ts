import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Nodes } from 'mdast';
import type { Contract } from './contract.ts';

/** The slots of our template: what stands there until a person writes what they mean. */
export const SLOTS = {
  name: 'the outcome in one sentence',
  allow: 'path that may be changed',
  run: 'test file',
  says: 'what is true afterwards',
  test: 'name of the test that proves it',
  asks: 'what is to be found out',
  rollback: 'how to undo it',
  what: 'what is to be done',
  why: 'why it is worth doing',
  outOfScope: 'what is left for later',
} as const;

/** A slot as it stands in the template. */
export const slot = (name: keyof typeof SLOTS): string => `<${SLOTS[name]}>`;

/** Slots of the templates that tasks of other tools are made from (S3-R19, S3-D6). `{id}` and `{name}` are honest text too often. */
const FOREIGN_SLOTS = [
  'field',
  'field name',
  'exact file path 1',
  'exact file path 2',
  'explicit deferral + reason',
  '1 2 sentences',
  'rationale + spec reference',
  'e.g., A2.3.12.3',
  'command 1',
  'command 2',
  'ai review if medium/high',
  'git revert <sha> or explicit steps',
  'signature block',
] as const;

const KNOWN: ReadonlySet<string> = new Set(
  [...Object.values(SLOTS), ...FOREIGN_SLOTS].map((text) => text.toLowerCase()),
);

/** Anything short in brackets: whether it is a slot, the list of slots says. */
const TOKEN = /<([^<>{}\n]{1,80})>|\{([^{}\n]{1,80})\}/gu;
const WHOLE = /^(?:<[\p{L}][\p{L}\p{N} _-]*>|\{[\p{L}][\p{L}\p{N} _-]*\})$/u;
const UNDECIDED = /(?<![\p{L}\p{N}_])(?:TODO\(TBD\)|TBD|FIXME)(?![\p{L}\p{N}_])/gu;

/** Of all that can stand within a line only code matters here, and some of the rest is slow to read on purpose. */
const CODE_ONLY = {
  disable: { null: ['attention', 'autolink', 'htmlText', 'labelEnd', 'labelStartImage', 'labelStartLink'] },
};

/** Where Markdown shows text as code: what stands there is quoted, not left open. */
const codeRanges = (text: string): readonly (readonly [number, number])[] => {
  const ranges: (readonly [number, number])[] = [];
  const open: Nodes[] = [fromMarkdown(text, { extensions: [CODE_ONLY] })];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const start = node.position?.start.offset ?? 0;
    const fenced = node.type === 'code' && /^(`{3}|~{3})/.test(text.slice(start, start + 3));
    if (node.type === 'inlineCode' || fenced) ranges.push([start, node.position?.end.offset ?? start]);
    else if ('children' in node) for (const child of node.children) open.push(child);
  }
  return ranges.toSorted(([a], [b]) => a - b);
};

const withoutCode = (text: string): string => {
  if (!/[`~]/.test(text)) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const [start, end] of codeRanges(text)) {
    // A blank for the code: what stands on its sides is not one word.
    pieces.push(text.slice(at, start), ' ');
    at = end;
  }
  return [...pieces, text.slice(at)].join('');
};

const slotsIn = (text: string): readonly string[] =>
  [...text.matchAll(TOKEN)]
    .filter(([, angle, brace]) =>
      KNOWN.has(
        (angle ?? brace ?? '')
          .toLowerCase()
          .replace(/[\s_-]+/g, ' ')
          .trim(),
      ),
    )
    .map(([token]) => token);

/** `prose` may quote code; a `name` must be matched letter by letter; in a `command` nearly everything is meant. */
type Kind = 'prose' | 'name' | 'command';
type Text = { readonly field: string; readonly kind: Kind; readonly text: string };

const list = (field: string, kind: Kind, texts: readonly string[]): readonly Text[] =>
  texts.map((text, index) => ({ field: `${field}.${index + 1}`, kind, text }));

const textsOf = (contract: Contract): readonly Text[] => [
  { field: 'id', kind: 'name', text: contract.id },
  { field: 'name', kind: 'prose', text: contract.name },
  { field: 'base', kind: 'name', text: contract.baseBranch },
  { field: 'question.asks', kind: 'prose', text: contract.question?.asks ?? '' },
  { field: 'question.findings', kind: 'name', text: contract.question?.findings ?? '' },
  ...list('cites', 'prose', contract.cites),
  ...list('paths.allow', 'name', contract.paths.allow),
  ...list('paths.deny', 'name', contract.paths.deny),
  ...contract.checks.flatMap((check, index) => [
    { field: `checks.${index + 1}.id`, kind: 'name', text: check.id } as const,
    ...list(`checks.${index + 1}.run`, 'command', check.run),
    { field: `checks.${index + 1}.exchanges.file`, kind: 'name', text: check.exchanges?.file ?? '' } as const,
    ...(check.services ?? []).flatMap(({ id, run, ready }, at) => [
      { field: `checks.${index + 1}.services.${at + 1}.id`, kind: 'name', text: id } as const,
      ...list(`checks.${index + 1}.services.${at + 1}.run`, 'command', run),
      ...list(`checks.${index + 1}.services.${at + 1}.ready.run`, 'command', ready.kind === 'run' ? ready.run : []),
    ]),
  ]),
  ...(contract.tools ?? []).flatMap(({ id, run }, index) => [
    { field: `tools.${index + 1}.id`, kind: 'name', text: id } as const,
    ...list(`tools.${index + 1}.run`, 'command', run),
  ]),
  ...contract.done.flatMap((item, index): readonly Text[] => [
    { field: `done.${index + 1}.says`, kind: 'prose', text: item.says },
    ...list(`done.${index + 1}.cites`, 'prose', item.cites),
    item.proof.kind === 'manual'
      ? { field: `done.${index + 1}.proof.manual`, kind: 'prose', text: item.proof.how }
      : { field: `done.${index + 1}.proof.test`, kind: 'name', text: item.proof.test ?? '' },
  ]),
  ...(contract.defers ?? []).flatMap(({ cites, because }, index): readonly Text[] => [
    ...list(`defers.${index + 1}.cites`, 'prose', cites),
    { field: `defers.${index + 1}.because`, kind: 'prose', text: because },
  ]),
  { field: 'no_tests', kind: 'prose', text: contract.noTests ?? '' },
  { field: 'risk_tier.because', kind: 'prose', text: contract.riskTier.because },
  { field: 'rollback', kind: 'prose', text: contract.rollback },
  { field: 'What', kind: 'prose', text: contract.what },
  { field: 'Why', kind: 'prose', text: contract.why },
  { field: 'Out of scope', kind: 'prose', text: contract.outOfScope },
];

const inText = ({ kind, text }: Text): readonly string[] => {
  if (kind === 'command') return slotsIn(text);
  if (WHOLE.test(text.trim())) return [text.trim()];
  if (kind === 'name') return slotsIn(text);
  const prose = withoutCode(text);
  return [...slotsIn(prose), ...[...prose.matchAll(UNDECIDED)].map(([token]) => token)];
};

/**
 * Finds what was left open: a value that is nothing but `<words>` or `{words}`, a slot of our template anywhere,
 * and TBD, TODO(TBD) or FIXME as whole words. Code spans and fences of prose are quotations and do not count, nor do
 * braces of any other kind (S3-R27, S3-R67 in the reading of S3-D6).
 *
 * @returns one entry for each, with the field as the task file names it (`done.2.says`; items count from 1).
 */
export const placeholdersIn = (contract: Contract): readonly { readonly field: string; readonly text: string }[] =>
  textsOf(contract).flatMap((text) => inText(text).map((found) => ({ field: text.field, text: found })));
