import ignore from 'ignore';

const NAME = '.gitignore';

/** Whether a file says what git leaves out of the folder it is in. */
export const isIgnoreFile = (path: string): boolean => path === NAME || path.endsWith(`/${NAME}`);

/** The folders a path is in, the root first, each ending in a slash but the root. */
const foldersOf = (path: string): readonly string[] => {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_, at) => `${parts.slice(0, at + 1).join('/')}/`)];
};

/**
 * The file by which git would leave a path out, or null: of all that say something, the one nearest to the path counts,
 * and nothing below a folder that is left out can be taken in again.
 *
 * @param texts the files of the tree by their paths, those called `.gitignore` among them
 */
export const ignoredBy = (path: string, texts: ReadonlyMap<string, string>): string | null => {
  const rules = foldersOf(path).flatMap((folder) => {
    const text = texts.get(`${folder}${NAME}`);
    return text === undefined ? [] : [{ folder, by: `${folder}${NAME}`, said: ignore({ ignorecase: false }).add(text) }];
  });
  const decide = (one: string): string | null =>
    rules
      .filter(({ folder }) => one.startsWith(folder) && one !== folder)
      .reduce<string | null>((before, { folder, by, said }) => {
        const { ignored, unignored } = said.test(one.slice(folder.length));
        return ignored ? by : unignored ? null : before;
      }, null);
  for (const folder of foldersOf(path).slice(1)) {
    const by = decide(folder);
    if (by !== null) return by;
  }
  return decide(path);
}; // prettier-ignore
