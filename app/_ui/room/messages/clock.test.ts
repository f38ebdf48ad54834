import { expect, it } from "vitest";
import { clockOf } from "./clock";

it.each([
  ["2026-01-31T15:00:00Z", "Asia/Seoul", { half: "am", hour: "12", minute: "00" }],
  ["2026-01-31T03:00:00Z", "Asia/Seoul", { half: "pm", hour: "12", minute: "00" }],
  ["2026-01-31T04:05:59Z", "Asia/Seoul", { half: "pm", hour: "1", minute: "05" }],
  ["2026-01-31T04:05:00Z", "Asia/Kolkata", { half: "am", hour: "9", minute: "35" }],
  ["2026-07-31T15:59:00Z", "America/New_York", { half: "am", hour: "11", minute: "59" }],
] as const)("clockOf %s in %s", (at, zone, expected) => {
  expect(clockOf(Date.parse(at), zone)).toEqual(expected);
});
