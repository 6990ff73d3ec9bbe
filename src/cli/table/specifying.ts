import { Option } from 'commander';
import type { Entry } from './entry.ts';

const KINDS = `

What is read: the spec that SPEC_CURRENT.md names (spec:A2.3.1), requirements of openspec/ (openspec:CAPABILITY#NAME,
or its **ID**), OpenAPI and AsyncAPI by JSON pointer (openapi:FILE#/paths/~1login/post), decision records (adr:3),
open-questions.md (oq:OQ-01), an assumptions register (asm:ASM-001), a watchlist (watch:SEC-1), the phases of a roadmap
(phase:2) and descriptions of products (prd:checkout/FR-1).`;

const ADVICE = `

Advice is told beside that, and refuses with --strict alone: a document of more than 700 lines, a question or a decision in
passing that no register has, an index of decisions that is out of step with them.`;

/** Specs, and the citations that point at them. */
export const SPECIFYING: readonly Entry[] = [
  {
    usage: 'spec list [within]',
    says: 'list the places that a task may cite',
    example: 'writ spec list openspec/specs',
    more: KINDS,
    options: [
      new Option('--kind <kind>', 'only those of one kind').choices(['spec', 'openspec', 'openapi', 'asyncapi', 'adr', 'oq', 'asm', 'watch', 'phase', 'prd']), // prettier-ignore
    ],
    load: async () => (await import('../commands/spec.ts')).specList,
  },
  {
    usage: 'spec show <citation>',
    says: 'show what a citation points at, with its digest',
    example: 'writ spec show spec:A2.3.1',
    load: async () => (await import('../commands/spec.ts')).specShow,
  },
  {
    usage: 'spec new <kind> <title>',
    says: 'write a new decision record, question or assumption, with a number that no branch has taken',
    example: 'writ spec new adr "One ledger for everything"',
    more: '\n\nThe kind is adr, question or assumption.',
    load: async () => (await import('../commands/spec-new.ts')).specNew,
  },
  {
    usage: 'spec renumber <what>',
    says: 'give one of two decisions, questions or assumptions with the same number the next free one',
    example: 'writ spec renumber docs/decisions/007-two-ledgers.md',
    more: '\n\nA decision is named by its file, a question or an assumption by its id: of two in one file, the last is meant.',
    load: async () => (await import('../commands/spec-renumber.ts')).specRenumber,
  },
  {
    usage: 'spec diff [base]',
    says: 'show which anchors were added, removed or changed since a commit, and which tasks cite them',
    example: 'writ spec diff main',
    load: async () => (await import('../commands/spec-diff.ts')).specDiff,
  },
  {
    usage: 'spec validate [base]',
    says: 'say what keeps an anchor from being found, which citations find none, and what breaks the laws of statuses',
    example: 'writ spec validate',
    more: ADVICE,
    options: [new Option('--strict', 'refuse for advice as well')],
    load: async () => (await import('../commands/spec-validate.ts')).specValidate,
  },
];
