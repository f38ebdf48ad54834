import { describe, expect, it } from "vitest";
import { type LiveRoom, liveRooms, withUpdate } from "@/lib/client/room-list";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { isAudible, isRaisedByAnswer } from "./audible";

const me = { id: "me", username: "민아" };
/** When the page connected. */
const SINCE = 1_000;

interface Said {
  head: number;
  unread?: number;
  lastReadSeq?: number;
  unreadFrom?: number;
  mentions?: readonly number[];
  notify?: "all" | "mentions" | "none";
  /** The last message, by somebody else unless `by` is set. */
  sentAt?: number;
  by?: string;
}

function answer({ head, unread = 0, lastReadSeq = 0, unreadFrom, mentions = [], notify = "all", ...last }: Said) {
  return {
    ...{ id: "room", name: "", visibility: "private", memberCount: 2, description: "", lastActivityAt: 0 },
    headSeq: head,
    ...(last.sentAt !== undefined && { lastMessage: { author: last.by ?? "준서", body: "", sentAt: last.sentAt } }),
    mine: {
      ...{ role: "member", notify, lastReadSeq, unread, ...(unreadFrom && { unreadFrom }) },
      mentions: mentions.map((seq) => ({ seq, at: seq })),
    },
  } as RoomInfo;
}

function listed(said: Said, before?: LiveRoom): LiveRoom {
  const [room] = liveRooms([answer(said)], before ? [before] : [], me);
  return room ?? expect.fail();
}

function update(since: number, head: number, ...authors: string[]): InboxUpdate {
  const messages = authors.map((author, i) => ({ seq: since + i + 1, author, mentions: [], to: [] }));
  const last = { author: "준서", body: "", sentAt: SINCE + head };
  return { ...{ roomId: "room", since, head, online: 1, messages, deleted: [] }, ...(messages.length > 0 && { last }) };
}

function updated(room: LiveRoom, ...updates: InboxUpdate[]): LiveRoom {
  return withUpdate([room], updates, me)[0] ?? expect.fail();
}

/** Whether the change from one list to the next has a sound. */
const sounds = (before: LiveRoom | undefined, after: LiveRoom) => isRaisedByAnswer(before, after, SINCE, me);

describe("a room that has become one's own sounds for a message that only the API told of", () => {
  const entered = () => listed({ head: 0 });

  it("that the room enters the list with", () =>
    expect(sounds(undefined, listed({ head: 1, unread: 1, sentAt: SINCE + 1 }))).toBe(true));

  it("that was sent before the room was watched, and not again for the same answer", () => {
    const watched = updated(entered(), update(1, 1));
    expect(sounds(entered(), watched)).toBe(false);
    const told = listed({ head: 1, unread: 1, sentAt: SINCE + 1 }, watched);
    expect(sounds(watched, told)).toBe(true);
    expect(sounds(told, listed({ head: 1, unread: 1, sentAt: SINCE + 1 }, told))).toBe(false);
  });

  it("also if it had been listed before, with older unread messages", () => {
    const before = listed({ head: 3, unread: 2, sentAt: SINCE - 1 });
    expect(sounds(before, listed({ head: 4, unread: 3, sentAt: SINCE + 4 }, before))).toBe(true);
  });

  it("that mentions the user, if the room notifies of mentions only", () => {
    const mentions = { notify: "mentions", head: 1, unread: 1, sentAt: SINCE + 1 } as const;
    expect(sounds(undefined, listed(mentions))).toBe(false);
    expect(sounds(undefined, listed({ ...mentions, mentions: [1] }))).toBe(true);
  });
});

describe("an answer of the API has no sound", () => {
  const after = SINCE + 1;

  it.each<[string, Said]>([
    ["for messages from before the page connected", { head: 5, unread: 5, sentAt: SINCE }],
    ["in a muted room", { head: 1, unread: 1, sentAt: after, notify: "none" }],
    ["for a message that is read", { head: 1, lastReadSeq: 1, sentAt: after }],
    [
      "for the user's own message, with an older one marked as unread",
      { head: 2, unread: 1, unreadFrom: 1, sentAt: after, by: me.username },
    ],
    ["in an empty room", { head: 0 }],
  ])("%s", (_, said) => expect(sounds(undefined, listed(said))).toBe(false));

  it("for a message of which an update told: the update has it", () => {
    const before = listed({ head: 1, sentAt: SINCE - 1 });
    const told = updated(before, update(1, 2, "jun"));
    expect(told.mine?.unread).toBe(1);
    expect(sounds(before, told)).toBe(false);
    expect(sounds(told, listed({ head: 2, unread: 1, sentAt: SINCE + 2 }, told))).toBe(false);
  });

  it("for messages missed during a break, also if a later one has sounded", () => {
    const before = updated(listed({ head: 1, sentAt: SINCE - 1 }), update(3, 4, "jun"));
    expect(before.mine?.unread).toBe(1);
    expect(sounds(before, listed({ head: 4, unread: 3, sentAt: SINCE + 4 }, before))).toBe(false);
  });

  it("for unread messages that count since the room is no longer muted", () => {
    const muted = updated(listed({ head: 1, notify: "none", sentAt: SINCE - 1 }), update(1, 2, "jun"));
    expect(sounds(muted, listed({ head: 2, unread: 1, sentAt: SINCE + 2 }, muted))).toBe(false);
  });

  it.each(["mentions", "none"] as const)(
    "for a message without a mention after an earlier mention (before: %s)",
    (notify) => {
      const before = listed({ head: 1, unread: 1, mentions: [1], notify, sentAt: SINCE - 1 });
      const later = { head: 2, unread: 2, mentions: [1], notify: "mentions", sentAt: SINCE + 2 } as const;
      expect(sounds(before, listed(later, before))).toBe(false);
      expect(sounds(before, listed({ ...later, mentions: [1, 2] }, before))).toBe(true);
    },
  );

  it("for a message that was marked as unread on another device", () => {
    const read = listed({ head: 2, lastReadSeq: 2, sentAt: SINCE + 2 });
    expect(sounds(read, listed({ head: 2, lastReadSeq: 2, unread: 1, unreadFrom: 2, sentAt: SINCE + 2 }, read))).toBe(
      false,
    );
  });
});

describe("an update sounds once, for a message newer than the list", () => {
  const rooms = [listed({ head: 1 })];
  it.each<[string, InboxUpdate, number, readonly LiveRoom[], boolean]>([
    ["a new message", update(1, 2, "jun"), 0, rooms, true],
    ["one's own message", update(1, 2, "me"), 0, rooms, false],
    ["a repeated update", update(1, 2, "jun"), 2, rooms, false],
    ["a message that the API told of", update(0, 1, "jun"), 0, rooms, false],
    ["a room's state", update(2, 2), 0, rooms, false],
    ["a room that is not one's own, or not yet", update(1, 2, "jun"), 0, [], false],
  ])("%s", (_, news, lastHead, list, expected) =>
    expect(isAudible(news, new Map([["room", lastHead]]), list, me)).toBe(expected),
  );
});
