/** The room's rules through real workerd, the real drivers and the gateways. */
import { asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { archiveHead } from "@/db/queries/messages";
import { messages } from "@/db/schema";
import type { User } from "@/lib/protocol/room";
import { recentCache } from "@/lib/server/redis/recent";
import { openRedis } from "@/lib/server/redis/redis";
import { roomKeys } from "@/lib/server/redis/redis-keys";
import { newId } from "@/lib/shared/ids";
import { drained, eventually, type LiveRooms, liveRooms } from "@/tests/harness/live/rooms";
import type { RoomPeer } from "@/tests/harness/peers/room-peer";

let live: LiveRooms;
let mina: User;
let jun: User;
beforeAll(async () => {
  live = await liveRooms();
  mina = await live.person("민아");
  jun = await live.person("Jun");
});

const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);
const seqs = (events: Array<{ seq: number }>) => events.map(({ seq }) => seq);
const archived = (roomId: string, seq: number) =>
  eventually(async () => (await archiveHead(live.db, roomId)).seq >= seq, `seq ${seq} in Postgres`);
const rowsOf = (roomId: string) =>
  live.db.select().from(messages).where(eq(messages.roomId, roomId)).orderBy(asc(messages.seq));
const redisOf = (roomId: string) => ({ redis: openRedis(live.env), keys: roomKeys(live.env.KEY_PREFIX, roomId) });

describe("connecting", () => {
  it("D1: refuses a socket without a ticket, or with a forged, expired or another room's", async () => {
    const roomId = await live.room(mina);
    const other = await live.room(mina);
    const tickets = ["", "x.y.z", await live.ticket(mina, roomId, Date.now() - 40_000), await live.ticket(mina, other)];
    const storedBefore = live.cloud.postgres.requests();
    for (const ticket of tickets) {
      const peer = live.tryConnect(roomId, { v: "1", ticket });
      await peer.until(() => peer.closed !== undefined, "a close");
      expect(peer.closed).toBe(4001);
      expect(peer.frames).toEqual([]);
    }
    // A room that had woken for the first time would have asked the archive for its head.
    expect(live.cloud.postgres.requests()).toBe(storedBefore);
  });

  it("D1: a ticket opens one socket; another site's page opens none; an unknown version is refused as such", async () => {
    const roomId = await live.room(mina);
    const ticket = await live.ticket(mina, roomId);
    const first = live.tryConnect(roomId, { v: "1", ticket });
    await first.until(() => first.frames.length > 0, "a welcome");
    const replay = live.tryConnect(roomId, { v: "1", ticket });
    await replay.until(() => replay.closed !== undefined, "a close");
    expect(replay.closed).toBe(4001);
    const evil = live.tryConnect(
      roomId,
      { v: "1", ticket: await live.ticket(mina, roomId) },
      { Origin: "https://evil.example" },
    );
    await evil.until(() => evil.status !== undefined, "a refusal");
    expect(evil.status).toBe(403);
    const old = live.tryConnect(roomId, { v: "7", ticket: await live.ticket(mina, roomId) });
    await old.until(() => old.closed !== undefined, "a close");
    expect(old.closed).toBe(4009);
    const own = live.tryConnect(
      roomId,
      { v: "1", ticket: await live.ticket(mina, roomId) },
      { Origin: live.cloud.urls.web },
    );
    await own.until(() => own.frames.length > 0, "a welcome");
  });

  it("D1: identity comes from the ticket; a client cannot set its connection id or the gateway's header", async () => {
    const roomId = await live.room(mina);
    const forged = { "x-sarangbang-admission": encodeURIComponent(JSON.stringify({ guest: jun, arrival: {} })) };
    const peers: RoomPeer[] = [];
    for (let i = 0; i < 2; i++) {
      const peer = live.tryConnect(roomId, { v: "1", ticket: await live.ticket(mina, roomId), _pk: "same" }, forged);
      await peer.until(() => peer.frames.length > 0, "a welcome");
      expect(peer.welcome.you.username).toBe("민아");
      peers.push(peer);
    }
    await peers[0]?.sent("two sockets, one id asked for");
    await peers[1]?.until(() => peers[1]?.events().length === 1, "the event");
  });

  it("D4: a malformed frame is refused, the socket stays open and others receive nothing", async () => {
    const roomId = await live.room(mina);
    const peer = await live.connect(mina, roomId);
    const other = await live.connect(jun, roomId);
    for (const text of ["", "{", "[1,2", '{"type":"send","clientId":7}', "x".repeat(20_000)]) peer.say(text);
    await peer.until(() => peer.of("refused").length === 5, "five refusals");
    await peer.sent("still here");
    await other.until(() => other.events().length === 1, "the message");
    expect(other.of("refused")).toEqual([]);
  });
});

describe("a room under load", () => {
  it("R1 R3 R5 C2: 5 senders, 50 receivers, 1,000 messages: each once, in order, without a gap, in all three stores", async () => {
    const roomId = await live.room(mina);
    const senders = await Promise.all(upTo(5).map(async (i) => live.connect(await live.person(`s${i}`), roomId)));
    const receivers = await Promise.all(upTo(50).map(async (i) => live.connect(await live.person(`r${i}`), roomId)));
    const bodies = new Set<string>();
    await Promise.all(
      senders.map(async (sender, s) => {
        for (const i of upTo(200)) {
          bodies.add(`${s}:${i}`);
          await sender.sent(`${s}:${i}`);
        }
      }),
    );
    for (const receiver of receivers) {
      await receiver.until(() => receiver.events().length >= 1_000, "1,000 events");
      expect(seqs(receiver.events())).toEqual(upTo(1_000));
      expect(new Set(receiver.events().map((event) => (event.kind === "message" ? event.body : "")))).toEqual(bodies);
    }
    await archived(roomId, 1_000);
    const rows = await rowsOf(roomId);
    expect(seqs(rows)).toEqual(upTo(1_000));
    expect(new Set(rows.map(({ body }) => body))).toEqual(bodies);
    const { redis, keys } = redisOf(roomId);
    const list = async () => (await redis.lrange<string>(keys.recent, 0, -1)).map((value) => JSON.parse(value).seq);
    await eventually(async () => (await list())[0] === 1_000, "the last message in the list");
    expect(await list()).toEqual(upTo(1_000, 951).reverse());
    expect(await redis.ttl(keys.recent)).toBeGreaterThan(0);
    expect(await redis.ttl(keys.stream)).toBeGreaterThan(0);
    const [newest] = (await redis.xrevrange(keys.stream, "+", "-", 1)) as unknown as Array<[string, string[]]>;
    expect(newest?.[0]).toBe("1000-0");
    const stream = recentCache(redis, live.env.KEY_PREFIX, roomId);
    expect(seqs(await stream.after(950, 100))).toEqual(upTo(1_000, 951));
  }, 60_000);

  it("B1: messages of one flush cost one request to each store", async () => {
    const roomId = await live.room(mina);
    const peer = await live.connect(mina, roomId);
    const before = { pg: live.cloud.postgres.requests(), redis: live.cloud.redis.requests() };
    for (let i = 0; i < 100; i++) peer.send(`m${i}`);
    await peer.until(() => peer.of("ack").length === 100, "100 acks");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    // 100 sends may be in two flushes, never more.
    expect(live.cloud.postgres.requests() - before.pg).toBeLessThanOrEqual(2);
    expect(live.cloud.redis.requests() - before.redis).toBeLessThanOrEqual(2);
  });
});

describe("resuming", () => {
  it("R1 R5 C1: after the room's process restarted, numbers continue and a returning client gets exactly the events it missed", async () => {
    const roomId = await live.room(mina);
    const peer = await live.connect(mina, roomId);
    for (let i = 1; i <= 60; i++) await peer.sent(`m${i}`);
    await drained(live, roomId);
    await live.cloud.rooms?.stop();
    await live.cloud.rooms?.start();
    const back = await live.connect(jun, roomId, { after: 20 });
    expect(back.welcome).toMatchObject({ mode: "resumed", source: "redis", head: 60 });
    expect(seqs(back.events())).toEqual(upTo(60, 21));
    const fresh = await live.connect(jun, roomId);
    expect(fresh.welcome).toMatchObject({ mode: "fresh", source: "redis" });
    expect(seqs(fresh.events())).toEqual(upTo(60, 11));
    expect(await fresh.sent("after the restart")).toBe(61);
  });

  it("R1: a message acked just before the process is stopped is there afterwards, in the archive too", async () => {
    const roomId = await live.room(mina);
    const peer = await live.connect(mina, roomId);
    await peer.sent("safe");
    await live.cloud.rooms?.stop();
    await live.cloud.rooms?.start();
    const back = await live.connect(mina, roomId);
    expect(back.events()).toMatchObject([{ seq: 1, body: "safe" }]);
    await archived(roomId, 1);
    expect((await rowsOf(roomId)).map(({ body }) => body)).toEqual(["safe"]);
  });

  it("R4: a send repeated after a restart gets the first one's ack", async () => {
    const roomId = await live.room(mina);
    const peer = await live.connect(mina, roomId);
    const clientId = await peer.send("once");
    await peer.until(() => peer.of("ack").length === 1, "an ack");
    await live.cloud.rooms?.stop();
    await live.cloud.rooms?.start();
    const back = await live.connect(mina, roomId);
    back.send("once", clientId);
    await back.until(() => back.of("ack").length === 1, "an ack");
    expect(back.of("ack")).toMatchObject([{ clientId, seq: 1 }]);
    await archived(roomId, 1);
    expect(await rowsOf(roomId)).toHaveLength(1);
  });

  it("C1 C3: with Redis flushed, a cold join is served from the archive and fills the list again", async () => {
    const roomId = await live.room(mina);
    const peer = await live.connect(mina, roomId);
    for (let i = 1; i <= 55; i++) await peer.sent(`m${i}`);
    await drained(live, roomId);
    await live.cloud.rooms?.stop();
    await live.cloud.redis.flush();
    await live.cloud.rooms?.start();
    const cold = await live.connect(jun, roomId);
    expect(cold.welcome.source).toBe("database");
    expect(seqs(cold.events())).toEqual(upTo(55, 6));
    const { redis, keys } = redisOf(roomId);
    expect(await redis.llen(keys.recent)).toBe(50);
  });
});

describe("when stores are unavailable", () => {
  it("C4: Redis stopped during a chat: sends and broadcasts continue, a cold join is served from the archive; after the outage the list is right", async () => {
    const roomId = await live.room(mina);
    const peer = await live.connect(mina, roomId);
    const other = await live.connect(jun, roomId);
    await peer.sent("before");
    await live.cloud.redis.stop();
    await peer.sent("without Redis");
    await other.until(() => other.events().length === 2, "both messages");
    await drained(live, roomId);
    await live.cloud.rooms?.stop();
    await live.cloud.rooms?.start();
    const cold = await live.connect(jun, roomId);
    expect(cold.welcome).toMatchObject({ source: "database", head: 2 });
    await cold.sent("still without");
    await live.cloud.redis.start();
    await cold.sent("with Redis again");
    const { redis, keys } = redisOf(roomId);
    const list = async () => (await redis.lrange<string>(keys.recent, 0, -1)).map((value) => JSON.parse(value).seq);
    await eventually(async () => `${await list()}` === "4,3,2,1", "the list to be whole again");
  });

  it("C4: Postgres stopped: sends are acked and broadcast; after the outage the outbox drains by itself, once and in order", async () => {
    const roomId = await live.room(mina);
    const peer = await live.connect(mina, roomId);
    const other = await live.connect(jun, roomId);
    await peer.sent("before");
    await live.cloud.postgres.stop();
    for (let i = 0; i < 20; i++) await peer.sent(`away ${i}`);
    await other.until(() => other.events().length === 21, "all messages");
    await live.cloud.postgres.start();
    await archived(roomId, 21);
    expect(seqs(await rowsOf(roomId))).toEqual(upTo(21));
  });
});

it("R4: clientIds are remembered per user", async () => {
  const roomId = await live.room(mina);
  const [a, b] = [await live.connect(mina, roomId), await live.connect(jun, roomId)];
  const clientId = newId();
  a.send("mine", clientId);
  b.send("yours", clientId);
  await a.until(() => a.events().length === 2, "two events");
});
