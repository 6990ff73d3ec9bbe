import { Option } from 'commander';
import { repeated, yes, type Entry } from './entry.ts';

const SCANNING = `

Without a commit of your own in .writ/rules.yaml, the rules hold that come with Writ: writ rules list.
A line is excepted by a comment on it or above it, with a reason, where the rule lets a signer do so:
  // writ-allow CX-108: the simulator has no other data
Exit code 1 where a rule is broken, 2 where one could not run: then nothing is known of what it holds.`;

const HOOKING = `

pre-commit holds what is staged to the rulebook, and refuses what is new and breaks a rule; commit-msg does so with the
message. They lie where core.hooksPath says, and never replace a hook of somebody else.`;

/** The rulebook. */
export const RULING: readonly Entry[] = [
  {
    usage: 'rules scan [paths...]',
    says: 'hold the checkout, or a change of it, to the rulebook',
    example: 'writ rules scan --base main',
    more: SCANNING,
    options: [
      new Option('--staged', 'only what is staged, and only what is new in it').conflicts('base'),
      new Option('--base <commit>', 'only what differs from this commit, and only what is new in it'),
      repeated('--rule <id>', 'only this rule, switched on or not (repeat for more)'),
      new Option('--signers <file>', 'trust the signers of this allowed_signers file instead of yours'),
      new Option('--junit', 'print JUnit XML').conflicts('json'),
      new Option('--sarif', 'print SARIF').conflicts('json'),
    ],
    load: async () => (await import('../commands/rules.ts')).rulesScan,
  },
  {
    usage: 'rules list',
    says: 'list the rules, which of them are on, and what the others need',
    example: 'writ rules list',
    load: async () => (await import('../commands/rules.ts')).rulesList,
  },
  {
    usage: 'rules record',
    says: 'sign the violations of today as known, so that only new ones are refused',
    example: 'writ rules record',
    options: [new Option('--prune', 'only forget what is not there any more'), yes()],
    load: async () => (await import('../commands/rules-record.ts')).rulesRecord,
  },
  {
    usage: 'rules message <file>',
    says: 'hold the message of a commit to the rules about messages',
    example: 'writ rules message .git/COMMIT_EDITMSG',
    load: async () => (await import('../commands/rules-message.ts')).rulesMessage,
  },
  {
    usage: 'hooks install',
    says: 'have git hold what is staged, and each message, to the rulebook',
    example: 'writ hooks install',
    more: HOOKING,
    options: [new Option('--chain', 'keep hooks that are there, and run them first')],
    load: async () => (await import('../commands/hooks.ts')).hooksInstall,
  },
  {
    usage: 'hooks uninstall',
    says: 'take these hooks away, and give those their place back that were there before',
    example: 'writ hooks uninstall',
    load: async () => (await import('../commands/hooks.ts')).hooksUninstall,
  },
];
