/** The gateway in front of the rooms: an unauthorized request does not wake a room. */
import { listDurableObjectIds } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import { roomPath, signCall } from "@/lib/server/commands";
import { metricsPath } from "@/lib/server/metrics";
import { newId } from "@/lib/shared/ids";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";
import { openTimers, requestsOf } from "./outside";
import { alarmOf, countWrites, drained, evict, lastAlarmRings, scene } from "./rooms";

const mina = await scene.person("민아");

async function exists(roomId: string): Promise<boolean> {
  const id = env.Main.idFromName(roomId);
  return (await listDurableObjectIds(env.Main)).some((each) => each.equals(id));
}

it("D1: with no ticket, or an expired, forged or another room's, the socket closes and there is no room object", async () => {
  const roomId = await scene.room(mina);
  const [expired, elsewhere] = [Date.now() - 40_000, await scene.room(mina)];
  const tickets = ["", "x.y.z", await scene.ticket(mina, roomId, expired), await scene.ticket(mina, elsewhere)];
  for (const ticket of tickets) {
    const forged = encodeURIComponent(JSON.stringify({ guest: mina, arrival: {} }));
    const peer = scene.tryConnect(roomId, { v: "1", ticket }, { "x-sarangbang-admission": forged });
    await peer.until(() => peer.closed !== undefined, "a close");
    expect(peer.closed).toBe(4001);
    expect(peer.frames).toEqual([]);
  }
  expect(await exists(roomId)).toBe(false);
  await scene.connect(mina, roomId);
  expect(await exists(roomId)).toBe(true);
});

it("D1: another site's page gets 403, an unknown version 4009, a request that is not a socket 404; no room object either", async () => {
  const roomId = await scene.room(mina);
  const ticket = await scene.ticket(mina, roomId);
  const evil = scene.tryConnect(roomId, { v: "1", ticket }, { Origin: "https://evil.example" });
  await evil.until(() => evil.status !== undefined, "a refusal");
  expect(evil.status).toBe(403);
  const old = scene.tryConnect(roomId, { v: "7", ticket });
  await old.until(() => old.closed !== undefined, "a close");
  expect(old.closed).toBe(4009);
  for (const method of ["GET", "POST", "OPTIONS"]) {
    const url = `https://rooms.example/parties/main/${roomId}?v=1&ticket=${ticket}`;
    expect((await exports.default.fetch(url, { method })).status).toBe(404);
  }
  expect(await exists(roomId)).toBe(false);
});

it("D1: identity comes from the ticket; a client can set neither its connection id nor the gateway's header", async () => {
  const roomId = await scene.room(mina);
  const forged = { guest: { id: "x", username: "x", role: "owner", sessionId: "x" }, arrival: {} };
  const headers = { "x-sarangbang-admission": encodeURIComponent(JSON.stringify(forged)) };
  const peers: RoomPeer[] = [];
  for (let i = 0; i < 2; i++) {
    const peer = scene.tryConnect(roomId, { v: "1", ticket: await scene.ticket(mina, roomId), _pk: "same" }, headers);
    await peer.until(() => peer.frames.length > 0, "a welcome");
    expect(peer.welcome.you).toEqual({ ...mina, role: "member" });
    peers.push(peer);
  }
  await peers[0]?.sent("two sockets, one id asked for");
  await peers[1]?.until(() => peers[1]?.events().length === 1, "the event");
});

it("D6: headers that PartyServer reads from its own worker are not accepted from a client, so no stack is returned", async () => {
  const roomId = await scene.room(mina);
  const headers = { "x-partykit-props": "{", "x-partykit-room": "another" };
  const peer = scene.tryConnect(roomId, { v: "1", ticket: await scene.ticket(mina, roomId) }, headers);
  await peer.until(() => peer.frames.length > 0 || peer.closed !== undefined, "an answer");
  expect(peer.welcome.you.id).toBe(mina.id);
});

async function tell(
  roomId: string,
  command: object,
  { secret = String(env.TICKET_SECRET), ago = 0, told = command } = {},
) {
  const call = { method: "POST", path: roomPath(roomId), body: JSON.stringify(command) };
  const authorization = `Bearer ${await signCall(call, secret, Date.now() - ago)}`;
  const url = `https://rooms.example${call.path}`;
  return exports.default.fetch(url, { method: "POST", headers: { authorization }, body: JSON.stringify(told) });
}

it("D3: a call that is forged, expired, for another body or malformed wakes no room; a valid one does", async () => {
  const roomId = await scene.room(mina);
  const command = { type: "close", sessions: [newId()] };
  const forged = await tell(roomId, command, { secret: "another secret, just as long as the real one" });
  const expired = await tell(roomId, command, { ago: 40_000 });
  const changed = await tell(roomId, command, { told: { type: "close", sessions: [newId()] } });
  const nonsense = await tell(roomId, { type: "open" });
  expect([forged.status, expired.status, changed.status, nonsense.status]).toEqual([401, 401, 401, 422]);
  expect(await exists(roomId)).toBe(false);
  expect(await (await tell(roomId, command)).json()).toEqual({ closed: 0 });
  expect(await exists(roomId)).toBe(true);
});

it("B2: a room's metrics neither create nor wake it, and only operators get them", async () => {
  const roomId = await scene.room(mina);
  const call = { method: "GET", path: metricsPath(roomId), body: "" };
  const ask = async (secret = String(env.TICKET_SECRET)) => {
    const authorization = `Bearer ${await signCall(call, secret)}`;
    return exports.default.fetch(`https://rooms.example${call.path}`, { headers: { authorization } });
  };
  expect((await ask("another secret, just as long as the real one")).status).toBe(401);
  expect(await exists(roomId)).toBe(false);
  const peer = await scene.connect(mina, roomId);
  await peer.sent("one");
  await drained(roomId);
  await lastAlarmRings(roomId);
  await evict(roomId);
  const [asked, writes] = [requestsOf(roomId), await countWrites(roomId)];
  expect(await (await ask()).json()).toEqual({ state: "asleep", head: 1, outbox: 0, sockets: 1, people: 1 });
  expect([requestsOf(roomId) - asked, writes.count, openTimers(), await alarmOf(roomId)]).toEqual([0, 0, 0, null]);
  await peer.sent("two");
  expect(await (await ask()).json()).toMatchObject({ state: "awake", head: 2, sockets: 1, people: 1 });
});

it("D3: a hibernating room wakes to close sockets, and still refuses older tickets after hibernating again", async () => {
  const roomId = await scene.room(mina);
  const jun = await scene.person("Jun");
  const [watcher, peer] = [await scene.connect(jun, roomId), await scene.connect(mina, roomId)];
  const unused = await scene.ticket(mina, roomId);
  await evict(roomId);
  expect(await (await tell(roomId, { type: "close", users: [mina.id] })).json()).toEqual({ closed: 1 });
  await peer.until(() => peer.closed !== undefined, "a close", 1_000);
  expect(peer.closed).toBe(4003);
  await watcher.until(() => watcher.of("online").some(({ left }) => left.includes(mina.id)), "a departure");
  await evict(roomId);
  const late = scene.tryConnect(roomId, { v: "1", ticket: unused });
  await late.until(() => late.closed !== undefined, "a refusal");
  expect(late.closed).toBe(4001);
  await watcher.sent("still here");
  expect(peer.events()).toEqual([]);
});
