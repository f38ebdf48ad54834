import { describe, expect, it } from "vitest";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { attentionIn, badgeOf, hasMention, mayRing, titled } from "./attention";

const room = (notify: "all" | "mentions" | "none", unread: number, ...mentions: number[]) => ({
  mine: { role: "member", notify, lastReadSeq: 0, unread } satisfies RoomInfo["mine"],
  mentions,
});

describe("attentionIn", () => {
  it.each([
    ["no rooms", [], 0],
    ["all unread messages of rooms that notify of all", [room("all", 3), room("all", 2)], 5],
    ["only mentions in rooms that notify of mentions", [room("mentions", 7, 3, 5)], 2],
    ["nothing in a room that notifies of mentions and has none", [room("mentions", 7)], 0],
    ["a mention that an edit put into a read message", [room("mentions", 0, 3), room("all", 0, 3)], 2],
    ["a mention among unread messages once", [room("all", 3, 2)], 3],
    ["nothing in muted rooms", [room("none", 7, 3)], 0],
    ["nothing in rooms that the user only previews", [{ mine: undefined, mentions: [] }], 0],
  ])("counts %s", (_, rooms, attention) => expect(attentionIn(rooms)).toBe(attention));
});

describe("hasMention", () => {
  it.each([
    ["a mention", [room("all", 0), room("mentions", 2, 3)], true],
    ["unread messages without a mention", [room("all", 9)], false],
    ["a mention that an edit put into a read message", [room("all", 0, 3)], true],
    ["a mention in a muted room", [room("none", 2, 3)], false],
    ["no rooms", [], false],
  ])("%s", (_, rooms, expected) => expect(hasMention(rooms)).toBe(expected));
});

describe("titled", () => {
  it.each([
    [0, "차방"],
    [3, "(3) 차방"],
    [99, "(99) 차방"],
    [100, "(99+) 차방"],
  ])("with %i", (attention, title) => expect(titled("차방", attention)).toBe(title));

  it("keeps a name that looks like a count", () => expect(titled("(3) 차방", 0)).toBe("(3) 차방"));
});

it("a badge has two digits at most", () => expect([1, 99, 100, 12345].map(badgeOf)).toEqual(["1", "99", "99+", "99+"]));

describe("mayRing", () => {
  const you = { id: "u1", username: "민아" };
  const byJun = { author: "u2", mentions: [] };
  const toYou = { author: "u2", mentions: ["민아님"] };
  it.each([
    ["all", byJun, true],
    ["mentions", byJun, false],
    ["mentions", toYou, true],
    ["mentions", { ...toYou, to: ["u2"] }, false],
    ["mentions", { ...byJun, to: ["u1"] }, true],
    ["none", toYou, false],
    [undefined, toYou, false],
    ["all", { author: "u1", mentions: [] }, false],
  ] as const)("%s: %j → %s", (notify, message, rings) => expect(mayRing(notify, message, you)).toBe(rings));
});
