import { expect, it } from "vitest";
import { said } from "@/tests/harness/said";
import { countNewBelow } from "./use-new-below";

const log = [said(1, "jun"), said(2, "mina"), said(4, "jun"), said(5, "jun"), said(6, "mina")];

it.each([
  [6, 0],
  [4, 1],
  [3, 2],
  [0, 3],
])("countNewBelow: counts messages by others after %i, not own ones", (seen, unseen) => {
  expect(countNewBelow(log, "mina", seen)).toBe(unseen);
});
