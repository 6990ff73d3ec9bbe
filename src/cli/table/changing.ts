import { Option } from 'commander';
import { repeated, type Entry } from './entry.ts';

const LAYOUT = `

A change is a folder of openspec/changes, as OpenSpec has it; either tool may be used on it.`;

const RULES = `

By the rules of openspec validate --strict: errors and warnings make a change invalid (exit code 2), infos do not.
Without CHANGE: every open change, and every spec.`;

const REFUSALS = `

Refused, with nothing changed, while a task is open; where a requirement that is modified or removed says something else
than when the change began; where it is not there; and where another open change builds upon it.`;

/** Changes: from an idea to another version of the specs. */
export const CHANGING: readonly Entry[] = [
  {
    usage: 'change new <name>',
    says: 'begin a change of the specs, with the forms of its documents',
    example: 'writ change new add-refunds --goal "money goes back"',
    more: LAYOUT,
    options: [
      new Option('--goal <text>', 'what it is for'),
      new Option('--workflow <name>', "a workflow of openspec/schemas instead of the project's own"),
    ],
    load: async () => (await import('../commands/change-write.ts')).changeNew,
  },
  {
    usage: 'change list',
    says: 'list the changes that are open, and how many of their tasks are done',
    example: 'writ change list --json',
    options: [new Option('--sort <by>', 'what comes first').choices(['recent', 'name']).default('recent')],
    load: async () => (await import('../commands/change.ts')).changeList,
  },
  {
    usage: 'change status [change]',
    says: 'say in which phase changes are, and what is missing',
    example: 'writ change status add-refunds',
    load: async () => (await import('../commands/change-status.ts')).changeStatus,
  },
  {
    usage: 'change show <change>',
    says: 'show what a change does with requirements',
    example: 'writ change show add-refunds',
    load: async () => (await import('../commands/change-show.ts')).changeShow,
  },
  {
    usage: 'change instructions <change> [document]',
    says: 'print the tasks to work by, or how to write one of the documents',
    example: 'writ change instructions add-refunds specs',
    load: async () => (await import('../commands/change-show.ts')).changeInstructions,
  },
  {
    usage: 'change validate [change]',
    says: 'say what is wrong with changes and specs, as openspec validate --strict does',
    example: 'writ change validate add-refunds',
    more: RULES,
    options: [new Option('--specs', 'the specs alone')],
    load: async () => (await import('../commands/change-validate.ts')).changeValidate,
  },
  {
    usage: 'change renew <change>',
    says: 'say that a change was looked at against the specs as they are now',
    example: 'writ change renew add-refunds',
    load: async () => (await import('../commands/change-write.ts')).changeRenew,
  },
  {
    usage: 'change archive <change>',
    says: 'make a finished change part of the specs, and keep its folder',
    example: 'writ change archive add-refunds',
    more: REFUSALS,
    options: [repeated('--outdates <change>', 'another open change that has to be renewed then (repeatable)')],
    load: async () => (await import('../commands/change-write.ts')).changeArchive,
  },
];
