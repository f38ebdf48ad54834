/** The activity of an idle room: one alarm after its last message, and otherwise nothing. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { DEAD_AFTER_MS, PING_TEXT } from "@/lib/protocol/connection";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";
import { cutPower, openTimers, requestsOf, without } from "./outside";
import {
  alarmOf,
  archived,
  countWrites,
  drained,
  evict,
  lastAlarmRings,
  listOf,
  objectOf,
  rowsOf,
  scene,
  seqs,
} from "./rooms";

const mina = await scene.person("민아");
const jun = await scene.person("Jun");
afterEach(() => void vi.restoreAllMocks());

/** Sends ping, and waits for the answer. */
async function pings(peer: RoomPeer, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) {
    const before = peer.of("pong").length;
    peer.say(PING_TEXT);
    await peer.until(() => peer.of("pong").length > before, "the pong");
  }
}

/** Moves the clock, which the rooms use too. */
function later(ms: number): void {
  const now = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => now() + ms);
}

it("R3 C4: with nobody connected the alarm archives the waiting events, is set again while that fails, and then no more", async () => {
  const roomId = await scene.room(mina);
  const peer = await scene.connect(mina, roomId);
  await without(["postgres", "redis"], async () => {
    for (const body of ["one", "two", "three"]) await peer.sent(body);
    // First in the room that is awake, then in one that the alarm wakes.
    for (let i = 0; i < 2; i++) {
      expect(await runDurableObjectAlarm(objectOf(roomId))).toBe(true);
      expect(await alarmOf(roomId)).not.toBeNull();
      await cutPower();
    }
  });
  expect(await rowsOf(roomId)).toEqual([]);
  expect(await runDurableObjectAlarm(objectOf(roomId))).toBe(true);
  expect((await rowsOf(roomId)).map(({ body }) => body)).toEqual(["one", "two", "three"]);
  expect(seqs(await listOf(roomId))).toEqual([3, 2, 1]);
  await drained(roomId);
  await lastAlarmRings(roomId);
  expect(await runDurableObjectAlarm(objectOf(roomId))).toBe(false);
});

it("R3: unarchived events that survived a power cut are archived as soon as somebody joins, long before the alarm", async () => {
  const roomId = await scene.room(mina);
  const peer = await scene.connect(mina, roomId);
  await without(["postgres", "redis"], async () => {
    await peer.sent("kept");
    await cutPower();
  });
  expect(await rowsOf(roomId)).toEqual([]);
  const back = await scene.connect(mina, roomId);
  expect(back.events()).toMatchObject([{ seq: 1, body: "kept" }]);
  expect((await archived(roomId, 1)).map(({ body }) => body)).toEqual(["kept"]);
});

it("B2: a quiet room has no timer, one last alarm, and is evicted at once; waking, it requests nothing that it knows", async () => {
  const roomId = await scene.room(mina);
  const peers = [await scene.connect(mina, roomId), await scene.connect(mina, roomId)];
  for (let i = 0; i < 5; i++) await peers[0]?.sent(`m${i}`);
  expect(await alarmOf(roomId)).not.toBeNull();
  expect(openTimers()).toBeGreaterThan(0);
  await drained(roomId);
  await lastAlarmRings(roomId);
  const asked = requestsOf(roomId);
  const since = Date.now();
  await evict(roomId);
  expect(Date.now() - since).toBeLessThan(1_500);
  const back = await scene.connect(mina, roomId, { after: 5 });
  expect(back.welcome).toMatchObject({ mode: "resumed", head: 5 });
  expect(requestsOf(roomId)).toBe(asked);
  expect(await alarmOf(roomId)).toBeNull();
  expect(openTimers()).toBe(0);
});

// All sockets are of one user: with users of two accounts, an alarm would look for dead connections.
it("B2: ten idle sockets cost nothing: no timer, no alarm, no request, no write, and the room can be evicted", async () => {
  const roomId = await scene.room(mina);
  const peers = await Promise.all(Array.from({ length: 10 }, () => scene.connect(mina, roomId)));
  await peers[0]?.sent("hello");
  await Promise.all(peers.map((peer) => peer.until(() => peer.events().length === 1, "the message")));
  peers[1]?.say(JSON.stringify({ type: "read", seq: 1 }));
  for (const on of [true, false]) peers[2]?.say(JSON.stringify({ type: "typing", on }));
  await drained(roomId);
  await lastAlarmRings(roomId);
  const writes = await countWrites(roomId);
  const [asked, heard] = [requestsOf(roomId), peers.map(({ frames }) => frames.length)];
  // Without a timer and an alarm nothing can happen later either: these seconds represent any minute.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(openTimers()).toBe(0);
  expect(await alarmOf(roomId)).toBeNull();
  expect([requestsOf(roomId), writes.count, peers.map(({ frames }) => frames.length)]).toEqual([asked, 0, heard]);
  await peers[3]?.sent("what a write is counted by");
  expect(writes.count).toBeGreaterThan(0);
  await drained(roomId);
  await evict(roomId);
  expect(await peers[4]?.sent("still here")).toBe(3);
});

it("B2: pings wake nothing: the host answers them for a sleeping room, and for an awake one without passing on a frame", async () => {
  const roomId = await scene.room(mina);
  const peers = [await scene.connect(mina, roomId), await scene.connect(jun, roomId)];
  await peers[0]?.sent("hello");
  await drained(roomId);
  await evict(roomId);
  const asked = requestsOf(roomId);
  for (const peer of peers) await pings(peer, 50);
  // If a ping had woken the room, the object would have opened its log.
  const isNew = await runInDurableObject(objectOf(roomId), (room) => !("opened" in room) || room.opened === undefined);
  expect(isNew).toBe(true);
  const writes = await countWrites(roomId);
  for (const peer of peers) await pings(peer, 50);
  expect([requestsOf(roomId), writes.count, openTimers()]).toEqual([asked, 0, 0]);
});

it("users whose connection died leave at the alarm of a sleeping room; those who ping stay", async () => {
  const roomId = await scene.room(mina);
  const [living, dead] = [await scene.connect(mina, roomId), await scene.connect(jun, roomId)];
  await pings(living);
  await pings(dead);
  const at = await alarmOf(roomId);
  expect(at).toBeGreaterThan(Date.now() + DEAD_AFTER_MS - 10_000);
  expect(at).toBeLessThan(Date.now() + 120_000);
  await evict(roomId);
  // Premise: nobody counts as dead too early, and another sweep is due.
  expect(await runDurableObjectAlarm(objectOf(roomId))).toBe(true);
  expect([living.closed, dead.closed]).toEqual([undefined, undefined]);
  expect(await alarmOf(roomId)).not.toBeNull();
  await evict(roomId);
  later(DEAD_AFTER_MS + 1_000);
  // With an extra field, so that the room answers it: the host's own answers would record the real time.
  living.say(JSON.stringify({ type: "ping", at: "last" }));
  await living.until(() => living.of("pong").length === 2, "the pong");
  expect(await runDurableObjectAlarm(objectOf(roomId))).toBe(true);
  await dead.until(() => dead.closed !== undefined, "the close");
  await living.until(() => living.of("online").some(({ left }) => left.includes(jun.id)), "a departure");
  expect([living.closed, dead.closed]).toEqual([undefined, 1013]);
});
