import { describe, expect, it } from "vitest";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { blockedOf, withoutBlocked } from "./blocked";
import { type LiveRoom, liveRooms } from "./room-list";
import { countUnseen, type UnseenEntry, withAnswer, withUnseen } from "./unseen-updates";

const me = { id: "me", username: "mina" };
const NOW = 1_795_000_000_000;
const info = (more: Partial<RoomInfo> = {}, mine: Partial<NonNullable<RoomInfo["mine"]>> = {}): RoomInfo => ({
  ...{ id: "r", name: "r", description: "", visibility: "public", memberCount: 3, lastActivityAt: 1, headSeq: 10 },
  mine: { role: "member", notify: "all", lastReadSeq: 10, unread: 0, ...mine },
  ...more,
});
const roomOf = (more: Partial<RoomInfo> = {}) => {
  const [room] = liveRooms([info(more)], [], me);
  if (!room) throw new Error("expected a room");
  return room;
};
const updateOf = (more: Partial<InboxUpdate>): InboxUpdate => ({
  ...{ roomId: "r", since: 10, head: 20, online: 2, messages: [], deleted: [] },
  ...more,
});
const updated = (
  update: Partial<InboxUpdate>,
  entries: readonly UnseenEntry[] = [],
  { room = roomOf(), wasShown = () => false }: { room?: LiveRoom; wasShown?: () => boolean } = {},
) => withUnseen(entries, updateOf(update), { room, me, now: NOW, wasShown });
const message = (seq: number, more: Partial<InboxUpdate["messages"][number]> = {}) => ({
  ...{ seq, author: "jun", mentions: [], to: [] },
  ...more,
});
const reaction = { seq: 3, at: 11, to: me.id, by: "jun", on: true };

describe("an update adds", () => {
  it("messages of others that mention the user or reply to them, once, and reactions to the user's messages", () => {
    const { entries, isUnsure } = updated({
      messages: [
        message(11, { to: [me.id] }),
        message(12, { repliesTo: me.id, to: [me.id] }),
        message(13, { repliesTo: "ara" }),
        message(14, { author: me.id, repliesTo: me.id }),
      ],
      reacted: [reaction, { ...reaction, at: 15, by: "ara" }, { ...reaction, seq: 4, to: "ara" }],
    });
    expect(entries).toEqual([
      { roomId: "r", seq: 3, addedAt: NOW },
      { roomId: "r", seq: 12, event: 12, addedAt: NOW },
      { roomId: "r", seq: 11, event: 11, addedAt: NOW },
    ]);
    expect(isUnsure).toBe(false);
  });

  it("nothing that was counted before: a repeated update, and a message that the list has shown", () => {
    const known = [{ roomId: "r", seq: 11, event: 11 }];
    expect(
      updated({ messages: [message(10, { to: [me.id] })], reacted: [{ ...reaction, at: 10 }] }, known).entries,
    ).toBe(known);
    expect(updated({ messages: [message(11, { to: [me.id] })] }, known).entries).toBe(known);
    const wasShown = () => true;
    expect(updated({ messages: [message(11, { to: [me.id] })] }, [], { wasShown }).entries).toEqual([]);
  });

  it("only reactions in a direct room", () => {
    const direct = roomOf({ direct: { id: "jun", username: "jun" } });
    const update = { messages: [message(11, { to: [me.id], repliesTo: me.id })], reacted: [reaction] };
    expect(updated(update, [], { room: direct }).entries).toMatchObject([{ seq: 3 }]);
  });

  it("nothing by blocked people", () => {
    const update = updateOf({ messages: [message(11, { to: [me.id] })], reacted: [reaction] });
    expect(updated(withoutBlocked(update, blockedOf([{ id: "jun", username: "jun" }]))).entries).toEqual([]);
  });
});

it("a deleted message is removed, in its room only", () => {
  const entries = [
    { roomId: "r", seq: 5, event: 5 },
    { roomId: "other", seq: 5, event: 5 },
  ];
  expect(updated({ deleted: [5] }, entries).entries).toEqual([entries[1]]);
});

it.each<[string, Partial<InboxUpdate>, boolean]>([
  ["an edit that mentions the user", { edited: [{ seq: 4, at: 11, to: [me.id], by: "jun" }] }, true],
  ["an edit of a message with an entry", { edited: [{ seq: 5, at: 11, to: [], by: "jun" }] }, true],
  ["another edit", { edited: [{ seq: 4, at: 11, to: ["ara"], by: "jun" }] }, false],
  [
    "a reaction that was taken back from a message with an entry",
    { reacted: [{ ...reaction, seq: 5, on: false }] },
    true,
  ],
  ["a reaction that was taken back from another message", { reacted: [{ ...reaction, on: false }] }, false],
  [
    "a text that may mention the user, before the archive has answered",
    { messages: [message(11, { to: undefined, mentions: ["mina"] })] },
    true,
  ],
  ["a gap", { since: 11 }, true],
  ["a plain message", { messages: [message(11)] }, false],
])("only the API knows what %s means: %#", (_, update, isUnsure) => {
  expect(updated(update, [{ roomId: "r", seq: 5, event: 5 }]).isUnsure).toBe(isUnsure);
});

it("an answer replaces everything but what was added shortly before, of which only the next answer is sure", () => {
  const old = { roomId: "r", seq: 1, event: 1 };
  const early = { roomId: "r", seq: 2, event: 2, addedAt: NOW - 20_000 };
  const late = { roomId: "r", seq: 3, event: 3, addedAt: NOW - 100 };
  const fresh = { roomId: "r", seq: 4, event: 4 };
  expect(withAnswer([late, early, old], [fresh], NOW)).toEqual({ entries: [late, fresh], isUnsure: true });
  expect(withAnswer([late, fresh], [{ roomId: "r", seq: 3, event: 3 }], NOW)).toMatchObject({ isUnsure: false });
  expect(withAnswer([late], [], NOW + 20_000)).toEqual({ entries: [], isUnsure: false });
});

describe("the count", () => {
  const entries = [
    { roomId: "r", seq: 11, event: 11 },
    { roomId: "r", seq: 3 },
    { roomId: "r", seq: 5, event: 9 },
  ];
  it.each<[string, RoomInfo[], number]>([
    ["has no message that is read in its room, but reactions", [info()], 2],
    ["follows the read position", [info({}, { lastReadSeq: 11 })], 1],
    ["has nothing of a room whose notifications are off", [info({}, { notify: "none" })], 0],
    ["has those of rooms with notifications of mentions", [info({}, { notify: "mentions" })], 2],
    ["has everything of a room that is not loaded yet", [], 3],
  ])("%s", (_, rooms, count) => {
    expect(countUnseen(entries, rooms)).toBe(count);
  });

  it("has an invite until the user is a member", () => {
    const invite = [{ roomId: "r", seq: 0 }];
    expect([countUnseen(invite, []), countUnseen(invite, [info()])]).toEqual([1, 0]);
  });
});
