import { Option } from 'commander';
import { TASK_TYPES, TIERS } from '#contract';
import { repeated, type Entry } from './entry.ts';

const GATING = `

The checks are those of .writ/policy.yaml as the base has committed it, and so are the rules; what the change says there
holds once it is merged. In GitHub Actions and GitLab CI the base of a pull request is known by itself.
Exit code 0 where every gate passes, 1 where one refuses.`;

/** What proves it, to whoever believes nobody. */
export const PROVING: readonly Entry[] = [
  {
    usage: 'verify [run]',
    says: 'verify a run, a bundle in a folder, or the ledger, against the signers you trust',
    example: 'writ verify R-4f3a9c01d2',
    options: [
      new Option('--ledger', 'verify the whole ledger'),
      new Option('--signers <file>', 'trust the signers of this allowed_signers file instead of yours'),
    ],
    load: async () => (await import('../commands/verify.ts')).verifyCommand,
  },
  {
    usage: 'gate',
    says: 'judge a change between two commits, such as a pull request, by the gates',
    example: 'writ gate --base origin/main',
    more: GATING,
    options: [
      new Option('--base <commit>', 'what the change goes into (default: as CI says, or origin/HEAD)'),
      new Option('--head <commit>', 'the change itself (default: HEAD)'),
      repeated('--check <command>', 'a command that must pass, beside those that the base declares'),
      repeated('--allow <path>', 'a file or glob of tests, or of what configures them, that may change'),
      repeated('--except <gate>', 'a gate whose findings are only told, where a person may except from it'),
      new Option('--type <type>', 'what kind of work it is, where no approved contract says so').choices([
        ...TASK_TYPES,
      ]),
      new Option('--risk-tier <tier>', 'prove it as far as for this risk at least').choices([...TIERS]),
      new Option('--signers <file>', 'trust the signers of this allowed_signers file instead of yours'),
      new Option('--text <file>', 'the text it is proposed with, which may cite what it is for (default: as CI says)'),
      new Option('--junit <file>', 'write the verdict as JUnit XML'),
      new Option('--sarif <file>', 'write the verdict as SARIF'),
      new Option('--summary <file>', 'write the verdict as Markdown'),
    ],
    load: async () => (await import('../commands/gate.ts')).gateCommand,
  },
  {
    usage: 'replay [run]',
    says: 'derive the verdict again from the bundle alone',
    example: 'writ replay R-4f3a9c01d2',
    load: async () => (await import('../commands/verify.ts')).replayCommand,
  },
  {
    usage: 'export [run]',
    says: 'write a run as an in-toto layout, for in-toto-verify to check its scope',
    example: 'writ export R-4f3a9c01d2 --to ../export',
    options: [new Option('--to <folder>', 'a folder that is new or empty (default: RUN-in-toto)')],
    load: async () => (await import('../commands/export.ts')).exportCommand,
  },
];
