/** Connections end with their session: through the real handlers, the real database and real workerd. */
import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { endOtherSessions } from "@/app/_server/account/end-sessions";
import { CLOSE } from "@/lib/protocol/connection";
import { type RoomCommand, roomPath, signCall } from "@/lib/server/commands";
import { newId } from "@/lib/shared/ids";
import { PASSWORD, signedUp, Visitor } from "@/tests/api/web";
import { type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";

/** D3's limit. */
const PROMISED_MS = 1_000;

let live: LiveRooms;
beforeAll(async () => {
  live = await liveRooms();
  Object.assign(process.env, live.cloud.env);
});

async function newRoom(by: Visitor): Promise<string> {
  return (await by.post("/api/rooms", { name: "문" })).json.room.id;
}

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

/** The same user on another device. */
async function onAnotherDevice({ user }: Visitor): Promise<Visitor> {
  const device = new Visitor();
  expect((await device.post("/api/enter", { username: user.username, password: PASSWORD })).status).toBe(200);
  device.user = user;
  return device;
}

const sessionOf = ({ cookie }: Visitor) => (decodeJwt(cookie?.split("=")[1] ?? "") as { sid: string }).sid;
const closedBy = (peers: RoomPeer[]) =>
  Promise.all(peers.map((peer) => peer.until(() => peer.closed !== undefined, "a close", PROMISED_MS)));

async function refused(roomId: string, query: Record<string, string>): Promise<void> {
  const peer = live.tryConnect(roomId, { v: "1", ...query });
  await peer.until(() => peer.closed !== undefined, "a refusal");
  expect(peer.closed).toBe(CLOSE.badTicket);
  expect(peer.frames).toEqual([]);
}

describe("D3: logging out", () => {
  it("closes this session's sockets in every room within a second; nothing is broadcast after, and no ticket opens one", async () => {
    const [mina, jun] = [await signedUp("mina"), await signedUp("jun")];
    const rooms = [await newRoom(jun), await newRoom(jun), await newRoom(jun)] as const;
    const peers = [
      await comeIn(mina, rooms[0]),
      await comeIn(mina, rooms[0]),
      await comeIn(mina, rooms[1]),
      await comeIn(mina, rooms[2]),
    ];
    const witness = await comeIn(jun, rooms[0]);
    await witness.sent("before");
    const [first] = peers as [RoomPeer, ...RoomPeer[]];
    await first.until(() => first.events().length === 1, "the first message");
    const unused = [await ticketFor(mina, rooms[0]), await ticketFor(mina, rooms[0])] as const;

    const closing = closedBy(peers);
    expect((await mina.post("/api/logout")).status).toBe(204);
    await closing;
    expect(peers.map(({ closed }) => closed)).toEqual(Array(4).fill(CLOSE.noLongerAllowed));

    await witness.sent("after");
    await witness.until(() => witness.of("online").some(({ left }) => left.includes(mina.user.id)), "a departure");
    expect(first.events().map((event) => "body" in event && event.body)).toEqual(["before"]);
    await refused(rooms[0], { ticket: unused[0] });
    await refused(rooms[0], { ticket: unused[1], after: "1" });
    expect((await mina.post(`/api/rooms/${rooms[0]}/ticket`)).status).toBe(401);
  });

  it("leaves the same user's other device connected", async () => {
    const mina = await signedUp("mina");
    const roomId = await newRoom(mina);
    const phone = await onAnotherDevice(mina);
    const [here, there] = [await comeIn(mina, roomId), await comeIn(phone, roomId)];
    await mina.post("/api/logout");
    await closedBy([here]);
    await there.sent("still here");
    expect(there.closed).toBeUndefined();
    expect(there.of("online").flatMap(({ left }) => left)).toEqual([]);
    // A new session of the same user can connect.
    await comeIn(await onAnotherDevice(mina), roomId);
  });

  it("refuses an old ticket also after a restart of the room's process", async () => {
    const mina = await signedUp("mina");
    const roomId = await newRoom(mina);
    await comeIn(mina, roomId);
    const unused = await ticketFor(mina, roomId);
    await mina.post("/api/logout");
    await live.cloud.rooms?.stop();
    await live.cloud.rooms?.start();
    await refused(roomId, { ticket: unused });
  });

  it("works with the rooms unavailable: the session ends, and it cannot reconnect", async () => {
    const mina = await signedUp("mina");
    const roomId = await newRoom(mina);
    await ticketFor(mina, roomId);
    await live.cloud.rooms?.stop();
    expect((await mina.post("/api/logout")).status).toBe(204);
    expect((await mina.get("/api/me")).status).toBe(401);
    await live.cloud.rooms?.start();
  });
});

it("D3: ending all sessions but this one closes the sockets of the others, in every room", async () => {
  const mina = await signedUp("mina");
  const roomId = await newRoom(mina);
  const devices = [await onAnotherDevice(mina), await onAnotherDevice(mina)];
  const kept = await comeIn(mina, roomId);
  const others = await Promise.all(devices.map((device) => comeIn(device, roomId)));
  const closing = closedBy(others);
  await endOtherSessions(live.db, mina.user.id, sessionOf(mina));
  await closing;
  expect((await devices[0]?.get("/api/me"))?.status).toBe(401);
  await kept.sent("mine");
});

it("D3: tickets that are requested while the session ends never leave a socket open", async () => {
  let granted = 0;
  for (let round = 0; round < 4; round++) {
    const mina = await signedUp("racer");
    const roomId = await newRoom(mina);
    const asked = Array.from({ length: 5 }, () => mina.post(`/api/rooms/${roomId}/ticket`));
    // The session ends as soon as one ticket is granted, so the other requests race with the end.
    const ended = Promise.race(asked).then(() => mina.post("/api/logout"));
    const peers = (await Promise.all(asked))
      .filter(({ status }) => status === 200)
      .map(({ json }) => live.tryConnect(roomId, { v: "1", ticket: json.ticket }));
    granted += peers.length;
    await ended;
    await closedBy(peers);
    for (const { closed } of peers) expect([CLOSE.badTicket, CLOSE.noLongerAllowed]).toContain(closed);
  }
  expect(granted).toBeGreaterThan(0);
});

describe("D3: a call to a room", () => {
  const command = (sessionId = newId()): RoomCommand => ({ type: "close", sessions: [sessionId] });

  async function post(roomId: string, body: string, token?: string, method = "POST") {
    const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    const init = method === "GET" ? { headers } : { method, headers, body };
    return fetch(live.cloud.urls.rooms + roomPath(roomId), init);
  }
  const signed = (roomId: string, body: string, secret = live.env.TICKET_SECRET, at = Date.now()) =>
    signCall({ method: "POST", path: roomPath(roomId), body }, secret, at);

  it("counts once, and returns how many sockets it closed", async () => {
    const mina = await signedUp("mina");
    const roomId = await newRoom(mina);
    const peers = [await comeIn(mina, roomId), await comeIn(mina, roomId)];
    const body = JSON.stringify({ type: "close", users: [mina.user.id] });
    const token = await signed(roomId, body);
    const answer = await post(roomId, body, token);
    expect([answer.status, await answer.json()]).toEqual([200, { closed: 2 }]);
    await closedBy(peers);
    expect((await post(roomId, body, token)).status).toBe(409);
    await live.cloud.rooms?.stop();
    await live.cloud.rooms?.start();
    expect((await post(roomId, body, token)).status).toBe(409);
  });

  it("that is forged, expired, or for another room or body closes nothing", async () => {
    const mina = await signedUp("mina");
    const roomId = await newRoom(mina);
    const peer = await comeIn(mina, roomId);
    const body = JSON.stringify(command(sessionOf(mina)));
    const wrong = {
      forged: await signed(roomId, body, "another secret, just as long as the real one"),
      expired: await signed(roomId, body, undefined, Date.now() - 40_000),
      "another room's": await signed(await newRoom(mina), body),
      "another body's": await signed(roomId, JSON.stringify(command())),
      "a ticket": await ticketFor(mina, roomId),
    };
    for (const [what, token] of Object.entries(wrong)) expect((await post(roomId, body, token)).status, what).toBe(401);
    const token = await signed(roomId, body);
    expect((await post(roomId, body, token, "PUT")).status).toBe(404);
    expect((await post(roomId, body, token, "GET")).status).toBe(404);
    expect((await post(roomId, body)).status).toBe(404);
    const huge = JSON.stringify({ type: "close", users: [mina.user.id], more: "x".repeat(40_000) });
    expect((await post(roomId, huge, await signed(roomId, huge))).status).toBe(404);
    const unknown = JSON.stringify({ type: "open" });
    expect((await post(roomId, unknown, await signed(roomId, unknown))).status).toBe(422);
    await peer.sent("untouched");
    expect((await post(roomId, body, token)).status).toBe(200);
    await closedBy([peer]);
  });
});
