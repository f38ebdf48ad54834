import { expect, it } from "vitest";
import { announcedStep } from "./counter-steps";

it("the announcement of characters left changes at 200, at 20 and past the limit, and at no key press between", () => {
  const steps = Array.from({ length: 303 }, (_, i) => announcedStep(300 - i));
  expect(steps.filter((step, i) => i === 0 || step !== steps[i - 1])).toEqual([undefined, 200, 20, "over"]);
  expect([201, 200, 21, 20, 0, -1].map(announcedStep)).toEqual([undefined, 200, 200, 20, 20, "over"]);
});
