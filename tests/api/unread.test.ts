import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { members, messages } from "@/db/schema";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { newId } from "@/lib/shared/ids";
import { recordedCloud } from "./cloud";
import { newRoom, say } from "./scenes";
import { backstage, signedUp, type Visitor } from "./web";

let mina: Visitor;
let jun: Visitor;
beforeAll(async () => {
  await recordedCloud();
  mina = await signedUp("mina");
  jun = await signedUp("jun");
}, 60_000);

/** The same value from the list and from the room: they must agree. */
async function mineOf(visitor: Visitor, { id, name }: RoomInfo): Promise<RoomInfo["mine"]> {
  const alone = (await visitor.get(`/api/rooms/${id}`)).json.room;
  const listed = (await visitor.get(`/api/rooms?query=${encodeURIComponent(name)}`)).json.rooms;
  expect(listed).toEqual([alone]);
  return alone.mine;
}

async function read(visitor: Visitor, roomId: string, lastReadSeq: number): Promise<void> {
  const own = and(eq(members.roomId, roomId), eq(members.userId, visitor.user.id));
  await backstage().update(members).set({ lastReadSeq }).where(own);
}

describe("unread messages", () => {
  it("are those by others after the read position, except system messages, deleted messages and other events", async () => {
    const room = await newRoom(mina, "안 읽음");
    await jun.post(`/api/rooms/${room.id}/ticket`);
    await say(mina, room.id, 1, "하나");
    await say(jun, room.id, 2, "둘");
    await say(mina, room.id, 3, "셋");
    await say(mina, room.id, 4, "지움");
    await say(mina, room.id, 5, "Mina renamed the room");
    await say(mina, room.id, 6, "고침");
    const change = (seq: number, set: Partial<typeof messages.$inferInsert>) =>
      backstage()
        .update(messages)
        .set(set)
        .where(and(eq(messages.roomId, room.id), eq(messages.seq, seq)));
    await change(4, { deletedAt: new Date(), body: "" });
    await change(5, { notice: { what: "renamed", name: "안 읽음" } });
    await change(6, { kind: "edit", target: 3 });
    expect((await mineOf(jun, room))?.unread).toBe(2);
    expect((await mineOf(mina, room))?.unread).toBe(1);
    expect((await jun.get(`/api/rooms/${room.id}`)).json.room.lastMessage.body).toBe("셋");
    await read(jun, room.id, 1);
    expect(await mineOf(jun, room)).toMatchObject({ lastReadSeq: 1, unread: 1 });
    await read(jun, room.id, 6);
    expect((await mineOf(jun, room))?.unread).toBe(0);
  });

  it("are counted up to 100", async () => {
    const room = await newRoom(mina, "수다");
    await jun.post(`/api/rooms/${room.id}/ticket`);
    const row = (i: number) => ({
      roomId: room.id,
      seq: i + 1,
      authorId: mina.user.id,
      clientId: newId(),
      body: `${i}`,
      sentAt: new Date(),
    });
    await backstage()
      .insert(messages)
      .values(Array.from({ length: 150 }, (_, i) => row(i)));
    expect((await mineOf(jun, room))?.unread).toBe(100);
    await read(jun, room.id, 51);
    expect((await mineOf(jun, room))?.unread).toBe(99);
  });

  it("begin with the first message after joining", async () => {
    const room = await newRoom(mina, "늦게 온 사람");
    await say(mina, room.id, 1, "예전 이야기");
    await jun.post(`/api/rooms/${room.id}/ticket`);
    expect(await mineOf(jun, room)).toMatchObject({ lastReadSeq: 1, unread: 0 });
    await say(mina, room.id, 2, "새 이야기");
    expect((await mineOf(jun, room))?.unread).toBe(1);
  });

  it("are not counted for users who are not members", async () => {
    const room = await newRoom(mina, "안 읽는 구경꾼");
    await say(mina, room.id, 1, "안녕");
    expect(await mineOf(jun, room)).toBeUndefined();
  });
});

describe("marking as unread", () => {
  it("counts from that message until the marker is removed, whatever has been read since", async () => {
    const room = await newRoom(mina, "표시");
    await jun.post(`/api/rooms/${room.id}/ticket`);
    for (const seq of [1, 2, 3]) await say(mina, room.id, seq, `${seq}`);
    await read(jun, room.id, 3);
    expect((await jun.put(`/api/rooms/${room.id}/unread`, { from: 2 })).status).toBe(204);
    expect(await mineOf(jun, room)).toMatchObject({ unreadFrom: 2, lastReadSeq: 3, unread: 2 });
    expect((await jun.put(`/api/rooms/${room.id}/unread`, { from: null })).status).toBe(204);
    const mine = await mineOf(jun, room);
    expect(mine).toEqual({ role: "member", notify: "all", lastReadSeq: 3, unread: 0 });
  });

  it.each([{ from: 0 }, { from: 1.5 }, { from: "2" }, {}])("D4: %j is refused", async (body) => {
    const room = await newRoom(mina, "표시 거절");
    expect((await mina.put(`/api/rooms/${room.id}/unread`, body)).status).toBe(422);
  });
});

it("each member has their own notification level", async () => {
  const room = await newRoom(mina, "알림");
  await jun.post(`/api/rooms/${room.id}/ticket`);
  expect((await jun.patch(`/api/rooms/${room.id}/mine`, { notify: "none" })).status).toBe(204);
  expect((await mineOf(jun, room))?.notify).toBe("none");
  expect((await mineOf(mina, room))?.notify).toBe("all");
  expect((await jun.patch(`/api/rooms/${room.id}/mine`, { notify: "loud" })).status).toBe(422);
  const stranger = await signedUp("stranger");
  expect((await stranger.patch(`/api/rooms/${room.id}/mine`, { notify: "none" })).status).toBe(404);
  expect((await stranger.put(`/api/rooms/${room.id}/unread`, { from: null })).status).toBe(404);
});
