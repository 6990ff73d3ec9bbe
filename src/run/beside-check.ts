import type { Check, Service } from '#contract';
import { withServices, type HarnessCommand } from '#evidence';
import { ok, type Result } from '#failure';
import { randomHex } from '#host';
import { toolFor, type Tool } from './tools.ts';

/** A command with the services of its check before it, and what must be mounted for them. */
export type Served = {
  readonly command: HarnessCommand;
  readonly tools: readonly Tool[];
  readonly secret: string | null;
};

/** Puts the services of a check before its command; their programs are found like its own. */
export const servedBy = (
  { services }: Check,
  { root, node, command }: { readonly root: string; readonly node: Tool | null; readonly command: HarnessCommand },
): Result<Served> => {
  if (services === undefined) return ok({ command, tools: [], secret: null });
  const tools: Tool[] = [];
  const found = (run: Service['run']): Result<Service['run']> => {
    const tool = toolFor(run[0], root);
    if (!tool.ok) return tool;
    tools.push(tool.value);
    const [, ...words] = run;
    return ok([tool.value.program, ...words]);
  };
  const started: Service[] = [];
  for (const service of services) {
    const run = found(service.run);
    if (!run.ok) return run;
    const probe = service.ready.kind === 'run' ? found(service.ready.run) : null;
    if (probe !== null && !probe.ok) return probe;
    started.push({
      ...service,
      run: run.value,
      ready: probe === null ? service.ready : { kind: 'run', run: probe.value },
    });
  }
  const secret = randomHex(16);
  const at = { node: node?.program ?? 'node', secret };
  return ok({ command: withServices(command, started, at), tools, secret });
};
