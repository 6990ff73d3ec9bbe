import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invariant } from '#failure';

const root = (): string => {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'bin', 'writ'))) return folder;
  }
  invariant(false, 'Writ lies in its own package');
};

/** The path of a file that ships with Writ, by its path in the package: from source and from a build alike. */
export const packageFile = (path: string): string => join(root(), path);
