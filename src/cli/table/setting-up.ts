import { Option } from 'commander';
import { yes, riskClass, type Entry } from './entry.ts';

const INSTALLING = `

A run does this by itself where it is needed; this is for doing it beforehand, while there is a network. It lies in
Writ's cache and changes nothing of your checkout. Exit code 1 where checks use a folder of your checkout instead.`;

/** Setting up, and seeing that it works. */
export const SETTING_UP: readonly Entry[] = [
  {
    usage: 'init',
    says: 'set up this repository: signer, key, trust, test command, admission',
    example: 'writ init --name alice',
    options: [
      new Option('--name <name>', 'your name as a signer: lower case, no digit at its end'),
      new Option('--key <path>', 'the SSH key to sign with'),
      new Option('--new-key', 'make a key for Writ alone, without a passphrase').conflicts('key'),
      new Option('--no-admit', 'do not admit the repository now'),
      riskClass(),
      yes(),
    ],
    load: async () => (await import('../commands/init.ts')).init,
  },
  {
    usage: 'doctor',
    says: 'say what works on this machine, and what to do about what does not',
    example: 'writ doctor',
    load: async () => (await import('../commands/doctor.ts')).doctor,
  },
  {
    usage: 'deps install',
    says: 'install what the lockfile asks for, for checks to use, without running a program of any package',
    example: 'writ deps install',
    more: INSTALLING,
    load: async () => (await import('../commands/deps.ts')).depsInstall,
  },
  {
    usage: 'demo',
    says: 'show the whole flow on a sample repository, without model and network',
    example: 'writ demo',
    options: [new Option('--keep', 'keep the sample repository')],
    load: async () => (await import('../commands/demo.ts')).demo,
  },
];
