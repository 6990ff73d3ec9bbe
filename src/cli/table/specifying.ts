import { Option } from 'commander';
import type { Entry } from './entry.ts';

const KINDS = `

What is read: the spec that SPEC_CURRENT.md names (spec:A2.3.1), requirements of openspec/ (openspec:CAPABILITY#NAME,
or its **ID**), OpenAPI and AsyncAPI by JSON pointer (openapi:FILE#/paths/~1login/post), decision records (adr:3) and
open-questions.md (oq:OQ-01).`;

/** Specs, and the citations that point at them. */
export const SPECIFYING: readonly Entry[] = [
  {
    usage: 'spec list [within]',
    says: 'list the places that a task may cite',
    example: 'writ spec list openspec/specs',
    more: KINDS,
    options: [
      new Option('--kind <kind>', 'only those of one kind').choices(['spec', 'openspec', 'openapi', 'asyncapi', 'adr', 'oq']), // prettier-ignore
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
    usage: 'spec validate',
    says: 'say what keeps an anchor from being found, and which citations of task files find none',
    example: 'writ spec validate',
    load: async () => (await import('../commands/spec.ts')).specValidate,
  },
];
