import { and, isNotNull, like } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visibleRooms } from "@/db/queries/visibility";
import { rooms } from "@/db/schema";
import type { RoomInfo } from "@/lib/protocol/http/rooms";
import { verifyTicket } from "@/lib/server/ticket";
import { newId } from "@/lib/shared/ids";
import { recordedCloud, type TestCloud } from "./cloud";
import type { RoomsHost } from "./rooms-host";
import { newRoom, putIn, roleIn, say } from "./scenes";
import { backstage, PASSWORD, PROOF, signedUp, type Visitor } from "./web";

let cloud: TestCloud;
let host: RoomsHost;
let stranger: Visitor;
beforeAll(async () => {
  ({ cloud, host } = await recordedCloud());
  stranger = await signedUp("stranger");
}, 60_000);
afterAll(async () => {
  expect(host.wrong).toEqual([]);
});

const pair = async () => [await signedUp("mina"), await signedUp("jun")] as const;
const open = (by: Visitor, { user }: Visitor) => by.post("/api/directs", { userId: user.id });

describe("a direct room", () => {
  it("either user of a pair opens the same room, and each sees the other in it", async () => {
    const [mina, jun] = await pair();
    const made = await open(mina, jun);
    expect(made.status).toBe(201);
    expect(made.json.room).toMatchObject({
      name: "",
      visibility: "private",
      memberCount: 2,
      direct: jun.user,
      mine: { role: "member" },
    });
    expect(host.refreshed().sort()).toEqual([mina.user.id, jun.user.id].sort());
    for (const [by, other] of [
      [jun, mina],
      [mina, jun],
    ] as const) {
      const again = await open(by, other);
      expect([again.status, again.json.room.id]).toEqual([200, made.json.room.id]);
      expect(again.json.room.direct).toEqual(other.user);
      const listed = await by.get(`/api/rooms?query=${other.user.username}`);
      expect(listed.json.rooms).toEqual([again.json.room]);
      expect((await by.post(`/api/rooms/${made.json.room.id}/ticket`)).status).toBe(200);
    }
    expect(host.refreshed()).toEqual([]);
    expect((await stranger.get(`/api/rooms?query=${jun.user.username}`)).json.rooms).toEqual([]);
    expect((await stranger.get(`/api/rooms/${made.json.room.id}`)).status).toBe(404);
  });

  it("is one room when both users open it at once", async () => {
    for (let round = 0; round < 5; round++) {
      const [mina, jun] = await pair();
      const answers = await Promise.all([open(mina, jun), open(jun, mina), open(mina, jun)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
      expect(new Set(answers.map(({ json }) => json.room.id)).size).toBe(1);
      const theirs = and(isNotNull(rooms.directKey), like(rooms.directKey, `%${mina.user.id}%`));
      expect(await backstage().$count(rooms, theirs)).toBe(1);
    }
  });

  it("needs two users: an unknown user and the user themselves are refused", async () => {
    const [mina] = await pair();
    const nobody = await mina.post("/api/directs", { userId: newId() });
    expect([nobody.status, nobody.json.code]).toEqual([404, "user_not_found"]);
    expect((await open(mina, mina)).status).toBe(422);
    expect((await mina.post("/api/directs", { userId: "x" })).status).toBe(422);
  });

  it("cannot be changed: no name, no invites, no kicks, no bans, no roles, no deletion", async () => {
    const [mina, jun] = await pair();
    const { id } = (await open(mina, jun)).json.room;
    const room = `/api/rooms/${id}`;
    for (const answer of [
      await mina.patch(room, { name: "우리" }),
      await mina.patch(room, { visibility: "public" }),
      await mina.patch(room, { archived: true }),
      await mina.delete(room, PROOF),
      await mina.get(`${room}/invites`),
      await mina.post(`${room}/invites`, {}),
      await mina.post(`${room}/invites`, { username: stranger.user.username }),
      await mina.delete(`${room}/members/${jun.user.id}`),
      await mina.patch(`${room}/members/${jun.user.id}`, { role: "owner", ...PROOF }),
      await mina.get(`${room}/bans`),
      await mina.put(`${room}/bans/${jun.user.id}`),
      await mina.delete(`${room}/bans/${jun.user.id}`),
    ]) {
      expect([answer.status, answer.json.code]).toEqual([403, "forbidden"]);
    }
    expect(host.sentTo(id)).toEqual([]);
    expect((await jun.get(room)).json.room).toMatchObject({ memberCount: 2, visibility: "private" });
    expect((await mina.patch(`${room}/mine`, { notify: "none" })).status).toBe(204);
  });

  it("stays when one of the two accounts is deleted, and is deleted with the second", async () => {
    const [mina, jun] = await pair();
    const { id } = (await open(mina, jun)).json.room;
    const leave = (who: Visitor) =>
      who.post("/api/account/delete", { username: who.user.username, currentPassword: PASSWORD });
    expect((await leave(jun)).status).toBe(204);
    const left = (await mina.get(`/api/rooms/${id}`)).json.room;
    expect(left).toMatchObject({ memberCount: 1, direct: { id: jun.user.id, username: "deleted user" } });
    expect(left.mine.role).toBe("member");
    expect((await open(mina, jun)).status).toBe(200);
    host.sentTo(id);
    expect((await leave(mina)).status).toBe(204);
    expect(host.sentTo(id)).toEqual([{ type: "end" }]);
  });
});

const listOf = async (who: Visitor): Promise<RoomInfo[]> => (await who.get("/api/rooms?scope=mine")).json.rooms;
const isRequest = async (who: Visitor, roomId: string) =>
  (await listOf(who)).find(({ id }) => id === roomId)?.mine?.request ?? false;
const leave = (who: Visitor, roomId: string) => who.delete(`/api/rooms/${roomId}/members/${who.user.id}`);
const audienceOf = async (who: Visitor, roomId: string) => {
  const { ticket } = (await who.post(`/api/rooms/${roomId}/ticket?preview=1`)).json;
  return (await verifyTicket(ticket, roomId, cloud.env.TICKET_SECRET ?? ""))?.aud;
};

describe("a direct room that a stranger opens", () => {
  it("is a request for the other, and not for the stranger", async () => {
    const [mina, jun] = await pair();
    const { id } = (await open(mina, jun)).json.room;
    expect([await isRequest(jun, id), await isRequest(mina, id)]).toEqual([true, false]);
    expect((await mina.get(`/api/rooms/${id}`)).text).not.toContain("request");
  });

  it("D2: is read as a preview, which nobody sees and which cannot write", async () => {
    const [mina, jun] = await pair();
    const { id } = (await open(mina, jun)).json.room;
    expect(await audienceOf(jun, id)).toBe("room-preview");
    expect(await audienceOf(mina, id)).toBe("room");
    await leave(jun, id);
    expect(await audienceOf(jun, id)).toBe("room-preview");
  });

  it.each([
    ["by joining it", (jun: Visitor, _: Visitor, id: string) => jun.post(`/api/rooms/${id}/members`)],
    ["by opening it", (jun: Visitor, mina: Visitor) => open(jun, mina)],
    [
      "by a ticket of a client older than previews",
      (jun: Visitor, _: Visitor, id: string) => jun.post(`/api/rooms/${id}/ticket`),
    ],
  ])("is accepted %s, also after it was declined", async (_, accept) => {
    const [mina, jun] = await pair();
    const { id } = (await open(mina, jun)).json.room;
    for (const declines of [false, true]) {
      if (declines) await leave(jun, id);
      expect((await accept(jun, mina, id)).status).toBe(200);
      expect((await listOf(jun)).map((room) => [room.id, room.mine?.request])).toEqual([[id, undefined]]);
      expect(await audienceOf(jun, id)).toBe("room");
      if (!declines) await backstage().execute(`update members set request = 'open' where user_id = '${jun.user.id}'`);
    }
  });

  it("that is declined does not return, whatever its sender writes, and its sender is not notified", async () => {
    const [mina, jun] = await pair();
    const { id } = (await open(mina, jun)).json.room;
    const seenBefore = (await mina.get(`/api/rooms/${id}`)).json;
    expect((await leave(jun, id)).status).toBe(204);
    expect((await mina.get(`/api/rooms/${id}`)).json).toEqual(seenBefore);
    expect(host.sentTo(id)).toEqual([]);
    await say(mina, id, 1, "왜 대답이 없어요?");
    await open(mina, jun);
    expect(await listOf(jun)).toEqual([]);
    expect(await visibleRooms(backstage(), jun.user.id, [], true)).toEqual([]);
    expect((await listOf(mina)).map((room) => room.id)).toEqual([id]);
  });

  it("is no request if the two share a room, public or private, or had a direct room before", async () => {
    const [mina, jun] = await pair();
    const room = await newRoom(mina, "같이 있는 방");
    await putIn(room.id, jun);
    const { id } = (await open(mina, jun)).json.room;
    expect(await isRequest(jun, id)).toBe(false);
    await jun.delete(`/api/rooms/${room.id}/members/${jun.user.id}`);
    await leave(mina, id);
    await leave(jun, id);
    await open(mina, jun);
    await say(mina, id, 1, "오랜만이에요");
    expect((await listOf(jun)).map((each) => each.mine?.request)).toEqual([undefined]);
  });

  it("is no request if both open it at once", async () => {
    const [mina, jun] = await pair();
    const [{ json }] = await Promise.all([open(mina, jun), open(jun, mina)]);
    await Promise.all([open(mina, jun), open(jun, mina)]);
    expect([await isRequest(mina, json.room.id), await isRequest(jun, json.room.id)]).toEqual([false, false]);
  });
});

describe("leaving a direct room", () => {
  async function friends() {
    const [mina, jun] = await pair();
    const { id } = (await open(mina, jun)).json.room;
    await jun.post(`/api/rooms/${id}/members`);
    await say(mina, id, 1, "안녕하세요");
    await jun.patch(`/api/rooms/${id}/mine`, { favourite: true, notify: "mentions" });
    host.refreshed();
    return { mina, jun, id };
  }

  it("hides it from the user's own list only, and notifies nobody", async () => {
    const { mina, jun, id } = await friends();
    const theirs = (await mina.get(`/api/rooms/${id}`)).json;
    expect((await leave(jun, id)).status).toBe(204);
    expect(host.refreshed()).toEqual([jun.user.id]);
    expect(host.sentTo(id)).toEqual([]);
    expect(await listOf(jun)).toEqual([]);
    expect((await jun.get(`/api/rooms?query=${mina.user.username}`)).json.rooms).toEqual([]);
    expect((await mina.get(`/api/rooms/${id}`)).json).toEqual(theirs);
  });

  it.each([
    ["the other user writes", (mina: Visitor, _: Visitor, id: string) => say(mina, id, 2, "아직 계세요?")],
    ["the user opens it", (mina: Visitor, jun: Visitor) => open(jun, mina)],
    ["the user writes", (_: Visitor, jun: Visitor, id: string) => say(jun, id, 2, "다시 왔어요")],
  ])("lists it again when %s, and loses nothing", async (_, comeBack) => {
    const { mina, jun, id } = await friends();
    await leave(jun, id);
    await comeBack(mina, jun, id);
    const [room] = await listOf(jun);
    expect(room).toMatchObject({ id, mine: { favourite: true, notify: "mentions" } });
    expect((await jun.get(`/api/rooms/${id}/messages`)).json.messages[0].body).toBe("안녕하세요");
    expect(await roleIn(id, jun)).toBe("member");
  });

  it("the inbox still watches a hidden room, so that the update of a message arrives", async () => {
    const { jun, id } = await friends();
    await leave(jun, id);
    expect(await visibleRooms(backstage(), jun.user.id, [], true)).toEqual([id]);
  });

  it("D2: is refused to users who are not members", async () => {
    const { mina, jun, id } = await friends();
    expect((await leave(stranger, id)).status).toBe(404);
    expect((await stranger.delete(`/api/rooms/${id}/members/${jun.user.id}`)).status).toBe(404);
    expect((await mina.delete(`/api/rooms/${id}/members/${jun.user.id}`)).status).toBe(403);
    expect((await listOf(jun)).map((room) => room.id)).toEqual([id]);
  });
});
