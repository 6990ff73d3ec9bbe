/** All that it takes to say what is next, behind one name; see `look.ts`. */
export { planNext } from './commands/plan-next.ts';
export { runCommand } from './run-command.ts';
