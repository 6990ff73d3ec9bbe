import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './stage.ts';

/** A repository with one commit and a person who has a signer, as `writ init` leaves them. Gives its folder. */
export const makeRepository = ({ folder, prepare, writ }: Stage): string => {
  const work = join(folder, 'work');
  prepare({ argv: ['git', 'init', '--quiet', '--initial-branch=main', work] });
  writeFileSync(join(work, 'README.md'), 'A repository to measure in.\n');
  prepare({ argv: ['git', 'add', '--all'], cwd: work });
  prepare({ argv: ['git', 'commit', '--quiet', '--message', 'base'], cwd: work });
  prepare({ argv: [writ, 'init', '--name', 'ada', '--new-key', '--yes'], cwd: work });
  return work;
};
