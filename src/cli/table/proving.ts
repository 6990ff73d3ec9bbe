import { Option } from 'commander';
import { type Entry } from './entry.ts';

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
