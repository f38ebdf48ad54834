import { expect, it } from "vitest";
import { excerptOf, plainExcerpt } from "./excerpt";

it("a list shows an excerpt as text, and hides a spoiler that the cut has left open", () => {
  expect(plainExcerpt(excerptOf("**공지** ||비밀|| ||열린"))).toBe("공지 ▒▒▒▒ ||열린");
  const long = excerptOf(`${"가".repeat(190)} ||${"비밀".repeat(20)}||`);
  expect(long).toContain("||비밀");
  expect(plainExcerpt(long)).toBe(`${"가".repeat(190)} ▒▒▒▒`);
});
