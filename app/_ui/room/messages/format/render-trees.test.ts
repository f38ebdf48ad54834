import { expect, it } from "vitest";
import type { Message } from "@/lib/protocol/room";
import { treesOf } from "./render-trees";
import { renderedTrees, treeKey } from "./rendered-trees";

const mina = { id: "1", username: "민아" };
const jun = { id: "2", username: "준서" };
const message = (seq: number, body: string, more: Partial<Message> = {}): Message => ({
  kind: "message",
  seq,
  clientId: `${seq}`,
  author: jun,
  body,
  sentAt: 0,
  ...more,
});
const MESSAGES = [
  message(1, "안녕하세요 @민아"),
  message(2, "**굵게** @민아, @준서"),
  message(3, "https://example.com/a"),
  message(4, "**지웠다**", { deletedAt: 1 }),
  message(5, "*기울여* @민아", { mentions: ["1"] }),
];

it("the server parses the messages that may have formats or addresses, with the names of authors and the reader", () => {
  const trees = treesOf(MESSAGES, mina, true, []);
  expect(Object.keys(trees)).toEqual(["2", "3", "5"]);
  expect(trees[2]).toEqual([
    {
      type: "text",
      children: [
        { type: "bold", children: [{ type: "text", text: "굵게" }] },
        { type: "text", text: " " },
        { type: "mention", text: "@민아", user: mina },
        { type: "text", text: ", " },
        { type: "mention", text: "@준서", user: jun },
      ],
    },
  ]);
  expect(trees[3]).toEqual([
    { type: "text", children: [{ type: "address", text: "https://example.com/a", href: "https://example.com/a" }] },
  ]);
});

it("members whom the messages may mention are known from the first rendering, so no shorter name is shown", () => {
  const [long, short] = [
    { id: "7", username: "민아름" },
    { id: "8", username: "준서연" },
  ];
  const trees = treesOf([message(1, "**@민아름이** @준서연")], mina, true, [long, short]);
  expect(JSON.stringify(trees[1])).toContain('"text":"@민아름"');
  expect(JSON.stringify(trees[1])).toContain('"text":"@준서연"');
});

it("the page finds a tree by the text and its bound mentions, so an edited message has none", () => {
  const trees = renderedTrees(MESSAGES, treesOf(MESSAGES, mina, true, []));
  expect(trees.size).toBe(3);
  expect(trees.has(treeKey("*기울여* @민아", ["1"]))).toBe(true);
  expect(trees.has(treeKey("*기울여* @민아", undefined))).toBe(false);
  expect(trees.has(treeKey("*기울여* @민아!", ["1"]))).toBe(false);
});
