/** Messages saved for later: a personal list that never shows what its user may not read (docs/decisions/0023-pins.md). */
import { and, eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, expect, it } from "vitest";
import { messages, rooms, savedMessages } from "@/db/schema";
import type { Saved } from "@/lib/protocol/http/pins";
import { SAVED_MAX } from "@/lib/protocol/limits";
import { newId } from "@/lib/shared/ids";
import { recordedCloud } from "./cloud";
import type { RoomsHost } from "./rooms-host";
import { newRoom, privateRoom, putIn, say } from "./scenes";
import { backstage, PROOF, signedUp, type Visitor } from "./web";

let host: RoomsHost;
let mina: Visitor;
let jun: Visitor;
beforeAll(async () => {
  ({ host } = await recordedCloud());
  mina = await signedUp("mina");
}, 60_000);
afterEach(() => {
  host.refreshed();
  expect(host.wrong).toEqual([]);
});

const path = (roomId: string, seq: number) => `/api/saved/${roomId}/${seq}`;
const save = async (by: Visitor, roomId: string, seq: number) => (await by.put(path(roomId, seq))).status;
const remove = async (by: Visitor, roomId: string, seq: number) => (await by.delete(path(roomId, seq))).status;
async function savedBy(visitor: Visitor, parameters = ""): Promise<Saved[]> {
  const answer = await visitor.get(`/api/saved${parameters}`);
  expect(answer.status).toBe(200);
  return answer.json.saved;
}
const change = (roomId: string, seq: number, set: Partial<typeof messages.$inferInsert>) =>
  backstage()
    .update(messages)
    .set(set)
    .where(and(eq(messages.roomId, roomId), eq(messages.seq, seq)));

/** Mina's private room with a new Jun, and these messages, from seq 1 on. */
async function roomWith(...bodies: string[]) {
  jun = await signedUp("jun");
  const room = await privateRoom(mina, "찻집");
  await putIn(room.id, jun);
  for (const [i, body] of bodies.entries()) await say(mina, room.id, i + 1, body);
  host.refreshed();
  return room;
}

it("saved messages are the user's own: those saved last first, in the room's answer too, without a system message", async () => {
  const { id } = await roomWith("하나", "둘");
  expect([await save(jun, id, 1), await save(jun, id, 2), await save(jun, id, 2)]).toEqual([204, 204, 204]);
  expect(host.refreshed()).toEqual([jun.user.id, jun.user.id]);
  expect(await savedBy(jun)).toEqual([
    expect.objectContaining({ seq: 2, excerpt: "둘" }),
    {
      seq: 1,
      author: mina.user,
      sentAt: expect.any(Number),
      excerpt: "하나",
      room: { id, name: "찻집" },
      savedAt: expect.any(Number),
    },
  ]);
  expect((await jun.get(`/api/rooms/${id}`)).json.room.saved).toEqual([1, 2]);
  expect((await mina.get(`/api/rooms/${id}`)).json.room.saved).toBeUndefined();
  expect(await savedBy(mina)).toEqual([]);
  expect(host.sentTo(id)).toEqual([]);
  expect([await remove(jun, id, 2), await remove(jun, id, 2)]).toEqual([204, 204]);
  expect(host.refreshed()).toEqual([jun.user.id]);
  expect((await savedBy(jun)).map(({ seq }) => seq)).toEqual([1]);
});

it("R6: an edited message shows its newest text, and a deleted one that it was deleted", async () => {
  const { id } = await roomWith("처음", "비밀");
  await save(jun, id, 1);
  await save(jun, id, 2);
  await change(id, 1, { editedBody: "나중", editedAt: new Date() });
  await change(id, 2, { deletedAt: new Date() });
  const [gone, edited] = await savedBy(jun);
  expect(edited).toMatchObject({ excerpt: "나중", editedAt: expect.any(Number) });
  expect(gone).toMatchObject({ excerpt: "", deletedAt: expect.any(Number) });
  expect([await save(mina, id, 2), await remove(jun, id, 2)]).toEqual([404, 204]);
});

it("D2: what a user may no longer read is not listed, from that moment on, and cannot be saved", async () => {
  const { id } = await roomWith("하나");
  await save(jun, id, 1);
  expect((await mina.delete(`/api/rooms/${id}/members/${jun.user.id}`)).status).toBe(204);
  expect(await savedBy(jun)).toEqual([]);
  const [there, nowhere] = [await jun.put(path(id, 1)), await jun.put(path(newId(), 1))];
  expect([there.status, there.text]).toEqual([404, nowhere.text]);
  await putIn(id, jun);
  expect(await savedBy(jun)).toHaveLength(1);
});

it("D2: a message of a public room stays listed for a user who left it, and not for one who is banned", async () => {
  const open = await newRoom(mina, "열린 방");
  await say(mina, open.id, 1, "하나");
  const passer = await signedUp("passer");
  expect(await save(passer, open.id, 1)).toBe(204);
  expect(await savedBy(passer)).toHaveLength(1);
  await mina.put(`/api/rooms/${open.id}/bans/${passer.user.id}`);
  expect(await savedBy(passer)).toEqual([]);
  expect(await save(passer, open.id, 1)).toBe(404);
});

it("messages of direct rooms name the other user", async () => {
  const [ara, bora] = [await signedUp("ara"), await signedUp("bora")];
  const { id } = (await ara.post("/api/directs", { userId: bora.user.id })).json.room;
  await say(ara, id, 1, "둘이서");
  await save(ara, id, 1);
  expect((await savedBy(ara))[0]?.room).toEqual({ id, name: "", direct: bora.user });
});

it("pages follow each other without gap or repeat, also among messages saved in the same millisecond", async () => {
  const { id } = await roomWith(...Array.from({ length: 7 }, (_, i) => `말 ${i}`));
  const savedAt = (seq: number) => new Date(1_795_000_000_000 + Math.floor(seq / 3));
  const rows = Array.from({ length: 7 }, (_, i) => ({
    userId: jun.user.id,
    roomId: id,
    seq: i + 1,
    savedAt: savedAt(i),
  }));
  await backstage().insert(savedMessages).values(rows);
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const { json } = await jun.get(`/api/saved?limit=2${cursor ? `&cursor=${cursor}` : ""}`);
    seen.push(...json.saved.map(({ seq }: Saved) => seq));
    cursor = json.nextCursor;
  } while (cursor);
  expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
  for (const query of ["?cursor=1.2.3", "?limit=0", "?limit=101"])
    expect((await jun.get(`/api/saved${query}`)).status).toBe(422);
});

it(`D7: refuses more than ${SAVED_MAX} saved messages`, async () => {
  const { id } = await roomWith("하나", "둘", "셋");
  await backstage().execute(sql`
    insert into saved_messages (user_id, room_id, seq)
    select ${jun.user.id}::uuid, ${id}::uuid, n from generate_series(100, ${98 + SAVED_MAX}::int) n`);
  const answers = await Promise.all([1, 2, 3].map((seq) => jun.put(path(id, seq))));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
  expect(answers.find(({ status }) => status === 409)?.json.code).toBe("limit_reached");
  const kept = answers.findIndex(({ status }) => status === 204) + 1;
  expect(await save(jun, id, kept)).toBe(204);
  expect(await remove(jun, id, 100)).toBe(204);
  expect(await save(jun, id, kept === 1 ? 2 : 1)).toBe(204);
});

it("saved messages end with the account and with the room", async () => {
  const { id } = await roomWith("하나");
  await save(jun, id, 1);
  await save(mina, id, 1);
  const of = async () =>
    (
      await backstage().select({ userId: savedMessages.userId }).from(savedMessages).where(eq(savedMessages.roomId, id))
    ).map(({ userId }) => userId);
  expect((await jun.post("/api/account/delete", { ...PROOF, username: jun.user.username })).status).toBe(204);
  expect(await of()).toEqual([mina.user.id]);
  await backstage().delete(rooms).where(eq(rooms.id, id));
  expect(await of()).toEqual([]);
});
