/** One room with two people in it, and what must be true of it whatever happened. */
import { asc, eq } from "drizzle-orm";
import { expect } from "vitest";
import WebSocket from "ws";
import { messages } from "../../db/schema";
import { newId } from "../../lib/ids";
import type { User } from "../../lib/protocol";
import { recentCache } from "../../lib/recent";
import { openRedis } from "../../lib/redis";
import { roomKeys } from "../../lib/redis-keys";
import { eventually, LivePeer } from "../harness/live";
import type { FragileRooms } from "../harness/outage";

/** More than a window holds. */
export const SEED = 60;
/** Shorter than any time limit on a store: an answer within it did not wait for one. In ms. */
const ACK_WITHIN_MS = 1_500;
const DRAINED_WITHIN_MS = 25_000;

export const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);
export const seqs = (events: ReadonlyArray<{ seq: number }>) => events.map(({ seq }) => seq);

interface Said {
  clientId: string;
  body: string;
}

export class ShakenRoom {
  /** Everything that was acked, in order: the n-th has seq n. */
  readonly said: Said[] = [];

  constructor(
    readonly live: FragileRooms,
    readonly roomId: string,
    readonly mina: User,
    readonly jun: User,
  ) {}

  /** A room with SEED messages, all of them in both stores. */
  static async open(live: FragileRooms): Promise<ShakenRoom> {
    const [mina, jun] = [await live.person("민아"), await live.person("Jun")];
    const room = new ShakenRoom(live, await live.room(mina), mina, jun);
    const peer = await live.connect(mina, room.roomId);
    await room.say(peer, SEED);
    await room.inPostgres();
    await room.inRedis();
    peer.drop();
    return room;
  }

  get head(): number {
    return this.said.length;
  }

  connect(user: User, after?: number): Promise<LivePeer> {
    return this.live.connect(user, this.roomId, { after });
  }

  /** Comes to the door; answers a peer that has its welcome, or the code of a close after `refused busy`. */
  async knock(user: User): Promise<LivePeer | number | undefined> {
    const ticket = await this.live.ticket(user, this.roomId);
    const rooms = this.live.cloud.urls.rooms.replace("http", "ws");
    const socket = new WebSocket(`${rooms}/parties/main/${this.roomId}?v=1&ticket=${ticket}`);
    const peer = new LivePeer(socket);
    const isRefused = () => socket.readyState === WebSocket.CLOSING && peer.of("refused")[0]?.reason === "busy";
    await peer.until(() => isRefused() || peer.of("welcome").length > 0, "a welcome or a refusal");
    if (!isRefused()) return peer;
    // workerd keeps the connection of a socket that it has closed for some more seconds.
    socket.terminate();
    await peer.until(() => peer.closed !== undefined, "a close");
    return peer.closed;
  }

  /** Says something `count` times; each is acked in good time, with the next number. */
  async say(peer: LivePeer, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.repeat(peer, { clientId: newId(), body: `말 ${this.head + 1} 👋` });
  }

  /** Sends it, for the first time or again; a repeat gets the first one's number. */
  async repeat(peer: LivePeer, said: Said): Promise<void> {
    const acks = () => peer.of("ack").filter(({ clientId }) => clientId === said.clientId);
    const before = acks().length;
    peer.send(said.body, said.clientId);
    await peer.until(() => acks().length > before, `the ack of ${said.body}`, ACK_WITHIN_MS);
    const known = this.said.findIndex(({ clientId }) => clientId === said.clientId);
    if (known < 0) this.said.push(said);
    expect(acks().at(-1)?.seq).toBe(known < 0 ? this.head : known + 1);
  }

  /** The peer has everything from `first` on, once and in order. */
  async hears(peer: LivePeer, first: number): Promise<void> {
    await peer.until(() => peer.events().at(-1)?.seq === this.head, `seq ${this.head}`);
    expect(seqs(peer.events())).toEqual(upTo(this.head, first));
    expect(textsOf(peer.events())).toEqual(textsOf(this.said.slice(first - 1)));
  }

  /** Postgres holds everything that was acked, exactly once and in order. */
  async inPostgres(): Promise<void> {
    const rows = () =>
      this.live.db.select().from(messages).where(eq(messages.roomId, this.roomId)).orderBy(asc(messages.seq));
    await eventually(async () => (await rows()).length >= this.head, "the archive to be whole", DRAINED_WITHIN_MS);
    const found = await rows();
    expect(seqs(found)).toEqual(upTo(this.head));
    expect(textsOf(found)).toEqual(textsOf(this.said));
  }

  /** Redis holds the last 50 as one whole list, and the stream ends where the log does. */
  async inRedis(): Promise<void> {
    const redis = openRedis(this.live.env);
    const cache = recentCache(redis, this.live.env.KEY_PREFIX, this.roomId);
    const isUpToDate = async () => {
      const { messages: list, topSeq } = await cache.read();
      return list !== undefined && topSeq === this.head;
    };
    await eventually(isUpToDate, "the recent list to be whole", DRAINED_WITHIN_MS);
    const { messages: list } = await cache.read();
    expect(textsOf(list ?? [])).toEqual(textsOf(this.said.slice(-50)));
    const { recent, stream } = roomKeys(this.live.env.KEY_PREFIX, this.roomId);
    expect(await redis.ttl(recent)).toBeGreaterThan(0);
    const last = (await redis.xrevrange(stream, "+", "-", 1)) as unknown as Array<[string, string[]]>;
    expect(last.map(([id]) => id)).toEqual([`${this.head}-0`]);
  }

  /** What must hold once everything is back: the stores are whole and a returning client misses nothing. */
  async isWhole(): Promise<void> {
    await Promise.all([this.inPostgres(), this.inRedis()]);
    const back = await this.connect(this.jun, 30);
    expect(back.welcome.mode).toBe("resumed");
    await this.hears(back, 31);
    back.drop();
  }
}

const textsOf = (said: ReadonlyArray<object>) => (said as Said[]).map(({ clientId, body }) => `${clientId} ${body}`);
