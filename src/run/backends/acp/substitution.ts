import { z } from 'zod';

/** What was ordered of an agent that says who it is. Null: anything will do. */
export type AgentOrder = {
  /** The name it has to give itself; letters alone count. */
  readonly name: string | null;
  /** The model, as settings call it. */
  readonly model: string | null;
  readonly mode: string | null;
};

/** What an agent says of itself; null where it does not say. */
export type AgentSaid = {
  readonly name: string | null;
  readonly version: string | null;
  readonly model: string | null;
  readonly mode: string | null;
};

const info = z.object({ agentInfo: z.object({ name: z.string(), version: z.string().catch('') }) });
const option = z.object({ id: z.string(), category: z.string().nullish(), currentValue: z.string() });
const state = z.object({
  currentModeId: z.string().nullish().catch(null),
  modes: z.object({ currentModeId: z.string() }).nullish().catch(null),
  models: z.object({ currentModelId: z.string() }).nullish().catch(null),
  configOptions: z
    .array(z.union([option, z.unknown()]))
    .nullish()
    .catch(null),
});

const isOption = (value: unknown): value is z.infer<typeof option> => option.safeParse(value).success;

/** Who an agent says it is, by its answer to `initialize`. */
export const nameSaid = (initialized: unknown): Pick<AgentSaid, 'name' | 'version'> => {
  const read = info.safeParse(initialized);
  return read.success
    ? { name: read.data.agentInfo.name, version: read.data.agentInfo.version }
    : { name: null, version: null };
};

/** Which model and mode a session is in, by the answer that opened it, or an update of its options. */
export const stateSaid = (opened: unknown): Pick<AgentSaid, 'model' | 'mode'> => {
  const read = state.safeParse(opened);
  if (!read.success) return { model: null, mode: null };
  const { currentModeId, modes, models, configOptions } = read.data;
  const chosen = (category: string): string | null =>
    (configOptions ?? []).filter(isOption).find((one) => (one.category ?? one.id) === category)?.currentValue ?? null;
  return {
    model: chosen('model') ?? models?.currentModelId ?? null,
    mode: chosen('mode') ?? modes?.currentModeId ?? currentModeId ?? null,
  };
};

const letters = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');

/** Agents put the provider before a model's name, and how hard it thinks behind it. */
const isModel = (said: string, ordered: string): boolean =>
  [said, said.replace(/\[[^\]]*\]$/u, '')].some((one) => one === ordered || one.endsWith(`/${ordered}`));

/** Says how what an agent says of itself contradicts what was ordered, or null. What it does not say contradicts nothing. */
export const substitution = (ordered: AgentOrder, said: AgentSaid): string | null => {
  if (ordered.name !== null && said.name !== null && !letters(said.name).includes(letters(ordered.name)))
    return `it says that it is ${said.name}, and ${ordered.name} was ordered`;
  if (ordered.model !== null && said.model !== null && !isModel(said.model, ordered.model))
    return `it uses the model ${said.model}, and ${ordered.model} was ordered`;
  if (ordered.mode !== null && said.mode !== null && said.mode !== ordered.mode)
    return `it is in the mode ${said.mode}, and ${ordered.mode} was ordered`;
  return null;
};
