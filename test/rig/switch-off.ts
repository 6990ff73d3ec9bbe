/**
 * Runs the product with one of its guarding mechanisms switched off, from the outside, so that the product needs no
 * back door for it. A test shows the attack refused, switches the mechanism off, and shows the same attack succeed:
 * then it is this mechanism that refuses.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/** The mechanism: a piece of source text that stands exactly once in a file (from the checkout's root), and its stand-in. */
export type Mechanism = { readonly file: string; readonly replace: string; readonly by: string };

/** Whose source is meant: the root of a checkout, and the file in it that Node is started with. */
export type Target = { readonly root: string; readonly program: string };

type Environment = Readonly<Record<string, string>>;

const VARIABLE = 'WRIT_TEST_SWITCH_OFF';
/** The launcher of a checkout would start the build, which holds no file to rewrite; this makes it start the source. */
const SOURCE = '--conditions=source';
const PRELOAD = `${SOURCE} --import=${pathToFileURL(join(import.meta.dirname, 'switch-off-preload.mjs')).href}`;
/** Where builds without a mechanism are kept: below `node_modules`, where a build finds what is no part of it. */
export const BUILDS = join(import.meta.dirname, '../../node_modules/.cache/writ-without');
const WRIT: Target = { root: join(import.meta.dirname, '../..'), program: 'src/cli/main.ts' };

const switchesSchema = z.strictObject({
  root: z.string(),
  builds: z.string(),
  build: z.string(),
  program: z.string(),
  edits: z.array(z.strictObject({ file: z.string(), replace: z.string(), by: z.string() })),
});

const occurrences = (text: string, piece: string): number => (piece === '' ? 0 : text.split(piece).length - 1);

/**
 * The environment in which every Node 24 process loads `mechanism.file` with the text replaced. Can be applied several
 * times. Throws at once if the text does not stand in the file exactly once. At run time a command exits with 99 if
 * the text is not found exactly once, or if the file is no part of the program.
 */
export const withoutMechanism = (
  env: Environment,
  mechanism: Mechanism,
  { root, program }: Target = WRIT,
): Environment => {
  const file = realpathSync(join(root, mechanism.file));
  const count = occurrences(readFileSync(file, 'utf8'), mechanism.replace);
  if (count !== 1)
    throw new Error(`${mechanism.file} holds the text to replace ${count} times, not once: ${mechanism.replace}`);
  const before = env[VARIABLE];
  const edits = before === undefined ? [] : switchesSchema.parse(JSON.parse(before)).edits;
  const switches = {
    root: realpathSync(root),
    builds: BUILDS,
    build: join(realpathSync(root), 'dist/'),
    program: realpathSync(join(root, program)),
    edits: [...edits, { file, replace: mechanism.replace, by: mechanism.by }],
  };
  const options = [env['NODE_OPTIONS'] ?? '', before === undefined ? PRELOAD : ''].filter((option) => option !== '');
  return { ...env, [VARIABLE]: JSON.stringify(switches), NODE_OPTIONS: options.join(' ') };
};
