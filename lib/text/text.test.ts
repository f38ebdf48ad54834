import fc from "fast-check";
import { expect, it } from "vitest";
import { fastestRun } from "@/tests/harness/cpu-time";
import { tidy, tidyBody } from "./text";

const pieces = fc
  .array(fc.constantFrom(" ", "\t", "\n", "\r\n", "\u3000", "\u2028", "\ufeff", "a", "가", "{"))
  .map((parts) => parts.join(""));

it("a tidied body differs from a trimmed text in the indentation of its first line only", () => {
  fc.assert(
    fc.property(pieces, (text) => {
      const body = tidyBody(text);
      expect(body.trim()).toBe(tidy(text));
      const indentation = body.slice(0, body.length - body.trimStart().length);
      expect(indentation).not.toMatch(/[\n\r\u2028\u2029]/);
      // The white space between the last line break before the first word and that word.
      const before = text.slice(0, text.length - text.trimStart().length);
      expect(indentation).toBe(body === "" ? "" : (before.split(/[\n\r\u2028\u2029]/).at(-1) ?? ""));
    }),
  );
});

it("tidying a tidied body changes nothing, so the room, the archive and the page can all do it", () => {
  fc.assert(
    fc.property(pieces, (text) => {
      expect(tidyBody(tidyBody(text))).toBe(tidyBody(text));
    }),
  );
});

it("tidying a body takes time in proportion to its length", () => {
  for (const text of [" ".repeat(100_000), "\n".repeat(100_000), ` ${"\n ".repeat(50_000)}x`])
    expect(fastestRun(200, () => tidyBody(text))).toBeLessThan(200);
});
