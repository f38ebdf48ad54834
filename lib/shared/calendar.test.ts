import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ageOf, canonicalZone, dayOf, daysBetween, startOfDay, zoneOr } from "./calendar";

/**
 * Zones that change clocks at midnight or by half an hour, southern ones, one that skipped a day, and ordinary ones.
 */
const ZONES = [
  ...["America/New_York", "Europe/London", "Asia/Seoul", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"],
  ...["Africa/Cairo", "Asia/Kolkata", "Pacific/Chatham", "America/St_Johns", "Asia/Beirut", "UTC"],
];
const HOUR_MS = 3_600_000;
const zone = fc.constantFrom(...ZONES);
const moment = fc.integer({ min: Date.parse("2012-01-01T00:00Z"), max: Date.parse("2040-01-01T00:00Z") });

it("a device with no time zone or an unknown one gets the server's", () => {
  for (const zone of [undefined, "", "Etc/Unknown", "Mars/Olympus"])
    expect(zoneOr("Asia/Seoul", zone)).toBe("Asia/Seoul");
  for (const zone of [...ZONES, "Etc/GMT+9"]) expect(zoneOr("Asia/Seoul", zone)).toBe(zone);
});

describe("dayOf", () => {
  it("names the day in the given zone", () => {
    expect(dayOf(Date.parse("2026-01-31T15:00:00Z"), "Asia/Seoul")).toBe("2026-02-01");
    expect(dayOf(Date.parse("2026-01-31T15:00:00Z"), "America/New_York")).toBe("2026-01-31");
  });
});

describe("daysBetween", () => {
  it.each([
    ["2027-03-15T00:30-04:00", "2027-03-14T23:59-04:00", "America/New_York", 1],
    ["2027-03-15T00:30-04:00", "2027-03-14T00:00-05:00", "America/New_York", 1],
    ["2027-03-15T00:30-04:00", "2027-03-13T23:45-05:00", "America/New_York", 2],
    ["2027-11-07T23:30-05:00", "2027-11-07T00:15-04:00", "America/New_York", 0],
    ["2027-11-08T00:10-05:00", "2027-11-07T00:05-04:00", "America/New_York", 1],
    ["2027-03-29T00:15+01:00", "2027-03-27T23:50+00:00", "Europe/London", 2],
    ["2026-01-01T00:00+09:00", "2025-12-31T23:59+09:00", "Asia/Seoul", 1],
    ["2028-03-01T12:00Z", "2028-02-28T12:00Z", "UTC", 2],
    ["2026-10-05T00:10+11:00", "2026-10-03T23:59+10:30", "Australia/Lord_Howe", 2],
    ["2011-12-31T00:10+14:00", "2011-12-29T23:50-10:00", "Pacific/Apia", 2],
    ["2026-02-16T00:10+00:00", "2026-02-14T23:50+01:00", "Africa/Casablanca", 2],
  ])("at %s, %s is in %s this many calendar days ago: %i", (now, at, timeZone, days) => {
    expect(daysBetween(Date.parse(at), Date.parse(now), timeZone)).toBe(days);
  });

  it("is 0 exactly within one calendar day, and adds up over any day between, in every zone", () => {
    fc.assert(
      fc.property(zone, moment, moment, moment, (timeZone, a, b, c) => {
        expect(daysBetween(a, b, timeZone) === 0).toBe(dayOf(a, timeZone) === dayOf(b, timeZone));
        expect(daysBetween(a, b, timeZone) + daysBetween(b, c, timeZone)).toBe(daysBetween(a, c, timeZone));
      }),
    );
  });

  it("grows by one at each midnight and at no other time", () => {
    fc.assert(
      fc.property(zone, moment, fc.integer({ min: 1, max: 24 * 60 }), (timeZone, at, minutes) => {
        const later = at + minutes * 60_000;
        const grown = daysBetween(at, later, timeZone);
        // Apia skipped a day: one midnight there advances two days.
        expect(grown).toBe(dayOf(at, timeZone) === dayOf(later, timeZone) ? 0 : grown);
        expect(grown).toBeGreaterThanOrEqual(0);
        expect(grown).toBeLessThanOrEqual(2);
      }),
    );
  });
});

describe("ageOf", () => {
  it.each([
    [30_000, { unit: "now" }],
    [-HOUR_MS, { unit: "now" }],
    [60_000, { unit: "minute", count: 1 }],
    [59 * 60_000 + 59_999, { unit: "minute", count: 59 }],
    [HOUR_MS, { unit: "hour", count: 1 }],
    [23.9 * HOUR_MS, { unit: "hour", count: 23 }],
    [25 * HOUR_MS, { unit: "day", count: 1 }],
    [8 * 24 * HOUR_MS, { unit: "date" }],
  ])("%i ms ago is %o", (elapsed, age) => {
    const now = Date.parse("2026-06-15T12:00Z");
    expect(ageOf(now - elapsed, now, "UTC")).toEqual(age);
  });

  it("counts calendar days: 25 hours may reach into the day before yesterday", () => {
    const now = Date.parse("2027-03-15T00:30-04:00");
    expect(ageOf(Date.parse("2027-03-13T22:00-05:00"), now, "America/New_York")).toEqual({ unit: "day", count: 2 });
    expect(ageOf(Date.parse("2027-03-14T00:10-05:00"), now, "America/New_York")).toEqual({ unit: "hour", count: 23 });
    // A 25-hour day: still the same day.
    const evening = Date.parse("2027-11-07T23:59-05:00");
    expect(ageOf(Date.parse("2027-11-07T00:01-04:00"), evening, "America/New_York")).toEqual({
      unit: "hour",
      count: 24,
    });
  });

  it("never names fewer or more days than the calendar, in every zone", () => {
    fc.assert(
      fc.property(zone, moment, fc.integer({ min: 0, max: 20 * 24 * 60 }), (timeZone, now, minutes) => {
        const at = now - minutes * 60_000;
        const age = ageOf(at, now, timeZone);
        if (age.unit === "day") expect(age.count).toBe(daysBetween(at, now, timeZone));
        if (age.unit === "hour") expect(minutes < 24 * 60 || daysBetween(at, now, timeZone) === 0).toBe(true);
        if (age.unit === "date") expect(daysBetween(at, now, timeZone)).toBeGreaterThanOrEqual(7);
      }),
    );
  });
});

describe("startOfDay", () => {
  it.each([
    ["2026-01-15", "America/New_York", "2026-01-15T00:00-05:00"],
    ["2026-07-15", "America/New_York", "2026-07-15T00:00-04:00"],
    ["2026-03-08", "America/New_York", "2026-03-08T00:00-05:00"],
    ["2026-03-09", "America/New_York", "2026-03-09T00:00-04:00"],
    ["2018-11-04", "America/Sao_Paulo", "2018-11-04T01:00-02:00"],
    ["2011-12-30", "Pacific/Apia", "2011-12-31T00:00+14:00"],
    ["2026-03-02", "Asia/Seoul", "2026-03-02T00:00+09:00"],
    ["9999-12-31", "UTC", "9999-12-31T00:00Z"],
  ])("%s in %s", (day, zone, first) => expect(new Date(startOfDay(day, zone))).toEqual(new Date(first)));

  it("is the first moment of its day", () => {
    fc.assert(
      fc.property(moment, zone, (at, zone) => {
        const day = dayOf(at, zone);
        const first = startOfDay(day, zone);
        expect([dayOf(first, zone), dayOf(first - 1, zone) < day]).toEqual([day, true]);
      }),
    );
  });
});

it("a zone has one name, whatever its case; an unknown one has none", () => {
  expect(["asia/seoul", "Etc/Unknown", "Mars/Olympus", ""].map(canonicalZone)).toEqual([
    "Asia/Seoul",
    undefined,
    undefined,
    undefined,
  ]);
});
