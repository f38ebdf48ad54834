import { expect, it } from "vitest";
import type { Message } from "@/lib/protocol/room";
import { announced, arrivedAfter } from "./announced";

const message = (seq: number, author = "other", more: Partial<Message> = {}): Message => {
  return {
    kind: "message",
    seq,
    clientId: `${seq}`,
    author: { id: author, username: author },
    body: `m${seq}`,
    sentAt: 1,
    ...more,
  };
};

it("announces only newer messages by others: no own, system or deleted ones", () => {
  const log = [
    message(3),
    message(7),
    message(8, "you"),
    message(9, "other", { notice: { what: "joined" } }),
    message(10, "other", { deletedAt: 1 }),
    message(12),
  ];
  expect(arrivedAfter(log, 3, "you").map(({ seq }) => seq)).toEqual([7, 12]);
  expect(arrivedAfter(log, 12, "you")).toEqual([]);
  // Prepended history is older than the last announced seq, so it is not announced.
  expect(arrivedAfter([message(1), ...log], 12, "you")).toEqual([]);
});

it("announces up to three messages one by one; of more, their number and the last one", () => {
  const batch = (count: number) => announced(Array.from({ length: count }, (_, i) => message(i + 1)));
  expect(batch(3)).toMatchObject({ more: 0, each: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] });
  expect(batch(4)).toMatchObject({ more: 4, each: [{ seq: 4 }] });
  expect(batch(0)).toEqual({ more: 0, each: [] });
});

it("cuts a long message between two characters", () => {
  const flag = "🇰🇷";
  const [only] = announced([message(1, "other", { body: flag.repeat(500) })]).each;
  expect(only?.text.endsWith("…")).toBe(true);
  expect(only?.text.replaceAll(flag, "")).toBe("…");
});
