import { z } from 'zod';

/** A moment as Writ writes it: ISO 8601 in UTC with milliseconds, and a day that exists. */
export const Moment = z
  .string()
  .refine(
    (text) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) &&
      new Date(text).getTime() >= 0 &&
      new Date(text).toISOString() === text,
  );

/** How many. */
export const Count = z.int().min(0);
