import { expect, it } from "vitest";
import { fastestRun } from "@/tests/harness/cpu-time";
import { excerptWithMatches } from "./excerpt";
import { parseQuery } from "./query";

const excerpt = (body: string, query: string) =>
  excerptWithMatches(body, parseQuery(query).terms)
    .map(({ text, match }) => (match ? `[${text}]` : text))
    .join("");

it.each([
  ["오늘회의에서 봐요", "회의", "오늘[회의]에서 봐요"],
  ["오늘회의에서 봐요".normalize("NFD"), "회의", "오늘[회의]에서 봐요"],
  ["하이 ㅎㅇ 회의", "ㅎㅇ", "[하이] [ㅎㅇ] [회의]"],
  ["Meeting at Café", "cafe mee", "[Mee]ting at [Café]"],
  ["가나다라", "나다 다라", "가[나다라]"],
  ["no match", "회의", "no match"],
  ["2️⃣조 2조", "2", "[2️⃣]조 [2]조"],
  ["❤️‍🔥 불 🔥", "🔥", "[❤️‍🔥] 불 [🔥]"],
  ["우리 👨‍👩‍👧‍👦 가족", "👧", "우리 [👨‍👩‍👧‍👦] 가족"],
  ["깃발 🏳️‍🌈 깃발", "🌈", "깃발 [🏳️‍🌈] 깃발"],
  ["ที่นี่", "ท", "[ที่]นี่"],
  ["नि", "न", "[नि]"],
  ["น้ำ", "น", "[น้ำ]"],
  ["a\n\n  b", "b", "a [b]"],
])("%j with %j", (body, query, expected) => expect(excerpt(body, query)).toBe(expected));

it("a long message is cut around the first match, between visible characters", () => {
  const family = "👩‍👩‍👧‍👦";
  const cut = excerpt(`${family.repeat(50)}회의${"가".repeat(500)}`, "회의");
  expect(cut).toMatch(new RegExp(`^…(${family})+\\[회의\\]가+…$`, "u"));
  expect([...cut].length).toBeLessThan(190);
});

it("D7: a body that matches at each place takes less than 20 ms", () => {
  expect(fastestRun(20, () => excerpt("ㅎ".repeat(4_000), "ㅎ ㅎㅎ ㅎㅎㅎ"))).toBeLessThan(20);
});
