/** Calendar days in a time zone. A day has 23 or 25 hours where the clocks change, so days are never counted in milliseconds. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAYS_TOLD = 7;

const knownZones = new Map<string, boolean>();

/** A time zone as the device gives it, or `fallback` where it is none: browsers say `Etc/Unknown` or nothing where they can't tell. */
export function zoneOr(fallback: string, zone: string | undefined): string {
  if (!zone) return fallback;
  let isKnown = knownZones.get(zone);
  if (isKnown === undefined) {
    isKnown = canFormat(zone);
    knownZones.set(zone, isKnown);
  }
  return isKnown ? zone : fallback;
}

function canFormat(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a moment in a time zone, as `2026-01-31`. */
export function dayOf(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    // Not toISOString of a shifted date: an offset is right for one moment only.
    format = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

/** How many calendar days `at` lies before `now` for somebody in that zone; negative for days to come. */
export function daysBetween(at: number, now: number, timeZone: string): number {
  // Both as midnights of UTC, whose days all have 24 hours.
  return Math.round((Date.parse(dayOf(now, timeZone)) - Date.parse(dayOf(at, timeZone))) / (24 * HOUR_MS));
}

/** How long ago something was, in the unit to tell it in. `date`: so long that its date says more. */
export type Age = { unit: "now" | "date" } | { unit: "minute" | "hour" | "day"; count: number };

/** The age of a moment. Within a day it is elapsed time; from there on it counts calendar days. */
export function ageOf(at: number, now: number, timeZone: string): Age {
  const elapsed = now - at;
  if (elapsed < MINUTE_MS) return { unit: "now" };
  if (elapsed < HOUR_MS) return { unit: "minute", count: Math.floor(elapsed / MINUTE_MS) };
  const days = daysBetween(at, now, timeZone);
  if (elapsed < 24 * HOUR_MS || days === 0) return { unit: "hour", count: Math.floor(elapsed / HOUR_MS) };
  return days < DAYS_TOLD ? { unit: "day", count: days } : { unit: "date" };
}
