import { z } from 'zod';
import type { ChainEvent } from '#evidence';

const usage = z.object({ used: z.number().nonnegative(), size: z.number().positive() });

/** How much of what its model can hold an agent says it uses, in tokens. */
export type Usage = z.infer<typeof usage>;

/** What an event says of that; null where it says nothing of it that makes sense. */
export const usageIn = ({ type, text }: ChainEvent): Usage | null => {
  if (type !== 'agent.usage' || typeof text !== 'string') return null;
  try {
    const read = usage.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
};
