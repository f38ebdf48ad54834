/** The two lists, own rooms and public rooms to discover, and favourites. */
import { beforeAll, describe, expect, it } from "vitest";
import { firstOwnRooms } from "@/db/queries/rooms";
import { visibleRooms } from "@/db/queries/visibility";
import { bans, members, rooms } from "@/db/schema";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { OWN_ROOMS_MAX } from "@/lib/protocol/limits";
import { newId } from "@/lib/shared/ids";
import { recordedCloud } from "./cloud";
import { names, newRoom, privateRoom, putIn, say } from "./scenes";
import { backstage, signedUp, type Visitor } from "./web";

let host: Awaited<ReturnType<typeof recordedCloud>>["host"];
let mina: Visitor;
let jun: Visitor;
beforeAll(async () => {
  ({ host } = await recordedCloud());
  mina = await signedUp("mina");
  jun = await signedUp("jun");
});

async function list(visitor: Visitor, scope: string, more = ""): Promise<RoomInfo[]> {
  const found: RoomInfo[] = [];
  for (let cursor = ""; ; ) {
    const answer = await visitor.get(`/api/rooms?scope=${scope}&limit=100${more}${cursor}`);
    expect(answer.status).toBe(200);
    found.push(...answer.json.rooms);
    if (!answer.json.nextCursor) return found;
    cursor = `&cursor=${answer.json.nextCursor}`;
  }
}

/** Public rooms with old activity; only `owner` belongs to them. */
async function oldRooms(owner: Visitor, count: number, name: string): Promise<string[]> {
  const made = Array.from({ length: count }, (_, i) => ({
    ...{ id: newId(), name: `${name} ${i}`, createdBy: owner.user.id },
    lastActivityAt: new Date(Date.UTC(2025, 0, 1, 0, i)),
  }));
  await backstage().insert(rooms).values(made);
  const own = made.map(({ id }) => ({ roomId: id, userId: owner.user.id, role: "owner" as const }));
  await backstage().insert(members).values(own);
  return made.map(({ id }) => id);
}

describe("the two lists", () => {
  it("`mine` has the user's public, private and direct rooms; `discover` other public rooms; without a scope, both", async () => {
    const [a, b] = [await signedUp("a"), await signedUp("b")];
    const key = newId().slice(-8);
    const [theirs, banned] = [await newRoom(b, `${key} theirs`), await newRoom(b, `${key} banned`)];
    const [open, secret] = [await newRoom(a, `${key} open`), await privateRoom(a, `${key} secret`)];
    const joined = await newRoom(b, `${key} joined`);
    await privateRoom(b, `${key} hidden`);
    await putIn(joined.id, a);
    await backstage().insert(bans).values({ roomId: banned.id, userId: a.user.id });
    const direct = (await a.post("/api/directs", { userId: b.user.id })).json.room;
    const own = await list(a, "mine");
    expect(new Set(own.map(({ id }) => id))).toEqual(new Set([open.id, secret.id, joined.id, direct.id]));
    expect(own.every(({ mine }) => mine)).toBe(true);
    expect(names(await list(a, "discover", `&query=${key}`))).toEqual([theirs.name]);
    const both = (await a.get(`/api/rooms?query=${key}`)).json.rooms;
    expect(names(both).sort()).toEqual([theirs, open, secret, joined].map(({ name }) => name).sort());
  });

  it("joining and leaving move a room to the other list", async () => {
    const [a, room] = [await signedUp("a"), await newRoom(jun, `이사 ${newId()}`)];
    const query = `&query=${encodeURIComponent(room.name)}`;
    const where = async () => [(await list(a, "mine", query)).length, (await list(a, "discover", query)).length];
    expect(await where()).toEqual([0, 1]);
    expect((await a.post(`/api/rooms/${room.id}/members`)).status).toBe(201);
    expect(await where()).toEqual([1, 0]);
    expect((await a.delete(`/api/rooms/${room.id}/members/${a.user.id}`)).status).toBe(204);
    expect(await where()).toEqual([0, 1]);
  });

  it("all of 130 own rooms are listed page by page, newest activity first, and an inbox that requests them watches all", async () => {
    const a = await signedUp("a");
    const ids = await oldRooms(a, 130, "많은 방");
    expect((await list(a, "mine")).map(({ id }) => id)).toEqual([...ids].reverse());
    const stranger = await newRoom(jun, "남의 방");
    const watched = await visibleRooms(backstage(), a.user.id, [stranger.id, ids[0] ?? ""], true);
    expect(watched).toHaveLength(131);
    expect(new Set(watched)).toEqual(new Set([...ids, stranger.id]));
    expect(await visibleRooms(backstage(), a.user.id, [stranger.id])).toEqual([stranger.id]);
  });

  it("at most the 1,000 rooms with the newest activity are watched", async () => {
    const a = await signedUp("a");
    const ids = await oldRooms(a, OWN_ROOMS_MAX + 5, "너무 많은 방");
    const watched = new Set(await visibleRooms(backstage(), a.user.id, [], true));
    expect(watched).toEqual(new Set(ids.slice(5)));
  });

  it("the first paint has the newest own rooms, and all that are unread or a favourite", async () => {
    const a = await signedUp("a");
    const [unread = "", favourite = "", , ...others] = await oldRooms(a, 12, "첫 화면");
    await putIn(unread, jun);
    await say(jun, unread, 1, "읽어 주세요", Date.UTC(2024, 0, 1));
    await a.patch(`/api/rooms/${favourite}/mine`, { favourite: true });
    const first = await firstOwnRooms(backstage(), a.user.id, 5);
    // One more than requested shows that there are more.
    const newest = others.reverse().slice(0, 6);
    expect(first.rooms.map(({ id }) => id)).toEqual([...newest, favourite, unread]);
    const next = (await a.get(`/api/rooms?scope=mine&limit=100&cursor=${first.nextCursor}`)).json;
    expect([next.rooms.length, next.nextCursor]).toEqual([7, undefined]);
    expect((await firstOwnRooms(backstage(), a.user.id, 12)).nextCursor).toBeUndefined();
  });
});

it("creating a room refreshes all pages of its creator", async () => {
  host.refreshed();
  expect((await mina.post("/api/rooms", { name: "새 방" })).status).toBe(201);
  expect(host.refreshed()).toEqual([mina.user.id]);
});

describe("favourites", () => {
  const favouriteOf = async (visitor: Visitor, id: string) => (await visitor.get(`/api/rooms/${id}`)).json.room.mine;

  it("are each member's own, the same on all their devices, and removed with the membership", async () => {
    const room = await newRoom(jun, "별표");
    await putIn(room.id, mina);
    host.refreshed();
    expect((await mina.patch(`/api/rooms/${room.id}/mine`, { favourite: true })).status).toBe(204);
    expect(host.refreshed()).toEqual([mina.user.id]);
    // D7: a setting that does not change causes no call.
    expect((await mina.patch(`/api/rooms/${room.id}/mine`, { favourite: true })).status).toBe(204);
    expect(host.refreshed()).toEqual([]);
    expect(await favouriteOf(mina, room.id)).toMatchObject({ favourite: true, notify: "all" });
    expect(await favouriteOf(jun, room.id)).not.toHaveProperty("favourite");
    await mina.patch(`/api/rooms/${room.id}/mine`, { notify: "none" });
    expect(await favouriteOf(mina, room.id)).toMatchObject({ favourite: true, notify: "none" });
    await mina.patch(`/api/rooms/${room.id}/mine`, { favourite: false });
    expect(await favouriteOf(mina, room.id)).not.toHaveProperty("favourite");
    await mina.patch(`/api/rooms/${room.id}/mine`, { favourite: true });
    await mina.delete(`/api/rooms/${room.id}/members/${mina.user.id}`);
    await mina.post(`/api/rooms/${room.id}/members`);
    expect(await favouriteOf(mina, room.id)).not.toHaveProperty("favourite");
  });

  it("D2: nothing can be set for a room that the user does not belong to", async () => {
    const [open, hidden] = [await newRoom(jun, "구경"), await privateRoom(jun, "비밀")];
    for (const { id } of [open, hidden]) {
      const answer = await mina.patch(`/api/rooms/${id}/mine`, { favourite: true });
      expect([answer.status, answer.json.code]).toEqual([404, "not_found"]);
    }
  });

  it.each([{}, { favourite: "yes" }, { favourite: null }, { notify: "loud", favourite: true }])(
    "D4: %j is refused",
    async (body) => {
      const room = await newRoom(mina, "틀림");
      expect((await mina.patch(`/api/rooms/${room.id}/mine`, body)).status).toBe(422);
      expect(await favouriteOf(mina, room.id)).not.toHaveProperty("favourite");
    },
  );
});
