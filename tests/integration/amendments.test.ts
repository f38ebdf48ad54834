/** R6 through real workerd and the real stores: after any changes, every replica of the room has the same messages. */
import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { exportRoom } from "@/db/export-room";
import { appendEvents, skipTo } from "@/db/queries/append";
import { archiveHead, eventsAfter, messagesBefore, recentMessages } from "@/db/queries/messages";
import { members, messages } from "@/db/schema";
import { type LogEntry, reduce } from "@/lib/events/reduce";
import type { Event, User } from "@/lib/protocol/room";
import { exportLine } from "@/lib/protocol/room-export";
import { recentCache } from "@/lib/server/redis/recent";
import { openRedis } from "@/lib/server/redis/redis";
import { newId } from "@/lib/shared/ids";
import { eventually, type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";

let live: LiveRooms;
let mina: User;
let jun: User;
beforeAll(async () => {
  live = await liveRooms();
  mina = await live.person("민아");
  jun = await live.person("Jun");
});

/** A fixed seed: a failure is reproducible. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (state >> 8) % sides;
  };
}

const say = (peer: RoomPeer, frame: object) => peer.say(JSON.stringify({ clientId: newId(), ...frame }));
const answers = (peer: RoomPeer) => peer.of("ack").length + peer.of("refused").length;
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

it("R6: after 300 random sends, edits, deletes and reactions all replicas agree, with the room up and restarted", async () => {
  const roomId = await live.room(mina);
  const peers = [await live.connect(mina, roomId), await live.connect(jun, roomId)];
  const roll = dice(20_261_124);
  let sent = 0;
  for (let i = 0; i < 300; i++) {
    const peer = peers[roll(2)] as RoomPeer;
    const seq = 1 + roll(Math.max(1, i));
    const what = roll(5);
    if (what < 2) say(peer, { type: "send", body: `말 ${i}` });
    if (what === 2) say(peer, { type: "edit", seq, body: `고친 말 ${i}` });
    if (what === 3) say(peer, { type: "react", seq, emoji: ["👍", "🎉", "❤️"][roll(3)], on: roll(3) > 0 });
    if (what === 4 && roll(3) === 0) say(peer, { type: "delete", seq });
    else if (what === 4) continue;
    sent++;
    // Waits for all flushes now and then, so that batches of all kinds reach the archive.
    if (roll(10) === 0) await peer.until(() => peers.reduce((n, each) => n + answers(each), 0) === sent, "all answers");
  }
  await peers[0]?.until(() => peers.reduce((n, each) => n + answers(each), 0) === sent, "all answers");
  const head = Math.max(...peers.flatMap((peer) => peer.of("ack").map(({ seq }) => seq)));
  await eventually(async () => (await archiveHead(live.db, roomId)).seq === head, "the archive to have all");
  for (const peer of peers) await peer.until(() => peer.events().length === head, "all events");

  const seen = peers[0]?.events() ?? [];
  expect(seen.map(({ seq }) => seq)).toEqual(upTo(head));
  expect(peers[1]?.events()).toEqual(seen);
  const whole = reduce([], seen, 1_000);
  expect(whole.some(({ editedAt }) => editedAt) && whole.some(({ deletedAt }) => deletedAt)).toBe(true);
  expect(whole.some(({ reactions }) => reactions)).toBe(true);

  expect(await messagesBefore(live.db, roomId, head + 1, 1_000)).toEqual(whole);
  expect(reduce([], await eventsAfter(live.db, roomId, 0, 1_000), 1_000)).toEqual(whole);
  const cache = recentCache(openRedis(live.env), live.env.KEY_PREFIX, roomId);
  await eventually(async () => (await cache.read()).asOf === head, "Redis to have all");
  expect((await cache.read()).messages).toEqual(whole.slice(-50));

  const warm = await live.connect(jun, roomId);
  expect(warm.welcome).toMatchObject({ source: "memory", messages: whole.slice(-50) });
  await live.cloud.rooms?.stop();
  await live.cloud.rooms?.start();
  const cold = await live.connect(jun, roomId);
  expect(cold.welcome).toMatchObject({ source: "redis", messages: whole.slice(-50) });
  const back = await live.connect(jun, roomId, { after: Math.floor(head / 2) });
  const snapshot = reduce([], seen.slice(0, Math.floor(head / 2)), 1_000);
  expect(back.welcome.mode).toBe("resumed");
  expect(reduce(snapshot, back.events(), 1_000)).toEqual(whole);
}, 60_000);

it("R3 R6: a batch that is repeated, or takes effect late, amends nothing twice", async () => {
  const roomId = await live.room(mina);
  const by = mina.id;
  const entry = (event: Event): LogEntry => ({
    event,
    by,
    clientId: event.kind === "message" ? event.clientId : newId(),
  });
  const at = Date.now();
  const first = entry({ kind: "message", seq: 1, clientId: newId(), author: mina, body: "one", sentAt: at });
  const second = entry({ kind: "message", seq: 2, clientId: newId(), author: mina, body: "two", sentAt: at });
  const on = entry({ kind: "reaction", seq: 3, target: 1, emoji: "👍", by, on: true, at });
  const edit = entry({ kind: "edit", seq: 4, target: 1, body: "ONE", by, at: at + 1 });
  const off = entry({ kind: "reaction", seq: 5, target: 1, emoji: "👍", by, on: false, at });
  const edit2 = entry({ kind: "edit", seq: 6, target: 1, body: "One", by, at: at + 2 });
  const gone = entry({ kind: "delete", seq: 7, target: 2, by, at: at + 3 });
  await appendEvents(live.db, roomId, [first, second, on]);
  await appendEvents(live.db, roomId, [on, edit]);
  await appendEvents(live.db, roomId, [off, edit2, gone]);
  const late = [
    [first, second, on],
    [on, edit],
    [first, second, on, edit, off, edit2, gone],
  ];
  for (const batch of late) await appendEvents(live.db, roomId, batch);
  expect(await recentMessages(live.db, roomId, 50)).toMatchObject([
    { seq: 1, body: "One", editedAt: at + 2 },
    { seq: 2, body: "", deletedAt: at + 3 },
  ]);
  expect((await recentMessages(live.db, roomId, 50))[0]).not.toHaveProperty("reactions");
  expect(await archiveHead(live.db, roomId)).toMatchObject({ seq: 7, lastMessage: 2 });
});

it("R6: a deleted message leaves no text behind in the archive, edited before or not", async () => {
  const roomId = await live.room(mina);
  const peer = await live.connect(mina, roomId);
  await peer.sent("secret");
  say(peer, { type: "edit", seq: 1, body: "still secret" });
  await eventually(async () => (await archiveHead(live.db, roomId)).seq === 2, "the edit");
  say(peer, { type: "delete", seq: 1 });
  await eventually(async () => (await archiveHead(live.db, roomId)).seq === 3, "the delete");
  const rows = await live.db.select().from(messages).where(eq(messages.roomId, roomId));
  expect(JSON.stringify(rows)).not.toContain("secret");
  const one = await live.room(mina);
  const all = await live.connect(mina, one);
  for (const frame of [
    { type: "send", body: "secret" },
    { type: "edit", seq: 1, body: "more secret" },
    { type: "delete", seq: 1 },
  ]) {
    say(all, frame);
    await all.until(() => answers(all) > 0, "an answer");
  }
  await eventually(async () => (await archiveHead(live.db, one)).seq === 3, "one batch");
  const batch = await live.db.select().from(messages).where(eq(messages.roomId, one));
  expect(batch.map(({ kind }) => kind).sort()).toEqual(["delete", "edit", "message"]);
  expect(JSON.stringify(batch)).not.toContain("secret");
});

it("R3: the archive appends nothing behind a gap, and returns its head, until the gap is recorded as lost", async () => {
  const roomId = await live.room(mina);
  const said = (seq: number): LogEntry => {
    const clientId = newId();
    const event = { kind: "message" as const, seq, clientId, author: mina, body: `말 ${seq}`, sentAt: Date.now() };
    return { event, by: mina.id, clientId };
  };
  const seqs = async () => (await eventsAfter(live.db, roomId, 0, 100)).map(({ seq }) => seq);
  expect((await appendEvents(live.db, roomId, [said(1)])).head).toBe(0);
  expect((await appendEvents(live.db, roomId, [said(4), said(5)])).head).toBe(1);
  expect(await seqs()).toEqual([1]);
  await skipTo(live.db, roomId, 3);
  expect((await appendEvents(live.db, roomId, [said(4), said(5)])).head).toBe(3);
  expect(await seqs()).toEqual([1, 4, 5]);
  expect((await archiveHead(live.db, roomId)).seq).toBe(5);
});

it("R6: an export has every event in order, over many pages, and no deleted text", async () => {
  const roomId = await live.room(mina);
  await live.db.insert(members).values({ roomId, userId: mina.id, role: "owner" });
  const peer = await live.connect(mina, roomId);
  for (let i = 1; i <= 1_100; i++) say(peer, { type: "send", body: `말 ${i}` });
  // An unacked message is not in the log yet.
  await peer.until(() => peer.of("ack").length === 1_100, "all acks");
  say(peer, { type: "edit", seq: 2, body: "고친 비밀" });
  for (const seq of [1, 2]) say(peer, { type: "delete", seq });
  say(peer, { type: "react", seq: 3, emoji: "👍", on: true });
  const head = 1_104;
  await eventually(async () => (await archiveHead(live.db, roomId)).seq === head, "the archive to have all");
  const lines: string[] = [];
  for await (const line of exportRoom(live.db, roomId)) lines.push(line);
  const [room, member, ...events] = lines.map((line) => exportLine.parse(JSON.parse(line)));
  expect(room).toMatchObject({ kind: "room", id: roomId, head });
  expect(member).toMatchObject({ kind: "member", ...mina, role: "owner" });
  const logged = events as Event[];
  expect(logged.map(({ seq }) => seq)).toEqual(upTo(head));
  const now = await messagesBefore(live.db, roomId, head + 1, 2_000);
  expect(reduce([], logged, 2_000)).toEqual(now);
  expect(lines.join("")).not.toMatch(/"말 [12]"|고친 비밀/);
  expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
});
