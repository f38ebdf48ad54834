import { expect, it } from "vitest";
import { sizeOf, takeLastWithin, takeWithin } from "./event-size";
import type { Message } from "./room";

const id = "01a20be0-9c03-7d11-8a3b-0c1d2e3f4a5b";
const message: Message = {
  kind: "message",
  seq: 123_456_789,
  clientId: id,
  author: { id, username: "가".repeat(32) },
  body: "",
  sentAt: 1_800_000_000_000,
};
const longestFile = () => ({
  ...{ id, name: "가".repeat(100), type: `application/${"x".repeat(68)}`, size: 25 * 1024 ** 2 },
  ...{ width: 65_535, height: 65_535, placeholder: "x".repeat(64), thumbnail: true as const },
});
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;
const people = Array.from({ length: 200 }, () => id);

it.each<[string, Partial<Message>]>([
  ["nothing", {}],
  ["the longest Korean body", { body: "가".repeat(4_000) }],
  ["the largest body of emoji", { body: "😀".repeat(3_900) }],
  ["twenty mentions", { body: "@mina", mentions: people.slice(0, 20) }],
  ["ten files with the longest names", { body: "가".repeat(1_000), files: Array.from({ length: 10 }, longestFile) }],
  [
    "many reactions",
    { body: "hi", reactions: Object.fromEntries(["👍", "🎉", "👩‍👩‍👧‍👦"].map((emoji) => [emoji, people])) },
  ],
])("D7: a message with %s takes no more bytes than estimated", (_, more) => {
  const full = { ...message, ...more, editedAt: 1_800_000_000_000, replyTo: 123_456_788 };
  expect(bytes(full)).toBeLessThanOrEqual(sizeOf(full));
});

it("takes items while they fit, and at least one", () => {
  const sizes = [3, 4, 5];
  const itself = (size: number) => size;
  expect([7, 8, 2, 100].map((max) => takeWithin(sizes, max, itself).length)).toEqual([2, 2, 1, 3]);
  expect([9, 11, 2, 100].map((max) => takeLastWithin(sizes, max, itself))).toEqual([[4, 5], [4, 5], [5], [3, 4, 5]]);
  expect([takeWithin([], 5, itself), takeLastWithin([], 5, itself)]).toEqual([[], []]);
});
