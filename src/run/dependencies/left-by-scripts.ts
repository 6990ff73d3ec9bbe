import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const versionIn = (folder: string): string | undefined =>
  /"version"\s*:\s*"([^"]+)"/u.exec(readFileSync(join(folder, 'package.json'), 'utf8'))?.[1];

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.startsWith('node_modules/'));

/**
 * The packages whose own programs have made something at an installation of the person's, which is not there where none
 * was run: they may not work without it.
 *
 * @param places where the packages lie that have such a program, below both folders
 */
export const leftByScripts = (checkout: string, installed: string, places: readonly string[]): readonly string[] =>
  places.filter((place) => {
    const [there, here] = [join(checkout, place), join(installed, place)];
    if (![there, here].every((folder) => existsSync(join(folder, 'package.json')))) return false;
    return versionIn(there) === versionIn(here) && filesIn(there).some((path) => !existsSync(join(here, path)));
  });
