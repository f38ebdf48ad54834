import { describe, expect, it } from "vitest";
import type { RoomInfo, RoomsAnswer } from "@/lib/protocol/http/rooms";
import { withFirstPage, withNextPage } from "./pages";

const room = (id: string, lastActivityAt: number): RoomInfo => ({
  id,
  name: id,
  visibility: "public",
  description: "",
  memberCount: 1,
  lastActivityAt,
  headSeq: 0,
});
const page = (nextCursor: string | undefined, ...rooms: [string, number][]): RoomsAnswer => ({
  rooms: rooms.map(([id, at]) => room(id, at)),
  nextCursor,
});
const ids = (answer: { rooms: readonly RoomInfo[] }) => answer.rooms.map(({ id }) => id).join("");

describe("withNextPage", () => {
  it("adds new rooms once, and takes the new cursor", () => {
    const list = withNextPage(page("1", ["a", 9], ["b", 8]), page("2", ["b", 8], ["c", 7]));
    expect(ids(list)).toBe("abc");
    expect(list.nextCursor).toBe("2");
  });

  it("ends with the page that has no cursor", () => {
    expect(withNextPage(page("1", ["a", 9]), page(undefined, ["b", 8])).nextCursor).toBeUndefined();
  });
});

describe("withFirstPage", () => {
  it("moves a room up and keeps the later pages with their cursor", () => {
    const list = withFirstPage(page("2", ["a", 9], ["b", 8], ["c", 7], ["d", 6]), page("1", ["c", 10], ["a", 9]));
    expect(ids(list)).toBe("cabd");
    expect(list.nextCursor).toBe("2");
  });

  it("shows a new room", () => {
    expect(ids(withFirstPage(page("2", ["a", 9], ["b", 8]), page("1", ["n", 10], ["a", 9])))).toBe("nab");
  });

  it("starts over if the new first page no longer overlaps the loaded pages", () => {
    const list = withFirstPage(page("2", ["a", 9], ["b", 8]), page("1", ["x", 20], ["y", 19]));
    expect(ids(list)).toBe("xy");
    expect(list.nextCursor).toBe("1");
  });

  it("drops a room that has disappeared from a list of one page", () => {
    expect(ids(withFirstPage(page(undefined, ["a", 9], ["b", 8]), page(undefined, ["b", 8])))).toBe("b");
  });
});
