import { Option } from 'commander';
import type { Entry } from './entry.ts';

const check = () => new Option('--check', 'refuse what was edited by hand or is out of step, and write nothing');
const replace = () => new Option('--replace', 'also over files that were not rendered').conflicts('check');

const PLACES = `

Each file carries the digest of what it holds. One that was edited is put right by rendering it again; one that Writ did
not render is never touched without --replace. What was rendered once is kept in step: .writ/rendered lists it.`;

const PHASES = `

A phase can be closed where all its tasks have landed, and all they wait for; every bundle verifies; everything they cite
still says what was cited; the documents that .writ/phases.yaml names mention no file that is gone; and what it names to
try out the whole passes on the tree that has landed. What it does not name is missing, and refused: say { none: because … }
where there is none.

writ phase gate readiness judges whether work by agents can begin at all, by what .writ/readiness.yaml says of where
contracts, launch gates, trade-offs, roadmap, assumptions and entry points are: docs/guide/readiness.md`;

/** Files that others read, and the roles agents work in. */
export const RENDERING: readonly Entry[] = [
  {
    usage: 'phase list',
    says: 'list the phases, and what is left of each',
    example: 'writ phase list',
    load: async () => (await import('../commands/phase.ts')).phaseList,
  },
  {
    usage: 'phase gate <phase>',
    says: 'judge whether a phase can be closed',
    example: 'writ phase gate 1',
    more: PHASES,
    load: async () => (await import('../commands/phase.ts')).phaseGateCommand,
  },
  {
    usage: 'render [names...]',
    says: 'write the files that others read from the record: board, signatures, queues, protocols, rulebook',
    example: 'writ render TASK_BOARD justfile',
    more: PLACES,
    options: [check(), replace(), new Option('--list', 'say what can be rendered')],
    load: async () => (await import('../commands/render.ts')).renderCommand,
  },
  {
    usage: 'roles list',
    says: 'list the roles agents work in, and where each may write',
    example: 'writ roles list',
    load: async () => (await import('../commands/roles.ts')).rolesList,
  },
  {
    usage: 'roles show <role>',
    says: 'show what an agent in a role is told',
    example: 'writ roles show validator',
    load: async () => (await import('../commands/roles.ts')).rolesShow,
  },
  {
    usage: 'roles export',
    says: 'write the roles as the agent files of opencode, Claude Code or Codex',
    example: 'writ roles export --for opencode',
    options: [
      new Option('--for <tool>', 'for which (default: all)').choices(['opencode', 'claude', 'codex']),
      check(),
      replace(),
    ],
    load: async () => (await import('../commands/render.ts')).rolesExport,
  },
];
