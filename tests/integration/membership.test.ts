/** Changes in the web side reach the rooms: real handlers, real database, real workerd. */
import { beforeAll, describe, expect, it } from "vitest";
import { CLOSE } from "@/lib/protocol/connection";
import { newId } from "@/lib/shared/ids";
import { putIn } from "@/tests/api/scenes";
import { PROOF, signedUp, type Visitor } from "@/tests/api/web";
import { eventually, type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";

/** D3's limit. */
const PROMISED_MS = 1_000;

let live: LiveRooms;
let mina: Visitor;
let jun: Visitor;
beforeAll(async () => {
  live = await liveRooms();
  Object.assign(process.env, live.cloud.env);
  [mina, jun] = [await signedUp("mina"), await signedUp("jun")];
});

async function ticketFor(visitor: Visitor, roomId: string): Promise<string> {
  const answer = await visitor.post(`/api/rooms/${roomId}/ticket`);
  expect(answer.status).toBe(200);
  return answer.json.ticket;
}

async function comeIn(visitor: Visitor, roomId: string): Promise<RoomPeer> {
  const peer = live.tryConnect(roomId, { v: "1", ticket: await ticketFor(visitor, roomId) });
  await peer.until(() => peer.of("welcome").length > 0, "a welcome");
  return peer;
}

/** Mina's room with Jun as a member, both connected. */
async function scene(visibility: "public" | "private") {
  const { id } = (await mina.post("/api/rooms", { name: "찻집", visibility })).json.room;
  await putIn(id, jun);
  return { id, room: `/api/rooms/${id}`, owner: await comeIn(mina, id), member: await comeIn(jun, id) };
}
const closes = (peer: RoomPeer) => peer.until(() => peer.closed !== undefined, "a close", PROMISED_MS);
const noticesIn = (peer: RoomPeer) =>
  peer.events().flatMap((event) => ("notice" in event && event.notice ? [event.notice] : []));
const told = (peer: RoomPeer, what: string) =>
  peer.until(() => noticesIn(peer).some((notice) => notice.what === what), `a system message: ${what}`);

/** The room's answer to a frame: "ack", or the reason of its refusal. */
async function answerTo(peer: RoomPeer, frame: object): Promise<string> {
  const clientId = newId();
  peer.say(JSON.stringify({ ...frame, clientId }));
  const answer = () => [...peer.of("ack"), ...peer.of("refused")].find((each) => each.clientId === clientId);
  await peer.until(() => answer() !== undefined, "an answer");
  const found = answer();
  return found?.type === "refused" ? found.reason : "ack";
}

describe("D3: removal", () => {
  it.each([
    ["kicked", "private", (room: string) => mina.delete(`${room}/members/${jun.user.id}`)],
    ["banned", "public", (room: string) => mina.put(`${room}/bans/${jun.user.id}`)],
  ] as const)(
    "%s from a %s room: closed within a second, gets nothing after, cannot connect again",
    async (what, visibility, act) => {
      const { id, room, owner, member } = await scene(visibility);
      const unused = await ticketFor(jun, id);
      await owner.sent("before");
      await member.until(() => member.events().length === 1, "the first message");
      const closing = closes(member);
      expect((await act(room)).status).toBe(204);
      await closing;
      expect(member.closed).toBe(CLOSE.noLongerAllowed);
      await told(owner, what);
      expect(noticesIn(owner)).toEqual([{ what, who: jun.user }]);
      await owner.sent("after");
      expect(member.events()).toHaveLength(1);
      const back = live.tryConnect(id, { v: "1", ticket: unused, after: "1" });
      await back.until(() => back.closed !== undefined, "a refusal");
      expect([back.closed, back.frames]).toEqual([CLOSE.badTicket, []]);
      expect((await jun.post(`${room}/ticket`)).status).toBe(404);
    },
  );
});

it("a member who leaves is disconnected at once; joining by a link is broadcast to those who are connected", async () => {
  const { id, room, owner, member } = await scene("private");
  const closing = closes(member);
  expect((await jun.delete(`${room}/members/${jun.user.id}`)).status).toBe(204);
  await closing;
  const { token } = (await mina.post(`${room}/invites`, {})).json;
  expect((await jun.post(`/api/invites/${token}`)).status).toBe(201);
  await told(owner, "joined");
  expect(noticesIn(owner).map(({ what }) => what)).toEqual(["left", "joined"]);
  // A ticket from the same moment as the removal is refused like an earlier one, so Jun retries, as clients do.
  const isBack = async () => {
    const peer = live.tryConnect(id, { v: "1", ticket: await ticketFor(jun, id) });
    await peer.until(() => peer.closed !== undefined || peer.of("welcome").length > 0, "an answer");
    return peer.closed === undefined;
  };
  await eventually(isBack, "Jun to be back", 5_000);
});

it("an archived room accepts nothing; reopened it does; deleted it is closed permanently", async () => {
  const { id, room, owner, member } = await scene("private");
  expect((await mina.patch(room, { archived: true })).status).toBe(200);
  await told(member, "archived");
  expect(await answerTo(member, { type: "send", body: "쉿" })).toBe("forbidden");
  expect((await mina.patch(room, { archived: false })).status).toBe(200);
  await told(member, "reopened");
  await member.sent("안녕");
  const unused = await ticketFor(jun, id);
  const closing = Promise.all([closes(owner), closes(member)]);
  expect((await mina.delete(room, PROOF)).status).toBe(204);
  await closing;
  expect([owner.closed, member.closed]).toEqual([CLOSE.roomClosed, CLOSE.roomClosed]);
  const back = live.tryConnect(id, { v: "1", ticket: unused });
  await back.until(() => back.closed !== undefined, "a refusal");
  expect(back.frames.map(({ type }) => type)).not.toContain("welcome");
  expect((await jun.get(room)).status).toBe(404);
});

it("a new admin may delete others' messages without reconnecting; a former one may not", async () => {
  const { room, owner, member } = await scene("private");
  expect(await answerTo(member, { type: "send", body: "제 말" })).toBe("ack");
  await owner.sent("하나");
  await owner.sent("둘");
  await mina.patch(`${room}/members/${jun.user.id}`, { role: "admin" });
  await told(member, "role");
  expect(await answerTo(member, { type: "delete", seq: 2 })).toBe("ack");
  await mina.patch(`${room}/members/${jun.user.id}`, { role: "member" });
  await member.until(() => noticesIn(member).length === 2, "the second system message");
  expect(await answerTo(member, { type: "delete", seq: 3 })).toBe("forbidden");
});
