/** Pinned messages: who may pin, what the list shows, and the system messages (docs/decisions/0023-pins.md). */
import { and, eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { exportRoom } from "@/db/export-room";
import { messages, pins, rooms } from "@/db/schema";
import type { Pin } from "@/lib/protocol/http/pins";
import { PINS_MAX } from "@/lib/protocol/limits";
import { exportLine } from "@/lib/protocol/room-export";
import { newId } from "@/lib/shared/ids";
import { SMALL_ROOM_MAX } from "@/lib/shared/permissions";
import { recordedCloud } from "./cloud";
import type { RoomsHost } from "./rooms-host";
import { newRoom, privateRoom, putIn, say } from "./scenes";
import { backstage, PROOF, signedUp, type Visitor } from "./web";

let host: RoomsHost;
let mina: Visitor;
let jun: Visitor;
let stranger: Visitor;
beforeAll(async () => {
  ({ host } = await recordedCloud());
  [mina, jun, stranger] = [await signedUp("mina"), await signedUp("jun"), await signedUp("stranger")];
}, 60_000);
afterEach(() => {
  host.refreshed();
  expect(host.wrong).toEqual([]);
});

const path = (roomId: string, seq: number | string) => `/api/rooms/${roomId}/pins/${seq}`;
const pin = async (by: Visitor, roomId: string, seq: number) => (await by.put(path(roomId, seq))).status;
const unpin = async (by: Visitor, roomId: string, seq: number) => (await by.delete(path(roomId, seq))).status;
async function pinsOf(visitor: Visitor, roomId: string): Promise<Pin[]> {
  const answer = await visitor.get(`/api/rooms/${roomId}/pins`);
  expect(answer.status).toBe(200);
  return answer.json.pins;
}
const pinnedIn = async (visitor: Visitor, roomId: string) =>
  (await visitor.get(`/api/rooms/${roomId}`)).json.room.pinned;
const change = (roomId: string, seq: number, set: Partial<typeof messages.$inferInsert>) =>
  backstage()
    .update(messages)
    .set(set)
    .where(and(eq(messages.roomId, roomId), eq(messages.seq, seq)));

/** Mina's private room with Jun and these messages, from seq 1 on. */
async function roomWith(...bodies: string[]) {
  const room = await privateRoom(mina, `방 ${newId()}`);
  await putIn(room.id, jun);
  for (const [i, body] of bodies.entries()) await say(mina, room.id, i + 1, body);
  host.sentTo(room.id);
  return room;
}
/** Adds members without accounts of their own in this test, until the room has so many. */
async function fill(roomId: string, count: number) {
  await backstage().execute(sql`
    with added as (
      insert into users (id, username, username_key)
      select gen_random_uuid(), 'extra ' || n || ${roomId}, 'extra ' || n || ${roomId} from generate_series(1, ${count}) n returning id
    ) insert into members (room_id, user_id) select ${roomId}::uuid, id from added`);
}

describe("pinning", () => {
  it("shows in the list and the room, the newest pin first, and is announced to the room", async () => {
    const { id } = await roomWith("하나", "둘");
    expect([await pin(jun, id, 1), await pin(mina, id, 2)]).toEqual([204, 204]);
    const [second, first] = await pinsOf(jun, id);
    expect(first).toEqual({
      seq: 1,
      author: mina.user,
      sentAt: expect.any(Number),
      excerpt: "하나",
      pinnedBy: jun.user,
      pinnedAt: expect.any(Number),
    });
    expect(second).toMatchObject({ seq: 2, excerpt: "둘", pinnedBy: mina.user });
    expect(await pinnedIn(jun, id)).toEqual([2, 1]);
    const line = (by: Visitor, message: number) => ({
      type: "notice",
      clientId: expect.any(String),
      author: by.user,
      body: `${by.user.username} pinned a message`,
      notice: { what: "pinned", message },
    });
    expect(host.sentTo(id)).toEqual([line(jun, 1), line(mina, 2)]);
  });

  it("again changes nothing and is not announced again, and neither is unpinning what is not pinned", async () => {
    const { id } = await roomWith("하나");
    expect([await pin(jun, id, 1), await pin(mina, id, 1)]).toEqual([204, 204]);
    expect((await pinsOf(mina, id)).map(({ pinnedBy }) => pinnedBy)).toEqual([jun.user]);
    expect([await unpin(mina, id, 1), await unpin(jun, id, 1)]).toEqual([204, 204]);
    expect(host.sentTo(id)).toMatchObject([
      { notice: { what: "pinned", message: 1 } },
      { notice: { what: "unpinned", message: 1 }, author: mina.user },
    ]);
    expect(await pinsOf(mina, id)).toEqual([]);
    expect(await pinnedIn(mina, id)).toBeUndefined();
  });

  it("by several people at the same time adds one pin and one system message", async () => {
    const { id } = await roomWith("하나");
    expect(await Promise.all([pin(jun, id, 1), pin(mina, id, 1), pin(jun, id, 1)])).toEqual([204, 204, 204]);
    expect(host.sentTo(id)).toHaveLength(1);
  });

  it("refuses what is no message: an unknown seq, an edit, a system message, a deleted message", async () => {
    const { id } = await roomWith("하나", "둘", "셋");
    await change(id, 1, { deletedAt: new Date(), body: "" });
    await change(id, 2, { notice: { what: "described" } });
    await change(id, 3, { kind: "edit", target: 1 });
    for (const seq of [1, 2, 3, 4]) expect([seq, await pin(mina, id, seq)]).toEqual([seq, 404]);
    for (const seq of ["0", "-1", "x", "1.5", "9".repeat(17)])
      expect([seq, (await mina.put(path(id, seq))).status]).toEqual([seq, 404]);
    expect(host.sentTo(id)).toEqual([]);
  });

  it(`D7: refuses more than ${PINS_MAX} pins in a room, also at the same time, until one is removed`, async () => {
    const { id } = await roomWith(...Array.from({ length: PINS_MAX + 2 }, (_, i) => `말 ${i}`));
    const rows = Array.from({ length: PINS_MAX - 1 }, (_, i) => ({ roomId: id, seq: i + 1, pinnedBy: jun.user.id }));
    await backstage().insert(pins).values(rows);
    const last = [PINS_MAX, PINS_MAX + 1, PINS_MAX + 2];
    const answers = await Promise.all(last.map((seq) => mina.put(path(id, seq))));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.json.code).toBe("limit_reached");
    expect(await pinsOf(mina, id)).toHaveLength(PINS_MAX);
    expect(await unpin(mina, id, 1)).toBe(204);
    expect(await pin(mina, id, answers[0]?.status === 204 ? PINS_MAX + 1 : PINS_MAX)).toBe(204);
  });
});

describe("who may pin", () => {
  it(`members in a room of up to ${SMALL_ROOM_MAX}, in a larger one admins`, async () => {
    const { id } = await roomWith("하나", "둘");
    await fill(id, SMALL_ROOM_MAX - 2);
    expect(await pin(jun, id, 1)).toBe(204);
    await putIn(id, stranger);
    expect([await pin(jun, id, 2), await unpin(jun, id, 1)]).toEqual([403, 403]);
    expect([await pin(mina, id, 2), await unpin(mina, id, 1)]).toEqual([204, 204]);
  });

  it("D2: nobody outside a private room, who does not learn of it either; in a public one they may read the list", async () => {
    const hidden = await roomWith("하나");
    const nowhere = await stranger.put(path(newId(), 1));
    for (const answer of [await stranger.put(path(hidden.id, 1)), await stranger.delete(path(hidden.id, 1))])
      expect([answer.status, answer.text]).toEqual([404, nowhere.text]);
    expect((await stranger.get(`/api/rooms/${hidden.id}/pins`)).status).toBe(404);
    const open = await newRoom(mina, "열린 방");
    await say(mina, open.id, 1, "하나");
    expect([await pin(stranger, open.id, 1), await pin(mina, open.id, 1)]).toEqual([403, 204]);
    expect(await pinsOf(stranger, open.id)).toHaveLength(1);
    expect(await pinnedIn(stranger, open.id)).toEqual([1]);
    await mina.put(`/api/rooms/${open.id}/bans/${stranger.user.id}`);
    expect((await stranger.get(`/api/rooms/${open.id}/pins`)).status).toBe(404);
  });

  it("both in a direct room, but not while it is a request to them, or one has blocked the other", async () => {
    const [ara, bora] = [await signedUp("ara"), await signedUp("bora")];
    const { id } = (await ara.post("/api/directs", { userId: bora.user.id })).json.room;
    await say(ara, id, 1, "하나");
    expect([await pin(bora, id, 1), await pin(ara, id, 1)]).toEqual([403, 204]);
    await bora.post(`/api/rooms/${id}/members`);
    expect(await unpin(bora, id, 1)).toBe(204);
    await bora.put(`/api/blocks/${ara.user.id}`);
    expect([await pin(bora, id, 1), await pin(ara, id, 1)]).toEqual([403, 403]);
  });

  it("nobody in a read-only room, whose pins stay", async () => {
    const { id } = await roomWith("하나", "둘");
    await pin(mina, id, 1);
    expect((await mina.patch(`/api/rooms/${id}`, { archived: true })).status).toBe(200);
    expect([await pin(mina, id, 2), await unpin(mina, id, 1)]).toEqual([403, 403]);
    expect(await pinsOf(jun, id)).toHaveLength(1);
  });
});

describe("R6: the list of pins", () => {
  it("shows the newest text of an edited message, without markers of formats, and long texts cut", async () => {
    const { id } = await roomWith("처음", `**굵게** ${"가".repeat(300)}`, "앞 ||깜짝|| 뒤");
    for (const seq of [1, 2, 3]) await pin(mina, id, seq);
    await change(id, 1, { editedBody: "나중", editedAt: new Date() });
    const [hidden, long, edited] = await pinsOf(jun, id);
    expect(edited).toMatchObject({ excerpt: "나중", editedAt: expect.any(Number) });
    expect(long?.excerpt).toMatch(/^굵게 가+…$/);
    expect(hidden?.excerpt).not.toContain("깜짝");
  });

  it("shows a deleted message as deleted, without its text, and it can be unpinned", async () => {
    const { id } = await roomWith("비밀");
    await pin(mina, id, 1);
    await change(id, 1, { deletedAt: new Date() });
    const [gone] = await pinsOf(jun, id);
    expect(gone).toMatchObject({ seq: 1, excerpt: "", deletedAt: expect.any(Number) });
    expect(await unpin(jun, id, 1)).toBe(204);
  });
});

it("pins stay when the account that made them is deleted, are exported, and end with their room", async () => {
  const leaver = await signedUp("leaver");
  const { id } = await roomWith("하나");
  await putIn(id, leaver);
  await pin(leaver, id, 1);
  const { username } = leaver.user;
  expect((await leaver.post("/api/account/delete", { ...PROOF, username })).status).toBe(204);
  expect((await pinsOf(mina, id))[0]?.pinnedBy).toEqual({ id: leaver.user.id, username: "deleted user" });
  const lines = [];
  for await (const line of exportRoom(backstage(), id)) lines.push(exportLine.parse(JSON.parse(line)));
  expect(lines.filter(({ kind }) => kind === "pin")).toMatchObject([{ seq: 1, by: { id: leaver.user.id } }]);
  await backstage().delete(rooms).where(eq(rooms.id, id));
  expect(await backstage().select().from(pins).where(eq(pins.roomId, id))).toEqual([]);
});
