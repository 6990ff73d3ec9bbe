/** A run that is under way while something else is done, and what it comes to. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './stage.ts';

const NOTE = join('.git/writ/workspaces', 'WP-take-a-note');

/** Lets an agent take a note and wait; does something meanwhile, and lets the run end. Gives what was said of both. */
export const besideRun = async (stage: Stage, meanwhile: () => Promise<string>): Promise<string> => {
  const { folder, sh, writ } = stage;
  const steps = [
    { write: { path: 'notes.md', text: 'One note.\n' } },
    { shell: 'until [ -e go ]; do sleep 0.1; done; rm go' },
  ];
  writeFileSync(join(folder, 'note.json'), JSON.stringify({ steps }));
  const run =
    'writ run "take a note" --allow notes.md --check "grep -q note notes.md" --backend scripted:../note.json --yes';
  const ends = writ(`${run}; : > ../over`);
  await sh(`until [ -e ${NOTE}/notes.md ] || [ -e ../over ]; do sleep 0.1; done`);
  const said = await meanwhile();
  await sh(`[ -e ../over ] || : > ${NOTE}/go`);
  return `${said}${(await ends).output}`;
};

/** The run passed, though something happened that it cannot account for. */
export const PASSES = { says: 'the run passes', seen: (_: Stage, said: string): boolean => /^PASS\b/mu.test(said) };
