/** One room and two users, with assertions about its log and copies. */
import { expect } from "vitest";
import WebSocket from "ws";
import { eventsAfter, messagesAfter } from "@/db/queries/messages";
import { reduce, withoutOldText } from "@/lib/events/reduce";
import type { ClientFrame, Event, Message, User } from "@/lib/protocol/room";
import { recentCache } from "@/lib/server/redis/recent";
import { openRedis } from "@/lib/server/redis/redis";
import { roomKeys } from "@/lib/server/redis/redis-keys";
import { newId } from "@/lib/shared/ids";
import type { FragileRooms } from "@/tests/harness/live/outage";
import { drained, eventually } from "@/tests/harness/live/rooms";
import { RoomPeer } from "@/tests/harness/peers/room-peer";
import { overWebSocket } from "@/tests/harness/peers/web-socket";

/** More than a window holds. */
export const SEED = 60;
/** Shorter than any timeout of a store: an answer within it did not wait for one. */
const ACK_WITHIN_MS = 1_500;
const DRAINED_WITHIN_MS = 25_000;

/** A frame that becomes an event. */
type Act = Extract<ClientFrame, { clientId: string }>;

export const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);
export const seqs = (events: ReadonlyArray<{ seq: number }>) => events.map(({ seq }) => seq);

export class ShakenRoom {
  /** The acks define the room's log: the n-th event has seq n. */
  readonly log: Event[] = [];
  private readonly acts: Act[] = [];

  constructor(
    readonly live: FragileRooms,
    readonly roomId: string,
    readonly mina: User,
    readonly jun: User,
  ) {}

  /** Opens a room with SEED messages, and waits until both stores have them. */
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
    return this.log.length;
  }

  connect(user: User, after?: number): Promise<RoomPeer> {
    return this.live.connect(user, this.roomId, { after });
  }

  /** Connects; returns a peer that has its welcome, or the code of a close after `refused busy`. */
  async tryConnect(user: User): Promise<RoomPeer | number | undefined> {
    const ticket = await this.live.ticket(user, this.roomId);
    const rooms = this.live.cloud.urls.rooms.replace("http", "ws");
    const socket = new WebSocket(`${rooms}/parties/main/${this.roomId}?v=1&ticket=${ticket}`);
    const peer = new RoomPeer(overWebSocket(socket));
    const isRefused = () => socket.readyState >= WebSocket.CLOSING && peer.of("refused")[0]?.reason === "busy";
    await peer.until(() => isRefused() || peer.of("welcome").length > 0, "a welcome or a refusal");
    if (!isRefused()) return peer;
    // workerd keeps the connection of a socket that it has closed for some more seconds.
    socket.terminate();
    await peer.until(() => peer.closed !== undefined, "a close");
    return peer.closed;
  }

  /** Sends `count` messages; each is acked in time, with the next number. */
  async say(peer: RoomPeer, count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      await this.act(peer, { type: "send", clientId: newId(), body: `말 ${this.head + 1} 👋` });
    }
  }

  /** Edits, deletes and reacts to messages; two of them were in both stores before the outage. */
  async amend(peer: RoomPeer): Promise<void> {
    await this.act(peer, { type: "edit", clientId: newId(), seq: SEED - 3, body: "고침" });
    await this.act(peer, { type: "delete", clientId: newId(), seq: SEED - 2 });
    await this.act(peer, { type: "react", clientId: newId(), seq: SEED + 1, emoji: "👍", on: true });
  }

  /** Repeats the send of this event, and expects the same ack (R4). */
  async repeat(peer: RoomPeer, seq: number): Promise<void> {
    expect(await this.acked(peer, this.acts[seq - 1] ?? expect.fail())).toMatchObject({ seq });
  }

  /** Asserts that the peer shows the expected messages and has got every event since its welcome, once and in order. */
  async hears(peer: RoomPeer): Promise<void> {
    const { welcome } = peer;
    const since = welcome.mode === "resumed" ? (welcome.events[0]?.seq ?? welcome.head + 1) : welcome.head + 1;
    const events = () => [
      ...(welcome.mode === "resumed" ? welcome.events : []),
      ...peer.of("events").flatMap((frame) => frame.events),
    ];
    await peer.until(() => (events().at(-1)?.seq ?? welcome.head) === this.head, `seq ${this.head}`);
    expect(this.inNewestText(events())).toEqual(this.inNewestText(this.log.slice(since - 1)));
    if (welcome.mode !== "resumed") expect(reduce(welcome.messages, events(), 50)).toEqual(this.window());
  }

  /** Asserts that Postgres gets every acked event, once and in order, and that room storage marks them as archived. */
  async inPostgres(): Promise<void> {
    const events = () => eventsAfter(this.live.db, this.roomId, 0, this.head + 10);
    await eventually(async () => (await events()).length >= this.head, "the archive to be whole", DRAINED_WITHIN_MS);
    expect(this.inNewestText(await events())).toEqual(this.inNewestText(this.log));
    expect(await messagesAfter(this.live.db, this.roomId, 0, this.head)).toEqual(reduce([], this.log, this.head));
    await drained(this.live, this.roomId);
  }

  /** Asserts that Redis gets the last 50 messages as one complete list, and that its stream ends at the log's head. */
  async inRedis(withinMs = DRAINED_WITHIN_MS): Promise<void> {
    const redis = openRedis(this.live.env);
    const cache = recentCache(redis, this.live.env.KEY_PREFIX, this.roomId);
    const isUpToDate = async () => {
      const { messages, asOf } = await cache.read();
      return messages !== undefined && asOf === this.head;
    };
    await eventually(isUpToDate, "the recent list to be whole", withinMs);
    expect((await cache.read()).messages).toEqual(this.window());
    const { recent, stream } = roomKeys(this.live.env.KEY_PREFIX, this.roomId);
    expect(await redis.ttl(recent)).toBeGreaterThan(0);
    const last = (await redis.xrevrange(stream, "+", "-", 1)) as unknown as Array<[string, string[]]>;
    expect(last.map(([id]) => id)).toEqual([`${this.head}-0`]);
  }

  /** Asserts that after the outage both stores are complete and a returning client misses nothing. */
  async isWhole(): Promise<void> {
    await Promise.all([this.inPostgres(), this.inRedis()]);
    const back = await this.connect(this.jun, 30);
    expect(back.welcome).toMatchObject({ mode: "resumed", events: { length: this.head - 30 } });
    await this.hears(back);
    back.drop();
  }

  /** The last 50 messages in their current state. */
  window(): Message[] {
    return reduce([], this.log, 50);
  }

  private async act(peer: RoomPeer, act: Act): Promise<void> {
    const { seq, sentAt } = await this.acked(peer, act);
    expect(seq).toBe(this.head + 1);
    this.acts.push(act);
    this.log.push(eventOf(act, peer.welcome.you, seq, sentAt));
  }

  private async acked(peer: RoomPeer, act: Act): Promise<{ seq: number; sentAt: number }> {
    const acks = () => peer.of("ack").filter(({ clientId }) => clientId === act.clientId);
    const before = acks().length;
    peer.say(JSON.stringify(act));
    await peer.until(() => acks().length > before, `the ack of ${act.type}`, ACK_WITHIN_MS);
    return acks().at(-1) ?? expect.fail();
  }

  /** Gives every event the newest text, since each replica removes deleted or replaced text at its own time. */
  private inNewestText(events: readonly Event[]): Event[] {
    const texts = new Map(withoutOldText(this.log).map((event) => [event.seq, "body" in event ? event.body : ""]));
    return events.map((event) => ("body" in event ? { ...event, body: texts.get(event.seq) ?? event.body } : event));
  }
}

function eventOf(act: Act, { id: by, username }: User, seq: number, at: number): Event {
  switch (act.type) {
    case "send":
      return { kind: "message", seq, clientId: act.clientId, author: { id: by, username }, body: act.body, sentAt: at };
    case "edit":
      return { kind: "edit", seq, target: act.seq, body: act.body, by, at };
    case "delete":
      return { kind: "delete", seq, target: act.seq, by, at };
    case "react":
      return { kind: "reaction", seq, target: act.seq, emoji: act.emoji, by, on: act.on, at };
  }
}
