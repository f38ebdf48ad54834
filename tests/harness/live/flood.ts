/** Many users who send at once through the real client, and a record of every guarantee that must hold. */
import { asc, eq } from "drizzle-orm";
import WebSocket from "ws";
import { messages } from "@/db/schema";
import { SHOWN_MAX, SLICE_PART } from "@/lib/client/log-slices";
import { RoomClient } from "@/lib/client/room-client";
import { isContiguous } from "@/lib/events/reduce";
import { type RoomFrame, roomFrame } from "@/lib/protocol/room";
import { recentCache } from "@/lib/server/redis/recent";
import { openRedis } from "@/lib/server/redis/redis";
import { eventually, type LiveRooms } from "./rooms";

/** A user with this many unconfirmed messages sends no further one. */
const PENDING_MAX = 10;
const SETTLED_WITHIN_MS = 60_000;

export class Flood {
  /** From a send to its event at any client, in ms; empty it to start a new measurement. */
  latencies: number[] = [];
  private readonly clients: RoomClient[] = [];
  private readonly sentAt = new Map<string, number>();
  private readonly acks = new Map<string, number>();
  private readonly faults: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly live: LiveRooms,
    readonly roomId: string,
  ) {}

  /** Opens a new room and connects this many users to it. */
  static async open(live: LiveRooms, people: number): Promise<Flood> {
    const owner = await live.person("p0");
    const flood = new Flood(live, await live.room(owner));
    await flood.enter(owner);
    for (let i = 1; i < people; i++) await flood.enter(await live.person(`p${i}`));
    const areLive = async () => flood.clients.every((client) => client.getState().status === "live");
    await eventually(areLive, "everyone to be in the room");
    return flood;
  }

  get acked(): number {
    return this.acks.size;
  }

  /** Everyone sends at this rate from now on, one after the other. */
  talk(perSecondEach: number): void {
    let turn = 0;
    this.timer = setInterval(
      () => this.say(turn++ % this.clients.length),
      1000 / (perSecondEach * this.clients.length),
    );
  }

  hush(): void {
    clearInterval(this.timer);
  }

  /** Resolves when this many more sends are acked. */
  async hears(more: number): Promise<void> {
    const enough = this.acks.size + more;
    await eventually(async () => this.acks.size >= enough, `${more} more acks`, SETTLED_WITHIN_MS);
  }

  /** Resolves when every send is confirmed, everyone has seen every event and both stores have it. */
  async settled(): Promise<void> {
    const states = () => this.clients.map((client) => client.getState());
    const isSeen = () => states().every(({ pending, head }) => pending.length === 0 && head === this.sentAt.size);
    await eventually(async () => isSeen(), "everyone to have seen everything", SETTLED_WITHIN_MS);
    const isKept = async () =>
      (await this.rows()).length >= this.sentAt.size && (await this.recent()).asOf >= this.sentAt.size;
    await eventually(isKept, "both stores to have everything", SETTLED_WITHIN_MS);
  }

  /** The broken guarantees. Call it after `settled`. */
  async broken(): Promise<string[]> {
    const rows = await this.rows();
    const broken = [...this.faults];
    if (!isContiguous(rows as never, 1, this.sentAt.size))
      broken.push(`${rows.length} rows are not 1 to ${this.sentAt.size}`);
    const seqOf = new Map(rows.map(({ clientId, seq }) => [clientId, seq]));
    for (const clientId of this.sentAt.keys()) if (!seqOf.has(clientId)) broken.push(`${clientId} is not archived`);
    for (const [clientId, seq] of this.acks) {
      if (seqOf.get(clientId) !== seq)
        broken.push(`${clientId} was acked as ${seq}, archived as ${seqOf.get(clientId)}`);
    }
    this.clients.forEach((client, i) => {
      // A page shows at least this many of the newest messages, and cuts what is older.
      const shown = client.getState().messages;
      const isEnough = shown.length >= Math.min(rows.length, SHOWN_MAX - SLICE_PART);
      if (!isEnough || logOf(shown) !== logOf(rows.slice(-shown.length)))
        broken.push(`what client ${i} shows is not what is archived`);
    });
    const list = (await this.recent()).messages ?? [];
    if (logOf(list) !== logOf(rows.slice(-50))) broken.push("Redis's list is not the last 50");
    return broken;
  }

  leave(): void {
    this.hush();
    for (const client of this.clients) client.close();
  }

  private async enter(user: Awaited<ReturnType<LiveRooms["person"]>>): Promise<void> {
    const client = new RoomClient({
      roomId: this.roomId,
      host: new URL(this.live.cloud.urls.rooms).host,
      getTicket: async () => ({ ticket: await this.live.ticket(user, this.roomId), expiresAt: Date.now() + 30_000 }),
      initial: { messages: [], head: 0 },
      WebSocket: overheard((frame) => this.note(frame)),
      // Jitter as in a browser, with delays a tenth as long.
      random: () => Math.random() / 10,
    });
    this.clients.push(client);
    client.open();
  }

  private say(i: number): void {
    const client = this.clients[i];
    if (!client || client.getState().pending.length >= PENDING_MAX) return;
    this.sentAt.set(client.send(`${i}: ${this.sentAt.size} 안녕 👋`), performance.now());
  }

  private note(frame: RoomFrame): void {
    if (frame.type === "ack") this.noteAck(frame.clientId, frame.seq);
    if (frame.type === "welcome" && frame.mode !== "resumed") this.faults.push(`a ${frame.mode} welcome`);
    if (frame.type !== "events") return;
    const now = performance.now();
    for (const event of frame.events) {
      const sentAt = event.kind === "message" ? this.sentAt.get(event.clientId) : undefined;
      if (sentAt !== undefined) this.latencies.push(now - sentAt);
    }
  }

  private noteAck(clientId: string, seq: number): void {
    const before = this.acks.get(clientId);
    if (before !== undefined && before !== seq) this.faults.push(`${clientId} was acked as ${before} and as ${seq}`);
    this.acks.set(clientId, seq);
  }

  private rows() {
    const { db } = this.live;
    return db.select().from(messages).where(eq(messages.roomId, this.roomId)).orderBy(asc(messages.seq));
  }

  private recent() {
    return recentCache(openRedis(this.live.env), this.live.env.KEY_PREFIX, this.roomId).read();
  }
}

const logOf = (log: ReadonlyArray<{ seq: number; clientId: string; body: string }>) =>
  log.map(({ seq, clientId, body }) => `${seq} ${clientId} ${body}`).join("\n");

/** A WebSocket whose frames the test also reads. */
function overheard(listen: (frame: RoomFrame) => void) {
  return class extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols);
      this.on("message", (data) => listen(roomFrame.parse(JSON.parse(String(data)))));
    }
  };
}
