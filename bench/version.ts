/** `writ --version`, which scripts ask often. */
import type { Bench } from './rig/figure.ts';

export const bench: Bench = async ({ command, nodeAlone, writ }) => [
  {
    name: 'version',
    measured: command('writ --version', {
      argv: [writ, '--version'],
      expect: (stdout) => /^\d+\.\d+\.\d+\n$/u.test(stdout),
    }),
    baseline: nodeAlone,
    allowed: { ratio: 1.5 },
  },
];
