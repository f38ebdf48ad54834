import { describe, expect, it } from "vitest";
import type { Unseen } from "@/lib/protocol/http/notifications";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { blockedOf, withoutBlocked } from "./blocked";
import { type LiveRoom, liveRooms } from "./room-list";
import { countUnseen, hasWithEvent, isTooNewFor, type UnseenEntry, withAnswer, withUnseen } from "./unseen-updates";

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
      { roomId: "r", seq: 3, reported: { event: 15, at: NOW } },
      { roomId: "r", seq: 12, event: 12, reported: { event: 12, at: NOW } },
      { roomId: "r", seq: 11, event: 11, reported: { event: 11, at: NOW } },
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

  it("nothing in a room whose notifications are off", () => {
    const [room] = liveRooms([info({}, { notify: "none" })], [], me);
    expect(updated({ messages: [message(11, { to: [me.id] })], reacted: [reaction] }, [], { room }).entries).toEqual(
      [],
    );
  });

  it("nothing by blocked people", () => {
    const update = updateOf({ messages: [message(11, { to: [me.id] })], reacted: [reaction] });
    expect(updated(withoutBlocked(update, blockedOf([{ id: "jun", username: "jun" }]))).entries).toEqual([]);
  });
});

it.each<[string, Partial<InboxUpdate>]>([
  ["a reaction that was taken back", { reacted: [{ ...reaction, at: 12, on: false }] }],
  ["an edit", { edited: [{ seq: 3, at: 12, to: [], by: "jun" }] }],
])(
  "after %s, the next answer decides about the message's entry, although an update has just reported it",
  (_, update) => {
    const before = [{ roomId: "r", seq: 3, reported: { event: 11, at: NOW } }];
    const { entries, isUnsure } = updated(update, before);
    expect([entries.length, isUnsure]).toEqual([1, true]);
    expect(withAnswer(entries, { rooms: [], unseen: [], nextCursor: "more" }, NOW).entries).toEqual([]);
    expect(withAnswer(before, { rooms: [], unseen: [], nextCursor: "more" }, NOW).entries).toEqual(before);
  },
);

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

describe("an answer", () => {
  const reported = (event: number, at = NOW - 100) => ({ event, at });
  const entryOf = (seq: number, more: Partial<UnseenEntry> = {}) => ({ roomId: "r", seq, event: seq, ...more });
  const answerOf = (unseen: Unseen[], headSeq?: number) => ({
    rooms: headSeq === undefined ? [] : [{ id: "r", headSeq }],
    unseen,
    nextCursor: "more",
  });
  const late = entryOf(3, { reported: reported(3) });

  it("replaces everything but what was reported shortly before, of which only the next answer is sure", () => {
    const early = entryOf(2, { reported: reported(2, NOW - 20_000) });
    const fresh = entryOf(4);
    expect(withAnswer([late, early, entryOf(1)], answerOf([fresh]), NOW)).toEqual({
      entries: [late, fresh],
      isUnsure: true,
    });
    expect(withAnswer([late, fresh], answerOf([entryOf(3)]), NOW)).toEqual({ entries: [late], isUnsure: false });
    expect(withAnswer([late], answerOf([]), NOW + 20_000)).toEqual({ entries: [], isUnsure: false });
  });

  it("replaces what was reported just now if its room has the event: another device has shown the entry", () => {
    expect(withAnswer([late], answerOf([], 3), NOW)).toEqual({ entries: [], isUnsure: false });
    expect(withAnswer([late], answerOf([], 2), NOW)).toEqual({ entries: [late], isUnsure: true });
    const reaction = { roomId: "r", seq: 1, reported: reported(3) };
    expect(withAnswer([reaction], answerOf([], 2), NOW).entries).toEqual([reaction]);
    expect(withAnswer([reaction], answerOf([], 3), NOW).entries).toEqual([]);
  });

  it("replaces what was reported just now if the user has left its room", () => {
    expect(withAnswer([late], { rooms: [], unseen: [] }, NOW)).toEqual({ entries: [], isUnsure: false });
  });

  it("leaves the event of an entry that it has too", () => {
    expect(withAnswer([late], answerOf([entryOf(3)], 9), NOW).entries).toEqual([late]);
  });
});

describe("a list", () => {
  const old = { roomId: "r", seq: 3, event: 8 };
  const reactedTo = (event: number, at = NOW) => ({ roomId: "r", seq: 3, reported: { event, at } });

  it("has an entry if it has its newest event", () => {
    expect(hasWithEvent([old], reactedTo(8))).toBe(true);
    expect(hasWithEvent([old], reactedTo(9))).toBe(false);
    expect(hasWithEvent([old], { roomId: "other", seq: 3 })).toBe(false);
    expect(hasWithEvent([old], { roomId: "r", seq: 3 })).toBe(true);
  });

  it("is too old for an entry that was reported just now and that it lacks", () => {
    expect(isTooNewFor([old], reactedTo(9), NOW)).toBe(true);
    expect(isTooNewFor([old], reactedTo(8), NOW)).toBe(false);
    expect(isTooNewFor([], { roomId: "r", seq: 3 }, NOW)).toBe(false);
    // On a further page.
    expect(isTooNewFor([old], reactedTo(9, NOW - 60_000), NOW)).toBe(false);
  });
});

it("a further reaction moves its entry to the top, unless it was counted or shown", () => {
  const entries = [
    { roomId: "r", seq: 5, event: 5 },
    { roomId: "r", seq: 3 },
  ];
  const top = { roomId: "r", seq: 3, reported: { event: 11, at: NOW } };
  expect(updated({ reacted: [reaction] }, entries).entries).toEqual([top, entries[0]]);
  expect(updated({ reacted: [{ ...reaction, at: 10 }] }, entries).entries).toBe(entries);
  expect(updated({ reacted: [reaction] }, [], { wasShown: () => true }).entries).toEqual([]);
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
