/** What hands on bytes inside a jail: to the bridge of its endpoint, and to the socket of its session. */
import { readFileSync } from 'node:fs';
import type { Mount } from './jail-spec.ts';
import { packageFile } from './package-file.ts';

const CARRY_FILE = '/writ/carry.sh';

const shipped = (to: string, name: string): Mount => ({
  ...{ kind: 'file', to },
  text: readFileSync(packageFile(`src/host/in-jail/${name}`), 'utf8'),
});

/**
 * What a jail needs to hand on bytes.
 *
 * @param program where the one in Node lies in the jail, for a machine without Perl
 * @param name its file beside the others
 */
export const carryMounts = (program: string, name: 'bridge.mjs' | 'mcp.mjs'): readonly Mount[] => [
  shipped(CARRY_FILE, 'carry.sh'),
  shipped('/writ/carry.pl', 'carry.pl'),
  shipped(program, name),
];

/** The command line that hands on bytes: in Perl where the jail has one, and else with this Node (decision 075). */
export const carrying = (node: string, program: string, args: readonly string[]): readonly [string, ...string[]] => [
  '/bin/sh',
  CARRY_FILE,
  node,
  program,
  ...args,
];
