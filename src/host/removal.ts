import { removeFolder } from './files.ts';
import { runProgram } from './programs.ts';
import { runByShell } from './standing-shell.ts';

/**
 * Removes a folder with all it holds by a program of its own, while this process goes on with something else: a large
 * work tree takes as long to remove as git takes to look at it. What that program cannot remove is removed here.
 */
export const removeBeside = async (path: string): Promise<void> => {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
  const { exitCode } = await (runByShell({ script: 'exec rm -rf -- "$1"', words: [path], env }) ??
    runProgram({ argv: ['rm', '-rf', '--', path], env }));
  if (exitCode !== 0) removeFolder(path);
};
