import { HARNESS_FOLDER, WORK_FOLDER, type HarnessCommand } from './runner-order.ts';

/** Where the tree and the files of the harness lie instead. */
export type OtherFolders = { readonly work: string; readonly harness: string };

const USUAL = new RegExp(`(?:${WORK_FOLDER}|${HARNESS_FOLDER})(?![\\w-])`, 'gu');

/**
 * The same command for other folders than the usual ones. Its programs know them as words of their texts, so that they are
 * put in their place wherever they stand; nothing of the tree is in these texts but the words of the contract.
 */
export const inOtherFolders = (
  { argv: [program, ...words], env, files, stdin, building }: HarnessCommand,
  { work, harness }: OtherFolders,
): HarnessCommand => {
  const there = (text: string): string => text.replaceAll(USUAL, (found) => (found === WORK_FOLDER ? work : harness));
  return {
    argv: [there(program), ...words.map(there)],
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, there(value)])),
    files: new Map([...files].map(([path, text]) => [there(path), there(text)])),
    stdin: stdin === null ? null : there(stdin),
    ...(building !== undefined && {
      building: {
        argv: [there(building.argv[0]), ...building.argv.slice(1).map(there)],
        stdin: there(building.stdin),
      },
    }),
  };
};
