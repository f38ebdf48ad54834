/** Previews from the web side's ticket to the room: real handlers, real database, real workerd. */
import { beforeAll, describe, expect, it } from "vitest";
import { CLOSE } from "@/lib/protocol/connection";
import { newId } from "@/lib/shared/ids";
import { PASSWORD, signedUp, type Visitor } from "@/tests/api/web";
import { type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
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
  const answer = await visitor.post(`/api/rooms/${roomId}/ticket?preview=1`);
  expect(answer.status).toBe(200);
  return answer.json.ticket;
}

async function comeIn(visitor: Visitor, roomId: string): Promise<RoomPeer> {
  const peer = live.tryConnect(roomId, { v: "1", ticket: await ticketFor(visitor, roomId) });
  await peer.until(() => peer.of("welcome").length > 0, "a welcome");
  return peer;
}

async function publicRoom(): Promise<{ id: string; owner: RoomPeer }> {
  const { id } = (await mina.post("/api/rooms", { name: "열린 방", visibility: "public" })).json.room;
  return { id, owner: await comeIn(mina, id) };
}
const closes = (peer: RoomPeer) => peer.until(() => peer.closed !== undefined, "a close", PROMISED_MS);

async function answerTo(peer: RoomPeer, frame: object): Promise<string> {
  const clientId = newId();
  peer.say(JSON.stringify({ ...frame, clientId }));
  const answer = () => [...peer.of("ack"), ...peer.of("refused")].find((each) => each.clientId === clientId);
  await peer.until(() => answer() !== undefined, "an answer");
  const found = answer();
  return found?.type === "refused" ? found.reason : "ack";
}

it("a preview reads everything and may not write; after joining, a new ticket makes the same user a member", async () => {
  const { id, owner } = await publicRoom();
  const preview = await comeIn(jun, id);
  expect(preview.welcome).toMatchObject({ you: { preview: true }, online: [{ id: mina.user.id }], readers: {} });
  await owner.sent("보이나요?");
  await preview.until(() => preview.events().length === 1, "the event");
  expect(await answerTo(preview, { type: "send", body: "네" })).toBe("forbidden");
  expect((await jun.post(`/api/rooms/${id}/members`)).status).toBe(201);
  expect(await answerTo(preview, { type: "send", body: "네" })).toBe("forbidden");
  const member = await comeIn(jun, id);
  expect(member.welcome.you).not.toHaveProperty("preview");
  expect(await answerTo(member, { type: "send", body: "네" })).toBe("ack");
  await owner.until(() => owner.of("online").some(({ joined }) => joined[0]?.id === jun.user.id), "an arrival");
  expect(owner.events().map(({ kind }) => kind)).toEqual(["message", "message"]);
});

describe("D3: a preview ends within a second", () => {
  it.each([
    ["when the room becomes private", (id: string) => mina.patch(`/api/rooms/${id}`, { visibility: "private" })],
    ["with a ban", (id: string, by: Visitor) => mina.put(`/api/rooms/${id}/bans/${by.user.id}`)],
    ["with its session", (_: string, by: Visitor) => by.post("/api/logout")],
  ])("%s, and an earlier ticket is refused", async (_, end) => {
    const { id, owner } = await publicRoom();
    const visitor = await signedUp("guest");
    const preview = await comeIn(visitor, id);
    const unused = await ticketFor(visitor, id);
    expect((await end(id, visitor)).status).toBeLessThan(300);
    await closes(preview);
    expect(preview.closed).toBe(CLOSE.noLongerAllowed);
    const late = live.tryConnect(id, { v: "1", ticket: unused });
    await late.until(() => late.closed !== undefined, "a refusal");
    expect(late.closed).toBe(CLOSE.badTicket);
    await owner.sent("unter uns");
    expect(preview.events().some((event) => "body" in event && event.body === "unter uns")).toBe(false);
  });
});

it("a direct room with a deleted account accepts no message, from an open socket or a new one; it can still be read", async () => {
  const gone = await signedUp("gone");
  const { id } = (await mina.post("/api/directs", { userId: gone.user.id })).json.room;
  const open = await comeIn(mina, id);
  expect(await answerTo(open, { type: "send", body: "안녕" })).toBe("ack");
  const deletion = { username: gone.user.username, currentPassword: PASSWORD };
  expect((await gone.post("/api/account/delete", deletion)).status).toBe(204);
  await open.until(() => open.events().length === 2, "the system message");
  const notice = { what: "left" };
  expect(open.events().at(-1)).toMatchObject({ notice, author: { id: gone.user.id, username: "deleted user" } });
  for (const frame of [
    { type: "send", body: "거기 있어요?" },
    { type: "edit", seq: 1, body: "고침" },
    { type: "react", seq: 1, emoji: "👍", on: true },
  ]) {
    expect(await answerTo(open, frame)).toBe("forbidden");
  }
  const again = await comeIn(mina, id);
  expect(await answerTo(again, { type: "send", body: "거기 있어요?" })).toBe("forbidden");
  expect(again.events()).toHaveLength(2);
});

/** Two users who have accepted each other's messages. */
async function directRoom(): Promise<{ id: string; ara: Visitor; bora: Visitor }> {
  const [ara, bora] = [await signedUp("ara"), await signedUp("bora")];
  const { id } = (await ara.post("/api/directs", { userId: bora.user.id })).json.room;
  await bora.post(`/api/rooms/${id}/members`);
  return { id, ara, bora };
}

it("D2: the sender does not see that a request is read, and gets receipts once it is accepted", async () => {
  const [ara, bora] = [await signedUp("ara"), await signedUp("bora")];
  const { id } = (await ara.post("/api/directs", { userId: bora.user.id })).json.room;
  const sender = await comeIn(ara, id);
  await sender.sent("안녕하세요?");
  const reader = await comeIn(bora, id);
  expect(reader.welcome).toMatchObject({ you: { preview: true }, messages: [{ body: "안녕하세요?" }] });
  reader.say(JSON.stringify({ type: "read", seq: 1 }));
  expect(await answerTo(reader, { type: "send", body: "누구세요?" })).toBe("forbidden");
  await sender.sent("저예요");
  expect(sender.of("online")).toEqual([]);
  expect(sender.of("read")).toEqual([]);
  expect((await bora.post(`/api/rooms/${id}/members`)).status).toBe(200);
  expect(await answerTo(await comeIn(bora, id), { type: "send", body: "아, 네" })).toBe("ack");
});

it("D3: after a block neither can send in the direct room, from an open socket or a new one; after unblocking both can", async () => {
  const { id, ara, bora } = await directRoom();
  const [blocker, blocked] = [await comeIn(ara, id), await comeIn(bora, id)];
  await blocked.sent("저기요");
  expect((await ara.put(`/api/blocks/${bora.user.id}`)).status).toBe(204);
  for (const frame of [
    { type: "send", body: "왜요?" },
    { type: "edit", seq: 1, body: "고침" },
    { type: "react", seq: 1, emoji: "👍", on: true },
  ]) {
    for (const peer of [blocked, blocker]) expect(await answerTo(peer, frame)).toBe("forbidden");
  }
  const again = await comeIn(bora, id);
  expect(await answerTo(again, { type: "send", body: "왜요?" })).toBe("forbidden");
  expect(again.welcome).toMatchObject({ messages: [{ body: "저기요" }] });
  // The blocker reads it invisibly.
  expect((await comeIn(ara, id)).welcome.you).toHaveProperty("preview", true);
  expect((await ara.delete(`/api/blocks/${bora.user.id}`)).status).toBe(204);
  expect(await answerTo(again, { type: "send", body: "고마워요" })).toBe("ack");
  expect(await answerTo(await comeIn(ara, id), { type: "send", body: "네" })).toBe("ack");
});
