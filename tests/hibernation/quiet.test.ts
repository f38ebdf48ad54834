/** What a room leaves running: an alarm while its outbox holds something, and otherwise nothing. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { expect, it } from "vitest";
import { cutPower, openTimers, requestsOf, without } from "./outside";
import { alarmOf, archived, countWrites, drained, evict, listOf, objectOf, rowsOf, scene, seqs } from "./rooms";

const mina = await scene.person("민아");

it("R3 C4: with nobody connected the alarm drains the outbox, asks to be woken again while it cannot, and then no more", async () => {
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
  expect(await alarmOf(roomId)).toBeNull();
  expect(await runDurableObjectAlarm(objectOf(roomId))).toBe(false);
});

it("R3: an outbox that outlived a power cut drains as soon as somebody comes in, long before the alarm", async () => {
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

it("B2: a quiet room has no alarm and no timer and is let go at once; waking, it asks nobody anything it knows", async () => {
  const roomId = await scene.room(mina);
  const peers = [await scene.connect(mina, roomId), await scene.connect(mina, roomId)];
  for (let i = 0; i < 5; i++) await peers[0]?.sent(`m${i}`);
  expect(await alarmOf(roomId)).not.toBeNull();
  expect(openTimers()).toBeGreaterThan(0);
  await drained(roomId);
  expect(await alarmOf(roomId)).toBeNull();
  expect(openTimers()).toBe(0);
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

it("B2: a hundred people who say nothing cost nothing: no timer, no alarm, no request, no write, and the room can be let go", async () => {
  const roomId = await scene.room(mina);
  const peers = await Promise.all(Array.from({ length: 100 }, () => scene.connect(mina, roomId)));
  await peers[0]?.sent("hello");
  await Promise.all(peers.map((peer) => peer.until(() => peer.events().length === 1, "the message")));
  peers[1]?.say(JSON.stringify({ type: "read", seq: 1 }));
  for (const on of [true, false]) peers[2]?.say(JSON.stringify({ type: "typing", on }));
  await drained(roomId);
  const writes = await countWrites(roomId);
  const [asked, heard] = [requestsOf(roomId), peers.map(({ frames }) => frames.length)];
  // Without a timer and an alarm nothing can come later either: these seconds stand for any minute.
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
