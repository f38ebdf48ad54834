import { expect, it } from "vitest";
import { shortAge } from "./short-age";

const NOW = Date.UTC(2026, 10, 26, 12);
const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

it.each([
  [0, "now"],
  [59 * S + 999, "now"],
  [-5 * M, "now"],
  [-400 * D, "now"],
  [M, "minutes 1"],
  [14 * M + 59 * S, "minutes 14"],
  [H - 1, "minutes 59"],
  [H, "hours 1"],
  [D - 1, "hours 23"],
  [D, "days 1"],
  [7 * D - 1, "days 6"],
  [7 * D, "date"],
  [800 * D, "date"],
])("what was %i ms ago is told as %s", (ago, told) => {
  const age = shortAge(NOW - ago, NOW);
  expect([age.unit, ...("count" in age ? [age.count] : [])].join(" ")).toBe(told);
});
