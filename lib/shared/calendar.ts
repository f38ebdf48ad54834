/**
 * Calendar days in a time zone. A day has 23 or 25 hours when the clocks change, so days are never counted in
 * milliseconds.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAYS_TOLD = 7;

const knownZones = new Map<string, boolean>();

/** The device's time zone, or `fallback` if it is not valid: some browsers return `Etc/Unknown` or nothing. */
export function zoneOr(fallback: string, zone: string | undefined): string {
  if (!zone) return fallback;
  let isKnown = knownZones.get(zone);
  if (isKnown === undefined) {
    isKnown = canonicalZone(zone) !== undefined;
    knownZones.set(zone, isKnown);
  }
  return isKnown ? zone : fallback;
}

/** The zone under its usual name; undefined: this runtime does not know it. */
export function canonicalZone(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a moment in a time zone, as `2026-01-31`. */
export function dayOf(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    // Not toISOString of a shifted date: an offset is valid for one moment only.
    format = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

/** How many calendar days `at` is before `now` in that zone; negative for future days. */
export function daysBetween(at: number, now: number, timeZone: string): number {
  // As UTC midnights, because every UTC day has 24 hours.
  return Math.round((Date.parse(dayOf(now, timeZone)) - Date.parse(dayOf(at, timeZone))) / (24 * HOUR_MS));
}

/** How long ago something was, in the unit to show. `date`: so long ago that a date is clearer. */
export type Age = { unit: "now" | "date" } | { unit: "minute" | "hour" | "day"; count: number };

/** The age of a moment: elapsed time within a day, calendar days after that. */
export function ageOf(at: number, now: number, timeZone: string): Age {
  const elapsed = now - at;
  if (elapsed < MINUTE_MS) return { unit: "now" };
  if (elapsed < HOUR_MS) return { unit: "minute", count: Math.floor(elapsed / MINUTE_MS) };
  const days = daysBetween(at, now, timeZone);
  if (elapsed < 24 * HOUR_MS || days === 0) return { unit: "hour", count: Math.floor(elapsed / HOUR_MS) };
  return days < DAYS_TOLD ? { unit: "day", count: days } : { unit: "date" };
}

/** The first moment of a day, such as `2026-01-31`, in a time zone. A day may begin at 1:00, when the clocks change at midnight. */
export function startOfDay(day: string, timeZone: string): number {
  const noon = Date.parse(`${day}T12:00:00Z`);
  // Every zone is at most 14 hours from UTC.
  let [before, start] = [noon - 27 * HOUR_MS, noon + 2 * HOUR_MS];
  while (start - before > MINUTE_MS) {
    const middle = before + Math.floor((start - before) / (2 * MINUTE_MS)) * MINUTE_MS;
    if (dayOf(middle, timeZone) < day) before = middle;
    else start = middle;
  }
  return start;
}
