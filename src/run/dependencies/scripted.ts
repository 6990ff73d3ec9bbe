import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BINDING, startsWhenFetched } from '#evidence';

const foldersIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : [];

/** Whether a package runs a program when it is installed; one with a binding is built without saying so. */
const isScripted = (folder: string): boolean => {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return false;
  const binding = existsSync(join(folder, BINDING)) ? '' : null;
  return startsWhenFetched({ manifest: readFileSync(manifest, 'utf8'), binding });
};

/** Where packages lie, as pnpm lays them out, that would run a program when they are installed; relative to a folder. */
export const scriptedIn = (root: string, below = 'node_modules'): readonly string[] =>
  foldersIn(join(root, below)).flatMap((name): readonly string[] => {
    const path = `${below}/${name}`;
    if (name === '.pnpm') return foldersIn(join(root, path)).flatMap((one) => scriptedIn(root, `${path}/${one}/node_modules`));
    if (name.startsWith('@')) return scriptedIn(root, path);
    return isScripted(join(root, path)) ? [path] : [];
  }); // prettier-ignore
