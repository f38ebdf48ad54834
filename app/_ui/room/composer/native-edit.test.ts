import fc from "fast-check";
import { expect, it } from "vitest";
import { replacementFor } from "./native-edit";

const texts = fc
  .array(fc.constantFrom("a", "b", "@", " ", "가", "😀", "😁", "🏁", "\n"))
  .map((parts) => parts.join(""));

it("a replacement turns one text into the other without splitting an emoji", () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const { start, end, text } = replacementFor(before, after);
      const [left, right] = [before.slice(0, start), before.slice(end)];
      expect(left + text + right).toBe(after);
      for (const part of [left, text, right]) expect(part.isWellFormed()).toBe(true);
    }),
  );
});

it.each([
  ["hi @mi", "hi @mina ", { start: 6, end: 6, text: "na " }],
  ["hi @mi there", "hi @mina there", { start: 6, end: 6, text: "na" }],
  ["same", "same", { start: 4, end: 4, text: "" }],
  ["gone", "", { start: 0, end: 4, text: "" }],
  ["@MI", "@mina ", { start: 1, end: 3, text: "mina " }],
])("from %j to %j only the difference is replaced", (before, after, replacement) => {
  expect(replacementFor(before, after)).toEqual(replacement);
});
