/**
 * The milliseconds since 1970 of a moment written as Writ writes it: ISO 8601, UTC, three digits of milliseconds,
 * e.g. `2026-11-21T09:30:00.000Z`. Anything else is null, a 30th of February included: a moment that has two
 * spellings, or none, would compare as neither before nor after.
 */
export const momentMs = (text: string): number | null => {
  const ms = Date.parse(text);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) &&
    !Number.isNaN(ms) &&
    new Date(ms).toISOString() === text
    ? ms
    : null;
};
