/**
 * Cases that the matrix does not have: stores that are slow, late, emptied, or unavailable before the room was ever
 * awake.
 */
import { and, eq, gt } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { archiveHead, recentMessages, recentWindow } from "@/db/queries/messages";
import { members, messages, rooms, users } from "@/db/schema";
import { DELETED_USERNAME } from "@/lib/events/deleted-user";
import { reduce } from "@/lib/events/reduce";
import { recentCache } from "@/lib/server/redis/recent";
import { openRedis } from "@/lib/server/redis/redis";
import { roomKeys } from "@/lib/server/redis/redis-keys";
import { newId } from "@/lib/shared/ids";
import { type FragileRooms, fragileRooms } from "@/tests/harness/live/outage";
import { eventually } from "@/tests/harness/live/rooms";
import { SEED, ShakenRoom } from "./shaken-room";

let live: FragileRooms;
beforeAll(async () => {
  live = await fragileRooms();
});
afterAll(() => live?.stop());

const restart = () => live.kill().then(live.revive);

it("C4: with both stores slow, sends are acked and broadcast at once and joins answered", async () => {
  const room = await ShakenRoom.open(live);
  for (const store of [live.redis, live.postgres]) store.set("slow", room.roomId);
  const speaker = await room.connect(room.mina);
  const listener = await room.connect(room.jun, SEED);
  await room.say(speaker, 30);
  await room.amend(speaker);
  await room.hears(listener);
  await room.isWhole();
});

it("C3 R3: requests that take effect long after they were aborted and repeated change nothing", async () => {
  const room = await ShakenRoom.open(live);
  const speaker = await room.connect(room.mina);
  for (const store of [live.redis, live.postgres]) store.set("late", room.roomId);
  await room.say(speaker, 5);
  await room.amend(speaker);
  const areGivenUp = async () => live.redis.met("late", room.roomId) > 1 && live.postgres.met("late", room.roomId) > 1;
  await eventually(areGivenUp, "both stores to be asked again");
  for (const store of [live.redis, live.postgres]) store.set("up", room.roomId);
  await room.say(speaker, 1);
  await room.isWhole();
  expect(await live.redis.deliverLate()).toBeGreaterThan(0);
  expect(await live.postgres.deliverLate()).toBeGreaterThan(0);
  await room.inPostgres();
  const { seq } = await archiveHead(live.db, room.roomId);
  const cache = recentCache(openRedis(live.env), live.env.KEY_PREFIX, room.roomId);
  const page = await recentWindow(live.db, cache, room.roomId, seq);
  expect(page.messages).toEqual(room.window());
  await room.say(speaker, 1);
  await room.isWhole();
});

it("R1 C4: a room that was never awake is busy while the archive is unavailable, and starts at 1 when it is back", async () => {
  const [mina, jun] = [await live.person("민아"), await live.person("Jun")];
  const room = new ShakenRoom(live, await live.room(mina), mina, jun);
  live.postgres.set("refusing", room.roomId);
  expect(await room.tryConnect(mina)).toBe(1013);
  live.postgres.set("up", room.roomId);
  const speaker = await room.connect(mina);
  await room.say(speaker, 1);
  await room.inPostgres();
});

it("C1 C3 C4: restarted with Redis emptied and the archive unavailable, the room refuses newcomers, and up-to-date clients continue", async () => {
  const room = await ShakenRoom.open(live);
  live.postgres.set("refusing", room.roomId);
  await restart();
  const { recent, stream } = roomKeys(live.env.KEY_PREFIX, room.roomId);
  await openRedis(live.env).del(recent, stream);
  expect(await room.tryConnect(room.jun)).toBe(1013);
  const speaker = await room.connect(room.mina, SEED);
  await room.say(speaker, 3);
  const clientId = newId();
  speaker.say(JSON.stringify({ type: "edit", clientId, seq: 5, body: "only the archive knows whose it was" }));
  await speaker.until(() => speaker.of("refused").length > 0, "a refusal");
  expect(speaker.of("refused")).toMatchObject([{ clientId, reason: "busy" }]);
  live.postgres.set("up", room.roomId);
  await room.amend(speaker);
  const newcomer = await room.connect(room.jun);
  await room.hears(newcomer);
  await room.isWhole();
});

it("C1 C4: restarted with the archive unavailable, the room keeps Redis's list complete, so that newcomers can join", async () => {
  const room = await ShakenRoom.open(live);
  const before = await room.connect(room.mina, SEED);
  live.postgres.set("refusing", room.roomId);
  await room.say(before, 5);
  await room.inRedis();
  await restart();
  const speaker = await room.connect(room.mina, room.head);
  await room.say(speaker, 1);
  await room.inRedis(5_000);
  expect(await room.tryConnect(room.jun)).toMatchObject({ welcome: { mode: "fresh", head: room.head } });
  live.postgres.set("up", room.roomId);
  await room.isWhole();
});

it("R3 R5: a room replays its events to a database that was rolled back, including those of users the database no longer has", async () => {
  const room = await ShakenRoom.open(live);
  const { db } = live;
  const ofRoom = eq(rooms.id, room.roomId);
  const speaker = await room.connect(room.jun);
  await room.say(speaker, 2);
  await room.inPostgres();
  await restart();
  await db.delete(messages).where(and(eq(messages.roomId, room.roomId), gt(messages.seq, 20)));
  await db.delete(members).where(eq(members.userId, room.jun.id));
  await db.delete(users).where(eq(users.id, room.jun.id));
  await db.update(rooms).set({ headSeq: 20 }).where(ofRoom);
  const back = await room.connect(room.mina, SEED);
  const isWhole = async () => (await archiveHead(db, room.roomId)).seq === room.head;
  await room.say(back, 1);
  await eventually(isWhole, "the archive to be whole");
  await room.amend(back);
  await eventually(isWhole, "the archive to be whole");
  const shown = (await recentMessages(db, room.roomId, 100)).map(({ seq, body, author }) => ({ seq, body, author }));
  expect(shown).toEqual(
    reduce([], room.log, 100).map(({ seq, body, author }) => {
      const isUnknown = author.id === room.jun.id;
      return { seq, body, author: isUnknown ? { ...author, username: DELETED_USERNAME } : author };
    }),
  );
  await room.inRedis();
});
