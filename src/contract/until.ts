const HOUR_MS = 3_600_000;
const UNIT_MS = new Map([
  ['h', HOUR_MS],
  ['d', 24 * HOUR_MS],
]);

/** The last millisecond of a day in UTC, or null where there is no such day. */
const endOfDay = (day: string): number | null => {
  const start = Date.parse(`${day}T00:00:00.000Z`);
  return Number.isNaN(start) || new Date(start).toISOString().slice(0, day.length) !== day
    ? null
    : start + 24 * HOUR_MS - 1;
};

/**
 * Reads until when something is to hold: `12h` or `3d` from now, or a day, `2026-12-01`, to its end in UTC. Gives
 * milliseconds since 1970; null for anything else, and for a day that does not exist.
 *
 * @param nowMs milliseconds since 1970
 */
export const parseUntil = (text: string, nowMs: number): number | null => {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return endOfDay(text);
  const [, amount = '', unit = ''] = /^([1-9]\d{0,3})([hd])$/.exec(text) ?? [];
  const size = UNIT_MS.get(unit);
  return size === undefined ? null : nowMs + Number(amount) * size;
};
