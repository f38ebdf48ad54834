import { expect, it } from "vitest";
import { afterReset } from "./use-seek";

const PLACE = { seq: 20, top: 4 };

it.each(["loading", "found"] as const)("a reset while the target of a jump is %s does not end the jump", (phase) => {
  const target = { seq: 7 };
  const next = { target: { seq: 7, isStale: true }, phase: "loading" };
  expect(afterReset({ target, phase }, PLACE)).toEqual(next);
  expect(afterReset({ target, phase }, undefined)).toEqual(next);
});

it("a return during a reset keeps its distance from the top", () => {
  const returning = { target: { seq: 7, top: 30 }, phase: "loading" } as const;
  expect(afterReset(returning, PLACE)?.target).toEqual({ seq: 7, top: 30, isStale: true });
});

it.each([undefined, "failed", "missing", "deleted"] as const)(
  "without a running jump (%s), a reset requests the place on the screen again",
  (phase) => {
    const now = phase && { target: { seq: 7 }, phase };
    expect(afterReset(now, PLACE)).toEqual({ target: { ...PLACE, isStale: true }, phase: "loading" });
    expect(afterReset(now, undefined)).toBe(now);
  },
);
