import { z } from 'zod';

/** Assertions that failed within a test that passed, as runners tell of them. */
export const Caught = z.array(
  z.strictObject({ at: z.string(), through: z.array(z.string()).readonly(), expected: z.boolean() }),
);
