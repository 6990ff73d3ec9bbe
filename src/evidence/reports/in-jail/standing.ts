/** What stands in the tree, so that it is seen if a test rewrites it; as text for the programs inside the jail, which have `fs`. */
export const STANDING = String.raw`
/** Files of code as they stand. The time of the last change of one cannot be set back. */
const CODE = /\.([cm]?[jt]sx?|vue|svelte|json|snap)$/;
const standing = (root) => {
  const found = new Map();
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === '.git') continue;
      const path = folder + '/' + entry.name;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && CODE.test(entry.name)) {
        const { ino, ctimeNs } = lstatSync(path, { bigint: true });
        found.set(path, ino + ' ' + ctimeNs);
      }
    }
  };
  walk(root);
  return found;
};
`;
