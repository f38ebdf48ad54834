import { describe, expect, it } from "vitest";
import type { PendingMessage } from "@/lib/client/room-client-state";
import type { Message } from "@/lib/protocol/room";
import { type Group, sameGroup, timeline } from "./timeline";

const mina = { id: "u1", username: "mina" };
const jun = { id: "u2", username: "jun" };
const noon = Date.parse("2026-01-31T03:00:00Z");

let seq = 0;
function said(author: typeof mina, at: number): Message {
  seq++;
  return { kind: "message", seq, clientId: `c${seq}`, author, body: "안녕", sentAt: at };
}
function waiting(clientId: string, at: number): PendingMessage {
  return { clientId, body: "안녕", at, state: "sending" };
}
const shape = (items: ReturnType<typeof timeline>) =>
  items.map((item) => (item.kind === "group" ? `${item.author.username}×${item.lines.length}` : item.kind));

describe("timeline", () => {
  it("is empty for a room without messages", () => {
    expect(timeline([], [], mina, "Asia/Seoul")).toEqual([]);
  });

  it("groups consecutive messages that one author writes within five minutes of the clock", () => {
    const messages = [
      said(mina, noon),
      said(mina, noon + 299_999),
      said(mina, noon + 300_000),
      said(jun, noon + 300_001),
    ];
    expect(shape(timeline(messages, [], mina, "Asia/Seoul"))).toEqual(["day", "mina×2", "mina×1", "jun×1"]);
  });

  it("begins a new group after another author's message", () => {
    const messages = [said(mina, noon), said(jun, noon + 1), said(mina, noon + 2)];
    expect(shape(timeline(messages, [], mina, "Asia/Seoul"))).toEqual(["day", "mina×1", "jun×1", "mina×1"]);
  });

  it("shows a system message on its own, between messages of the same author", () => {
    const joined: Message = { ...said(mina, noon), notice: { what: "joined" } };
    const messages = [said(mina, noon), joined, said(mina, noon + 1)];
    expect(shape(timeline(messages, [], mina, "Asia/Seoul"))).toEqual(["day", "mina×1", "notice", "mina×1"]);
  });

  it("begins each day in the reader's time zone with a line", () => {
    const beforeMidnight = Date.parse("2026-01-31T14:59:59Z");
    const messages = [said(mina, beforeMidnight), said(mina, beforeMidnight + 1_000)];
    expect(shape(timeline(messages, [], mina, "Asia/Seoul"))).toEqual(["day", "mina×1", "day", "mina×1"]);
    expect(shape(timeline(messages, [], mina, "UTC"))).toEqual(["day", "mina×1", "mina×1"]);
  });

  it("splits a group at the unread marker", () => {
    const messages = [said(mina, noon), said(mina, noon + 1), said(mina, noon + 2)];
    const newFrom = messages[1]?.seq;
    expect(shape(timeline(messages, [], jun, "UTC", newFrom))).toEqual(["day", "mina×1", "new", "mina×2"]);
  });

  it("keeps pending messages last and grouped with the user's own, even if the device's clock is behind", () => {
    const items = timeline(
      [said(jun, noon), said(mina, noon + 5)],
      [waiting("p1", noon + 6), waiting("p2", noon)],
      mina,
      "UTC",
    );
    expect(shape(items)).toEqual(["day", "jun×1", "mina×3"]);
    expect((items[2] as Group).mine).toBe(true);
  });

  it("gives a message the same key before and after its ack, so that it does not jump", () => {
    const before = timeline([], [waiting("p9", noon)], mina, "UTC");
    const after = timeline([{ ...said(mina, noon), clientId: "p9" }], [], mina, "UTC");
    expect(after.map((item) => item.key)).toEqual(before.map((item) => item.key));
  });

  it("keeps a group's key when messages are added at either end or the unread marker splits it, and gives no key twice", () => {
    const [a, b, c, d] = [0, 1, 2, 3].map((ms) => said(mina, noon + ms)) as [Message, Message, Message, Message];
    const names = new Set<string>();
    const keys = (messages: Message[], newFrom?: number) =>
      timeline(messages, [], jun, "UTC", newFrom, names).flatMap((item) => (item.kind === "group" ? item.key : []));
    const [first] = keys([b, c]);
    expect(keys([b, c, d])).toEqual([first]);
    expect(keys([a, b, c, d])).toEqual([first]);
    const split = keys([a, b, c, d], c.seq);
    expect(split[0]).toBe(first);
    expect(new Set(split).size).toBe(2);
    expect(new Set(keys([a, b, c, d], b.seq)).size).toBe(2);
  });

  it("gives every item its own key if a clock moves back and forth over midnight", () => {
    const midnight = Date.parse("2026-01-31T15:00:00Z");
    const messages = [said(mina, midnight - 1), said(jun, midnight), said(mina, midnight - 1), said(jun, midnight)];
    const keys = timeline(messages, [], mina, "Asia/Seoul").map((item) => item.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("sameGroup", () => {
  it("recognises a new, a changed and an unchanged message", () => {
    const one = said(mina, noon);
    const groupOf = (...lines: Message[]) => timeline(lines, [], mina, "UTC")[1] as Group;
    expect(sameGroup(groupOf(one), groupOf(one))).toBe(true);
    expect(sameGroup(groupOf(one), groupOf(one, said(mina, noon)))).toBe(false);
    expect(sameGroup(groupOf(one), groupOf({ ...one, body: "고침" }))).toBe(false);
  });
});
