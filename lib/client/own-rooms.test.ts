import { describe, expect, it } from "vitest";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import type { Notify } from "@/lib/protocol/levels";
import { inOwnOrder, readOwnRooms, type WithPlace } from "./own-rooms";

interface Given {
  at?: number;
  unread?: number;
  mentions?: number;
  notify?: Notify;
  favourite?: true;
  direct?: true;
}
function room(id: string, { at = 0, unread = 0, mentions = 0, notify = "all", favourite, direct }: Given): WithPlace {
  return {
    id,
    lastActivityAt: at,
    mentions: Array.from({ length: mentions }, (_, i) => i + 1),
    mine: { role: "member", notify, lastReadSeq: 0, unread, favourite },
    ...(direct && { direct: { id: "x", username: "x" } }),
  };
}
const order = (rooms: Record<string, Given>) =>
  inOwnOrder(Object.entries(rooms).map(([id, given]) => room(id, given)))
    .map(({ id }) => id)
    .join(" ");

describe("the order of own rooms", () => {
  it.each<[string, Record<string, Given>, string]>([
    ["newest activity first", { old: { at: 1 }, new: { at: 3 }, mid: { at: 2 } }, "new mid old"],
    ["unread before read, however old", { read: { at: 9 }, unread: { at: 1, unread: 1 } }, "unread read"],
    [
      "a mention before other unread messages",
      { busy: { at: 9, unread: 50 }, called: { at: 1, unread: 2, mentions: 1 } },
      "called busy",
    ],
    [
      "a direct room with 2 unread messages at the very top",
      { busy: { at: 9, unread: 99 }, read: { at: 8 }, direct: { at: 1, unread: 2, direct: true } },
      "direct busy read",
    ],
    [
      "favourites as a group before all others, in the same order among themselves",
      { unread: { at: 9, unread: 3 }, f1: { at: 8, favourite: true }, f2: { at: 1, unread: 1, favourite: true } },
      "f2 f1 unread",
    ],
    [
      "unread messages of a silent room move nothing",
      { read: { at: 5 }, silent: { at: 4, unread: 9, mentions: 1, notify: "none" } },
      "read silent",
    ],
    [
      "where only mentions matter, only they move a room",
      {
        read: { at: 5 },
        a: { at: 4, unread: 9, notify: "mentions" },
        b: { at: 3, unread: 1, mentions: 1, notify: "mentions" },
      },
      "b read a",
    ],
    [
      "a mention that an edit put into a read message moves its room",
      { read: { at: 5 }, edited: { at: 4, mentions: 1 } },
      "edited read",
    ],
    ["the same for rooms of the same moment, whatever order they come in", { a: {}, c: {}, b: {} }, "c b a"],
  ])("%s", (_, rooms, expected) => expect(order(rooms)).toBe(expected));
});

describe("reading all own rooms", () => {
  const pageOf = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `r${from + i}` }) as RoomInfo);
  /** Rooms by their number, newest first; a cursor is where the next page begins. */
  function server(total: number, failsAt?: number) {
    const asked: (string | undefined)[] = [];
    const ask = async (cursor: string | undefined) => {
      asked.push(cursor);
      if (asked.length === failsAt) return { ok: false as const, code: "unavailable" };
      const from = Number(cursor ?? 0);
      const rooms = pageOf(from, Math.min(100, total - from));
      const nextCursor = from + 100 < total ? String(from + 100) : undefined;
      return { ok: true as const, data: { rooms, nextCursor } };
    };
    return { ask, asked };
  }

  it.each([
    [0, 1],
    [30, 1],
    [100, 1],
    [130, 3],
    [999, 11],
  ])("%i rooms are all read, in %i calls", async (total, calls) => {
    const { ask, asked } = server(total);
    const seen = new Set<string>();
    const outcome = await readOwnRooms(ask, (rooms) => {
      for (const { id } of rooms) seen.add(id);
    });
    expect([seen.size, outcome.ok && outcome.ids.size, asked.length]).toEqual([total, total, calls]);
  });

  it("ends at 1,000 rooms", async () => {
    const { ask, asked } = server(5_000);
    const outcome = await readOwnRooms(ask, () => {});
    expect([outcome.ok && outcome.ids.size, asked.length]).toEqual([1_000, 11]);
  });

  it("a room that moves to the first page between two calls is not missed", async () => {
    const moves = { id: "moves" } as RoomInfo;
    const pages = [
      { rooms: pageOf(0, 100), nextCursor: "1" },
      { rooms: pageOf(100, 20) },
      { rooms: [moves, ...pageOf(0, 99)], nextCursor: "1" },
    ];
    let call = 0;
    const outcome = await readOwnRooms(
      async () => ({ ok: true, data: pages[call++] ?? { rooms: [] } }),
      () => {},
    );
    expect(outcome.ok && outcome.ids.has("moves")).toBe(true);
  });

  it("a failed page ends it with the reason; earlier pages were passed on", async () => {
    const seen: string[] = [];
    const outcome = await readOwnRooms(server(300, 2).ask, (rooms) => seen.push(...rooms.map(({ id }) => id)));
    expect([outcome, seen.length]).toEqual([{ ok: false, code: "unavailable" }, 100]);
  });
});
