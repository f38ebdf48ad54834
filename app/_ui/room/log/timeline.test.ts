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
  it("is empty for a room where nothing was said", () => {
    expect(timeline([], [], mina, "Asia/Seoul")).toEqual([]);
  });

  it("puts together what one author says within one minute", () => {
    const messages = [said(mina, noon), said(mina, noon + 59_999), said(mina, noon + 60_000), said(jun, noon + 60_001)];
    expect(shape(timeline(messages, [], mina, "Asia/Seoul"))).toEqual(["day", "mina×2", "mina×1", "jun×1"]);
  });

  it("starts anew when someone else spoke in between", () => {
    const messages = [said(mina, noon), said(jun, noon + 1), said(mina, noon + 2)];
    expect(shape(timeline(messages, [], mina, "Asia/Seoul"))).toEqual(["day", "mina×1", "jun×1", "mina×1"]);
  });

  it("gives a line about the room a place of its own, between what its author says", () => {
    const joined: Message = { ...said(mina, noon), notice: { what: "joined" } };
    const messages = [said(mina, noon), joined, said(mina, noon + 1)];
    expect(shape(timeline(messages, [], mina, "Asia/Seoul"))).toEqual(["day", "mina×1", "notice", "mina×1"]);
  });

  it("draws a line where a day begins in the reader's zone", () => {
    const beforeMidnight = Date.parse("2026-01-31T14:59:59Z");
    const messages = [said(mina, beforeMidnight), said(mina, beforeMidnight + 1_000)];
    expect(shape(timeline(messages, [], mina, "Asia/Seoul"))).toEqual(["day", "mina×1", "day", "mina×1"]);
    expect(shape(timeline(messages, [], mina, "UTC"))).toEqual(["day", "mina×1", "mina×1"]);
  });

  it("breaks up what belongs together where the reader left off", () => {
    const messages = [said(mina, noon), said(mina, noon + 1), said(mina, noon + 2)];
    const newFrom = messages[1]?.seq;
    expect(shape(timeline(messages, [], jun, "UTC", newFrom))).toEqual(["day", "mina×1", "new", "mina×2"]);
  });

  it("keeps pending lines last and with your own, even by a clock that is behind", () => {
    const items = timeline(
      [said(jun, noon), said(mina, noon + 5)],
      [waiting("p1", noon + 6), waiting("p2", noon)],
      mina,
      "UTC",
    );
    expect(shape(items)).toEqual(["day", "jun×1", "mina×3"]);
    expect((items[2] as Group).mine).toBe(true);
  });

  it("gives a line the same key before and after its ack, so that it does not jump", () => {
    const before = timeline([], [waiting("p9", noon)], mina, "UTC");
    const after = timeline([{ ...said(mina, noon), clientId: "p9" }], [], mina, "UTC");
    expect(after.map((item) => item.key)).toEqual(before.map((item) => item.key));
  });

  it("keeps a group's key as lines join it at either end or split it, and gives no key twice", () => {
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

  it("gives every item a key of its own when a clock goes back and forth over midnight", () => {
    const midnight = Date.parse("2026-01-31T15:00:00Z");
    const messages = [said(mina, midnight - 1), said(jun, midnight), said(mina, midnight - 1), said(jun, midnight)];
    const keys = timeline(messages, [], mina, "Asia/Seoul").map((item) => item.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("sameGroup", () => {
  it("sees a new, a changed and an unchanged line", () => {
    const one = said(mina, noon);
    const groupOf = (...lines: Message[]) => timeline(lines, [], mina, "UTC")[1] as Group;
    expect(sameGroup(groupOf(one), groupOf(one))).toBe(true);
    expect(sameGroup(groupOf(one), groupOf(one, said(mina, noon)))).toBe(false);
    expect(sameGroup(groupOf(one), groupOf({ ...one, body: "고침" }))).toBe(false);
  });
});
