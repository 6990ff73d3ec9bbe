import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './stage.ts';

/** A repository with one commit and a person who has a signer; nothing is admitted, so its ledger is empty. */
export const makeRepository = ({ folder, env, prepare, writ }: Stage, place: string = folder): string => {
  const work = join(place, 'work');
  prepare({ argv: ['git', 'init', '--quiet', '--initial-branch=main', work] });
  writeFileSync(join(work, 'README.md'), 'A repository to measure in.\n');
  prepare({ argv: ['git', 'add', '--all'], cwd: work });
  prepare({ argv: ['git', 'commit', '--quiet', '--message', 'base'], cwd: work });
  const isNew = !existsSync(join(env['HOME'] ?? '', '.config/writ'));
  const key = isNew ? ['--new-key'] : [];
  prepare({ argv: [writ, 'init', '--name', 'ada', ...key, '--no-admit', '--yes'], cwd: work });
  return work;
};
