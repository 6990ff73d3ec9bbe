/** A scratch of its own with everything of another one in it: what took long to set up is set up once. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, runCommand, type Scratch } from './story-runner.ts';

/** The files that name the folder they lie in. */
const NAMING = ['home/.config/writ/config.yaml', 'work/.git/writ/store.git/objects/info/alternates'];

/** Copies work folder and home; what names the old folder names the new one. */
export const copyScratch = async (from: Scratch): Promise<Scratch> => {
  const scratch = await makeScratch();
  for (const name of ['work', 'home'])
    cpSync(join(from.folder, name), join(scratch.folder, name), { recursive: true, verbatimSymlinks: true });
  for (const path of NAMING) {
    const file = join(scratch.folder, path);
    if (existsSync(file)) writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from.folder, scratch.folder));
  }
  // Copies are other files than the index remembers.
  const { output, exitCode } = await runCommand('git update-index --refresh', scratch);
  if (exitCode !== 0) throw new Error(output);
  return scratch;
};
