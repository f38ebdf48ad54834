import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { said } from "@/tests/harness/said";
import { firstUnread, readAsOf, unreadMarker } from "./unread-marker";

const mine = (change: Partial<NonNullable<RoomInfo["mine"]>>): RoomInfo["mine"] => ({
  role: "member",
  notify: "all",
  lastReadSeq: 0,
  unread: 0,
  ...change,
});

describe("unreadMarker", () => {
  it("begins after the last read message, and ends at the room's head on arrival", () => {
    expect(unreadMarker(mine({ lastReadSeq: 4 }), 9)).toEqual({ from: 5, upTo: 9, isPlaced: false });
  });

  it("begins at the message that the user marked as unread, even if it was read before", () => {
    expect(unreadMarker(mine({ lastReadSeq: 9, unreadFrom: 3 }), 9)).toEqual({ from: 3, upTo: 9, isPlaced: true });
  });

  it("is undefined if everything is read, and for a new member", () => {
    expect(unreadMarker(mine({ lastReadSeq: 9 }), 9)).toBeUndefined();
    expect(unreadMarker(undefined, 9)).toBeUndefined();
  });
});

describe("readAsOf", () => {
  const archived = mine({ lastReadSeq: 4, unread: 3 });

  it("prefers the room's read position; without it, takes the archive's or this page's", () => {
    expect(readAsOf(archived, 0, undefined)).toEqual(archived);
    expect(readAsOf(archived, 3, 4)).toEqual(archived);
    expect(readAsOf(archived, 0, 5)).toEqual(mine({ lastReadSeq: 5, unread: 0 }));
    expect(readAsOf(archived, 6, 5)).toEqual(mine({ lastReadSeq: 6, unread: 0 }));
    expect(readAsOf(undefined, 6, 5)).toBeUndefined();
  });

  it("ignores what a late response of the archive counts as read during the visit", () => {
    expect(readAsOf(mine({ lastReadSeq: 9 }), 4, 4)).toEqual(mine({ lastReadSeq: 4, unread: 0 }));
  });

  it("keeps a message marked as unread", () => {
    const marked = readAsOf(mine({ lastReadSeq: 9, unreadFrom: 3 }), 12, undefined);
    expect(unreadMarker(marked, 12)).toEqual({ from: 3, upTo: 12, isPlaced: true });
  });
});

describe("firstUnread", () => {
  const log = [
    said(3, "jun"),
    said(4, "mina"),
    said(5, "jun", { notice: { what: "joined" } }),
    said(7, "jun"),
    said(8, "jun"),
  ];

  it("skips own messages and system messages", () => {
    expect(firstUnread(log, { from: 4, upTo: 8 }, "mina", false)).toBe(7);
  });

  it("is the message that the user has marked, even if they wrote it themselves", () => {
    const placed = { from: 4, upTo: Number.MAX_SAFE_INTEGER, isPlaced: true };
    expect(firstUnread(log, placed, "mina", false)).toBe(4);
    expect(firstUnread(log.slice(0, 2), placed, "mina", false)).toBe(4);
    expect(firstUnread([...log.slice(0, 2), said(5, "jun")], placed, "mina", false)).toBe(4);
  });

  it("skips messages of blocked people", () => {
    expect(firstUnread(log, { from: 5, upTo: 8 }, "mina", false, new Set(["jun"]))).toBeUndefined();
  });

  it("skips deleted messages", () => {
    const deleted = log.map((each) => (each.seq === 7 ? { ...each, deletedAt: 9 } : each));
    expect(firstUnread(deleted, { from: 4, upTo: 8 }, "mina", false)).toBe(8);
  });

  it("is 'older' while the marker may be before the loaded messages", () => {
    expect(firstUnread(log, { from: 2, upTo: 8 }, "mina", false)).toBe("older");
    expect(firstUnread(log, { from: 2, upTo: 8 }, "mina", true)).toBe(3);
    expect(firstUnread([], { from: 2, upTo: 8 }, "mina", false)).toBe("older");
  });

  it("ignores messages that arrive after the room was opened", () => {
    expect(firstUnread(log, { from: 4, upTo: 6 }, "mina", false)).toBeUndefined();
  });

  it("keeps its place when later messages arrive and older ones are loaded", () => {
    const people = fc.constantFrom("mina", "jun", "ara");
    const logs = fc.array(people, { minLength: 1, maxLength: 40 }).map((by) => by.map((who, i) => said(i + 1, who)));
    fc.assert(
      fc.property(
        logs,
        fc.nat(40),
        fc.nat(40),
        fc.array(people, { maxLength: 10 }),
        (whole, lastReadSeq, skip, later) => {
          const head = whole.length;
          const marker = unreadMarker(mine({ lastReadSeq }), head);
          fc.pre(marker !== undefined);
          const there = firstUnread(whole, marker, "mina", true);
          const more = [...whole, ...later.map((who, i) => said(head + 1 + i, who))];
          expect(firstUnread(more, marker, "mina", true)).toBe(there);
          const partly = firstUnread(more.slice(skip), marker, "mina", false);
          expect([there, "older"]).toContain(partly);
        },
      ),
    );
  });
});
