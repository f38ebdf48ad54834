/** Rooms in real workerd on the local cloud, and people who talk to them over real sockets. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { type Database, openDatabase } from "../../db/client";
import { rooms, users } from "../../db/schema";
import { type Cloud, startCloud } from "../../dev/cloud";
import type { SharedEnv } from "../../lib/env";
import { newId } from "../../lib/ids";
import { type Event, type FromRoom, fromRoom, type User } from "../../lib/protocol";
import { signTicket } from "../../lib/ticket";
import { testBackends } from "./servers";

export interface LiveRooms {
  cloud: Cloud;
  env: SharedEnv;
  db: Database;
  person(name: string): Promise<User>;
  room(owner: User): Promise<string>;
  ticket(user: User, roomId: string, at?: number): Promise<string>;
  connect(user: User, roomId: string, options?: { after?: number }): Promise<LivePeer>;
  /** Opens a socket with whatever ticket, and whatever else, and tells what became of it. */
  knock(roomId: string, query: Record<string, string>, headers?: Record<string, string>): LivePeer;
  stop(): Promise<void>;
}

export async function liveRooms(env: Record<string, string> = {}): Promise<LiveRooms> {
  const backends = await testBackends();
  const dataDir = mkdtempSync(join(tmpdir(), "sarangbang-live-"));
  const cloud = await startCloud({
    ...backends.options,
    dataDir,
    next: false,
    env: { MESSAGE_RATE: "1e6", MESSAGE_BURST: "1000000", ...env },
  });
  const db = openDatabase(cloud.env as unknown as SharedEnv);
  const live: LiveRooms = {
    cloud,
    env: cloud.env as unknown as SharedEnv,
    db,
    async person(name) {
      const user = { id: newId(), username: name };
      await db.insert(users).values({ ...user, usernameKey: user.id });
      return user;
    },
    async room(owner) {
      const id = newId();
      await db.insert(rooms).values({ id, name: "시험 방", createdBy: owner.id });
      return id;
    },
    async ticket(user, roomId, at) {
      const admission = {
        userId: user.id,
        username: user.username,
        roomId,
        role: "member",
        sessionId: newId(),
      } as const;
      return (await signTicket(admission, live.env.TICKET_SECRET, at)).ticket;
    },
    async connect(user, roomId, { after } = {}) {
      const ticket = await live.ticket(user, roomId);
      const peer = live.knock(roomId, { v: "1", ticket, ...(after === undefined ? {} : { after: String(after) }) });
      await peer.until(() => peer.frames.some(({ type }) => type === "welcome"), "a welcome");
      return peer;
    },
    knock(roomId, query, headers) {
      const url = `${cloud.urls.rooms.replace("http", "ws")}/parties/main/${roomId}?${new URLSearchParams(query)}`;
      return new LivePeer(new WebSocket(url, { headers }));
    },
    async stop() {
      await cloud.stop();
      await backends.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return live;
}

/** A client that keeps every frame, parsed by the wire's schema, in the order of arrival. */
export class LivePeer {
  readonly frames: FromRoom[] = [];
  closed: number | undefined;
  /** The HTTP status of a refused upgrade. */
  status: number | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly socket: WebSocket) {
    socket.on("message", (data) => this.note(() => this.frames.push(fromRoom.parse(JSON.parse(String(data))))));
    socket.on("close", (code) => this.note(() => (this.closed = code)));
    socket.on("unexpected-response", (_, response) => this.note(() => (this.status = response.statusCode)));
    socket.on("error", () => {});
  }

  get welcome(): Extract<FromRoom, { type: "welcome" }> {
    const frame = this.frames.findLast(({ type }) => type === "welcome");
    if (frame?.type !== "welcome") throw new Error("not welcomed");
    return frame;
  }

  of<T extends FromRoom["type"]>(type: T): Extract<FromRoom, { type: T }>[] {
    return this.frames.filter((frame) => frame.type === type) as Extract<FromRoom, { type: T }>[];
  }

  /** Events seen since the first welcome, that welcome's own content included. */
  events(): Event[] {
    const [first] = this.of("welcome");
    if (!first) return [];
    return [
      ...(first.mode === "resumed" ? first.events : first.messages),
      ...this.of("events").flatMap((f) => f.events),
    ];
  }

  send(body: string, clientId: string = newId()): string {
    this.say(JSON.stringify({ type: "send", clientId, body }));
    return clientId;
  }

  say(text: string): void {
    this.socket.send(text);
  }

  async sent(body: string): Promise<number> {
    const clientId = this.send(body);
    await this.until(() => this.of("ack").some((ack) => ack.clientId === clientId), `the ack of ${body}`);
    return this.of("ack").find((ack) => ack.clientId === clientId)?.seq ?? 0;
  }

  async until(isTrue: () => boolean, what: string, withinMs = 15_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!isTrue()) {
      if (Date.now() > deadline)
        throw new Error(`waited ${withinMs} ms for ${what}; last frames: ${JSON.stringify(this.frames.slice(-3))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  drop(): void {
    this.socket.terminate();
  }

  private note(happened: () => unknown): void {
    happened();
    for (const go of this.waiting) go();
    this.waiting.clear();
  }
}

/** Polls until something outside the sockets is so. */
export async function eventually(isTrue: () => Promise<boolean>, what: string, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
