import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seenLines } from "./seen";

/** Lines of these heights, one below the other. */
function spans(heights: readonly number[]) {
  let top = 0;
  return heights.map((height) => {
    const span = { top, bottom: top + height };
    top += height;
    return span;
  });
}
const seen = (heights: readonly number[], top: number, bottom: number) => {
  const lines = spans(heights);
  return seenLines(lines.length, (i) => lines[i] ?? { top: 0, bottom: 0 }, { top, bottom });
};

describe("seenLines", () => {
  it.each([
    ["no lines if there are none", [], 0, 100, 0],
    ["lines that are completely visible", [40, 40, 40], 0, 100, 2],
    ["lines above the visible area too", [40, 40, 40, 40], 60, 130, 3],
    ["all lines at the end", [40, 40, 40], 20, 120, 3],
    ["a line that is cut off by a few pixels", [40, 40], 0, 77, 2],
    ["no line that is cut in half", [40, 40], 0, 60, 1],
    ["a line taller than the screen once it fills it", [40, 500, 40], 60, 160, 2],
    ["no tall line of which only the beginning is visible", [40, 500, 40], 0, 100, 1],
  ])("counts %s", (_, heights, top, bottom, count) => expect(seen(heights, top, bottom)).toBe(count));

  it("never counts a line that begins below the screen, and never counts less after scrolling on", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 10, max: 300 })), fc.nat(3000), fc.nat(3000), (heights, a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const count = seen(heights, first, first + 100);
        expect(
          spans(heights)
            .slice(0, count)
            .every(({ top }) => top < first + 100),
        ).toBe(true);
        expect(seen(heights, second, second + 100)).toBeGreaterThanOrEqual(count);
      }),
    );
  });
});
