/** All that a look at the board needs, behind one name: to find another file takes longer than to read it. */
export { board } from './commands/board.ts';
export { runCommand } from './run-command.ts';
