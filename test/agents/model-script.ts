/** What a scripted model does, step by step, whatever format it speaks. */
import type { ServerResponse } from 'node:http';

/** One answer of the model: a shell command to be executed, a call of a tool by name (and by its MCP server), a refusal of the provider, or silence. */
export type Step =
  | string
  | { readonly call: string; readonly arguments: Readonly<Record<string, unknown>>; readonly server?: string }
  | { readonly status: number; readonly message: string }
  | { readonly silent: true };

/**
 * What the model does, step by step, and the text it closes its turn with. Where several work side by side, `where` has
 * the steps of conversations in which a text stands; the first that does counts.
 */
export type Script = {
  readonly steps: readonly Step[];
  readonly closing: string;
  readonly where?: readonly { readonly says: string; readonly steps: readonly Step[] }[];
};

/** A call of a tool. */
export type Call = {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly server?: string;
};

/** A step as a call, if it is one: a shell command is a call of the tool by which the agent runs commands. */
const callOf = (step: Step, shell: (command: string) => Call): Call | null => {
  if (typeof step === 'string') return shell(step);
  if (!('call' in step)) return null;
  const { call: name, server, arguments: args } = step;
  return { name, arguments: args, ...(server !== undefined && { server }) };
};

/** Answers as a provider that refuses. */
export const writeRefusal = (response: ServerResponse, status: number, message: string): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'scripted', code: null, param: null } }));
};

/** What a model of any format says: a call, or a text that ends the turn. */
export type Speaker = {
  readonly response: ServerResponse;
  readonly shell: (command: string) => Call;
  readonly call: (call: Call, index: number) => void;
  readonly text: (text: string) => void;
};

/** Says what a step asks for. `silent`: the connection stays open and nothing is ever said; only the other side can end this. */
export const say = ({ steps, closing }: Script, index: number, offersTools: boolean, speaker: Speaker): void => {
  const step = offersTools ? steps[index] : undefined;
  if (step === undefined) return speaker.text(closing);
  const call = callOf(step, speaker.shell);
  if (call !== null) return speaker.call(call, index);
  if (typeof step !== 'string' && 'status' in step) writeRefusal(speaker.response, step.status, step.message);
};
