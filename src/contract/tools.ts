import type { Failure } from '#failure';
import type { Tool } from './contract.ts';

/** What is wrong with a tool, and in which field of the task file. */
export type ToolFault = { readonly field: string; readonly failure: Failure };

/** What every id of a check or a tool looks like: it names files of the evidence. */
export const isCheckId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text);

const NONE: readonly Tool[] = [];

/** What the tools of a contract lack to be executed: a name of their own, and a program. */
export const inTools = ({ tools = NONE }: { readonly tools?: readonly Tool[] }): readonly ToolFault[] =>
  tools.flatMap(({ id, run }, index): readonly ToolFault[] => {
    const at = `tools.${index + 1}`;
    const shown = `“${id.slice(0, 80)}”`;
    const isTwice = tools.findIndex((other) => other.id === id) !== index;
    const hasProgram = run[0].trim() !== '' && !run.some((word) => word.includes('\0'));
    const fault = (holds: boolean, field: string, failure: Failure): readonly ToolFault[] =>
      holds ? [{ field: `${at}.${field}`, failure }] : [];
    return [
      ...fault(!isCheckId(id), 'id', {
        code: 'task.field',
        message: `${shown} is not an id of a tool`,
        remedy: 'use letters, digits, “_” and “-”',
      }),
      ...fault(isTwice, 'id', {
        code: 'task.duplicate-id',
        message: `two tools are called ${shown}`,
        remedy: 'give each an id of its own',
      }),
      ...fault(!hasProgram, 'run', {
        code: 'task.field',
        message: `tool ${shown} names no program`,
        remedy: 'run: [program, argument]',
      }),
    ];
  });
