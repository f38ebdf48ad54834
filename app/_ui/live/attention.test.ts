import { describe, expect, it } from "vitest";
import type { Room } from "../../../lib/api";
import { attentionIn, badgeOf, mayRing, titled } from "./attention";

const room = (notify: "all" | "mentions" | "none", unread: number, mentioned = false) => ({
  mine: { role: "member", notify, lastReadSeq: 0, unread } satisfies Room["mine"],
  mentioned,
});

describe("attentionIn", () => {
  it.each([
    ["no rooms", [], 0],
    ["every unread message of loud rooms", [room("all", 3), room("all", 2)], 5],
    ["one for a room where only mentions matter", [room("mentions", 7, true)], 1],
    ["nothing there without a mention", [room("mentions", 7)], 0],
    ["nothing once that mention is read", [room("mentions", 0, true)], 0],
    ["nothing of silent rooms", [room("none", 7, true)], 0],
    ["nothing of rooms that one only looks at", [{ mine: undefined }], 0],
  ])("counts %s", (_, rooms, attention) => expect(attentionIn(rooms)).toBe(attention));
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
  const you = { username: "민아" };
  const byJun = { author: "jun", mentions: [] };
  const toYou = { author: "jun", mentions: ["민아님"] };
  it.each([
    ["all", byJun, true],
    ["mentions", byJun, false],
    ["mentions", toYou, true],
    ["none", toYou, false],
    [undefined, toYou, false],
    ["all", { author: "민아", mentions: [] }, false],
  ] as const)("%s: %j → %s", (notify, message, rings) => expect(mayRing(notify, message, you)).toBe(rings));
});
