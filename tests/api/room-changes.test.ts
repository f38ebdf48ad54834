import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { messages, rooms } from "@/db/schema";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { webEnv } from "@/lib/server/env";
import { openRedis } from "@/lib/server/redis/redis";
import { roomKeys } from "@/lib/server/redis/redis-keys";
import { newId } from "@/lib/shared/ids";
import { recordedCloud } from "./cloud";
import type { RoomsHost } from "./rooms-host";
import { newRoom, privateRoom, say, tearoomOf } from "./scenes";
import { backstage, PROOF, signedUp, type Visitor } from "./web";

let host: RoomsHost;
let mina: Visitor;
let ara: Visitor;
let jun: Visitor;
let stranger: Visitor;
beforeAll(async () => {
  host = (await recordedCloud()).host;
  [mina, ara, jun, stranger] = [
    await signedUp("mina"),
    await signedUp("ara"),
    await signedUp("jun"),
    await signedUp("stranger"),
  ];
}, 60_000);
afterEach(() => {
  host.refreshed();
  expect(host.wrong).toEqual([]);
});

async function tearoom(make = newRoom) {
  const room = await tearoomOf([mina, ara, jun], make);
  // Discards the `refresh` that creating the room has sent to its owner's inbox.
  host.refreshed();
  return room;
}
const line = (author: Visitor, notice: object) =>
  expect.objectContaining({ type: "notice", author: author.user, notice });
const change = (by: Visitor, room: RoomInfo, body: object) => by.patch(`/api/rooms/${room.id}`, body);

describe("changing a room", () => {
  it("renames and describes it, and the people in it get the change", async () => {
    const room = await tearoom();
    const answer = await change(ara, room, { name: "  새 찻집 ", description: "차 마시는 곳" });
    expect(answer.status).toBe(200);
    expect(answer.json.room).toMatchObject({ name: "새 찻집", description: "차 마시는 곳", visibility: "public" });
    expect(host.sentTo(room.id)).toEqual([
      line(ara, { what: "renamed", name: "새 찻집" }),
      line(ara, { what: "described" }),
    ]);
    expect((await jun.get(`/api/rooms/${room.id}`)).json.room.name).toBe("새 찻집");
  });

  it("to its current values sends no command to the room", async () => {
    const room = await tearoom();
    const same = { name: room.name, description: "", visibility: "public", archived: false };
    expect((await change(mina, room, same)).status).toBe(200);
    expect((await change(ara, room, {})).status).toBe(200);
    expect(host.sentTo(room.id)).toEqual([]);
  });

  it("keeps an old reserved name when other settings change", async () => {
    const room = await tearoom();
    await backstage().update(rooms).set({ name: "관리자" }).where(eq(rooms.id, room.id));
    expect((await change(mina, room, { name: "관리자", description: "옛 이름" })).status).toBe(200);
  });

  it("makes it private: other users no longer find it, and watchers must request it again", async () => {
    const room = await tearoom();
    expect((await stranger.get(`/api/rooms/${room.id}`)).status).toBe(200);
    expect((await change(mina, room, { visibility: "private" })).json.room.visibility).toBe("private");
    expect(host.sentTo(room.id)).toEqual([
      { type: "open", isReadOnly: false, recheck: true },
      line(mina, { what: "visibility", visibility: "private" }),
    ]);
    expect((await stranger.get(`/api/rooms/${room.id}`)).status).toBe(404);
    await change(mina, room, { visibility: "public" });
    expect(host.sentTo(room.id)).toEqual([line(mina, { what: "visibility", visibility: "public" })]);
  });

  it("makes it read-only and opens it again", async () => {
    const room = await tearoom();
    const before = Date.now();
    const { archivedAt } = (await change(mina, room, { archived: true })).json.room;
    expect(Math.abs(archivedAt - before)).toBeLessThan(60_000);
    expect(host.sentTo(room.id)).toEqual([
      { type: "open", isReadOnly: true, recheck: false },
      line(mina, { what: "archived" }),
    ]);
    await change(mina, room, { visibility: "private" });
    expect(host.sentTo(room.id)[0]).toEqual({ type: "open", isReadOnly: true, recheck: true });
    expect((await change(mina, room, { archived: false })).json.room.archivedAt).toBeUndefined();
    expect(host.sentTo(room.id)).toEqual([
      { type: "open", isReadOnly: false, recheck: false },
      line(mina, { what: "reopened" }),
    ]);
  });

  it.each([
    ["jun", { name: "다른 이름" }, 403],
    ["stranger", { name: "다른 이름" }, 403],
    ["ara", { visibility: "private" }, 403],
    ["ara", { archived: true }, 403],
    ["ara", { name: " " }, 422],
    ["ara", { name: "사랑방 운영팀" }, 422],
    ["jun", { name: "사랑방 운영팀" }, 403],
    ["mina", { visibility: "secret" }, 422],
  ] as const)("by %s to %j is %i, and changes nothing", async (who, body, status) => {
    const room = await tearoom();
    const by = { mina, ara, jun, stranger }[who];
    expect((await change(by, room, body)).status).toBe(status);
    expect((await mina.get(`/api/rooms/${room.id}`)).json.room).toMatchObject({
      name: room.name,
      visibility: "public",
    });
    expect(host.sentTo(room.id)).toEqual([]);
  });

  it("D2: a private room is not found by other users who try to change or delete it", async () => {
    const room = await tearoom(privateRoom);
    const nowhere = await stranger.get(`/api/rooms/${newId()}`);
    for (const answer of [
      await change(stranger, room, { name: "다른 이름" }),
      await stranger.delete(`/api/rooms/${room.id}`, PROOF),
    ]) {
      expect([answer.status, answer.text]).toEqual([404, nowhere.text]);
    }
  });
});

describe("deleting a room", () => {
  it("deletes its messages and its copies in Redis, and ends it for the people in it", async () => {
    const room = await tearoom();
    await say(jun, room.id, 1, "안녕");
    const redis = openRedis(webEnv());
    const { stream, recent } = roomKeys(webEnv().KEY_PREFIX, room.id);
    await redis.lpush(recent, "a");
    await redis.set(stream, "b");
    expect((await ara.delete(`/api/rooms/${room.id}`, PROOF)).status).toBe(403);
    expect((await mina.delete(`/api/rooms/${room.id}`, PROOF)).status).toBe(204);
    expect(host.sentTo(room.id)).toEqual([{ type: "end" }]);
    expect(host.refreshed().sort()).toEqual([mina, ara, jun].map(({ user }) => user.id).sort());
    expect(await redis.exists(stream, recent)).toBe(0);
    expect(await backstage().$count(messages, eq(messages.roomId, room.id))).toBe(0);
    expect((await mina.get(`/api/rooms/${room.id}`)).status).toBe(404);
  });

  it("needs a proof: a session cookie alone deletes nothing", async () => {
    const room = await tearoom();
    const refused = [
      await mina.delete(`/api/rooms/${room.id}`, {}),
      await mina.delete(`/api/rooms/${room.id}`, { currentPassword: "not this one" }),
    ];
    expect(refused.map(({ json }) => json.code)).toEqual(["invalid", "wrong_credentials"]);
    expect((await mina.delete(`/api/rooms/${room.id}`)).status).toBe(415);
    expect(host.sentTo(room.id)).toEqual([]);
    expect((await mina.get(`/api/rooms/${room.id}`)).status).toBe(200);
  });

  it("concurrently with handing it over: the room is either deleted or the new owner's", async () => {
    for (let round = 0; round < 8; round++) {
      const room = await tearoom();
      const [deleted] = await Promise.all([
        mina.delete(`/api/rooms/${room.id}`, PROOF),
        mina.patch(`/api/rooms/${room.id}/members/${jun.user.id}`, { role: "owner", ...PROOF }),
      ]);
      const left = await backstage().$count(rooms, eq(rooms.id, room.id));
      expect([deleted.status, left]).toEqual(left === 0 ? [204, 0] : [403, 1]);
    }
  });
});
