const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

export type ShortAge = { unit: "now" | "date" } | { unit: "minutes" | "hours" | "days"; count: number };

/** How long ago something was, in as few words as a list has space for; a date from a week on. The future is now. */
export function shortAge(at: number, now: number): ShortAge {
  const age = now - at;
  if (age < MINUTE_MS) return { unit: "now" };
  if (age < HOUR_MS) return { unit: "minutes", count: Math.floor(age / MINUTE_MS) };
  if (age < DAY_MS) return { unit: "hours", count: Math.floor(age / HOUR_MS) };
  if (age < WEEK_MS) return { unit: "days", count: Math.floor(age / DAY_MS) };
  return { unit: "date" };
}
