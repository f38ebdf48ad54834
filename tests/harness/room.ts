/** A room over in-memory stores, and people to put in it. */

import { type ClientFrame, type Event, type Message, type RoomFrame, roomFrame } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import type { Guest, Socket } from "@/party/room/ports";
import { Room } from "@/party/room/room";
import { textBytes } from "@/party/room/sockets/backpressure";
import { FakeArchive } from "@/tests/harness/fakes/archive";
import { FakeCache } from "@/tests/harness/fakes/cache";
import { FakeClock, settle } from "@/tests/harness/fakes/clock";
import { FakeInboxes } from "@/tests/harness/fakes/inboxes";
import { FakeStore } from "@/tests/harness/fakes/store";

export class TestSocket implements Socket {
  joined = false;
  isHeld = false;
  sent = 0;
  connectedAt: number | undefined = Date.now();
  pingedAt: number | undefined;
  closed: { code: number; reason: string } | undefined;
  readonly frames: RoomFrame[] = [];

  constructor(public guest: Guest) {}

  send(frame: string): void {
    this.sent += textBytes(frame);
    if (!this.closed) this.frames.push(roomFrame.parse(JSON.parse(frame)));
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }
}

type Frame<T extends RoomFrame["type"]> = Extract<RoomFrame, { type: T }>;

/** One person's connection, as a strict client sees it. */
export class Peer {
  constructor(
    private readonly world: TestRoom,
    readonly socket: TestSocket,
  ) {}

  frames<T extends RoomFrame["type"]>(type: T): Frame<T>[] {
    return this.socket.frames.filter((frame) => frame.type === type) as Frame<T>[];
  }

  get welcome(): Frame<"welcome"> {
    const welcome = this.frames("welcome").at(-1);
    if (!welcome) throw new Error("not welcomed");
    return welcome;
  }

  /** Everything seen since the welcome, its own content included, in the order of arrival. */
  events(): Event[] {
    const { welcome } = this;
    const first: Array<Event | Message> = welcome.mode === "resumed" ? welcome.events : welcome.messages;
    return [...first, ...this.frames("events").flatMap(({ events }) => events)];
  }

  bodies(): string[] {
    return this.events().map((event) => ("body" in event ? event.body : event.kind));
  }

  async send(body: string, clientId = newId(this.world.clock.now())): Promise<string> {
    await this.say({ type: "send", clientId, body });
    return clientId;
  }

  async say(frame: ClientFrame | string): Promise<void> {
    void this.world.room.receive(this.socket, typeof frame === "string" ? frame : JSON.stringify(frame));
    await settle();
  }

  drop(): void {
    this.world.sockets.delete(this.socket);
    this.world.room.leave(this.socket);
  }
}

export class TestRoom {
  readonly store = new FakeStore();
  readonly archive = new FakeArchive();
  readonly cache = new FakeCache();
  readonly clock = new FakeClock();
  readonly sockets = new Set<TestSocket>();
  readonly inboxes = new FakeInboxes();
  readonly warnings: string[] = [];
  limits = { rate: 1_000_000, burst: 1_000_000 };
  socketsMax = 5_000;
  pingsPassBy = true;
  writeGapMs = 0;
  room = this.makeRoom();

  /** A new Room over the same sockets and storage: what hibernation leaves. */
  async hibernate(): Promise<void> {
    await settle();
    this.clock.clear();
    for (const socket of this.sockets) socket.sent = 0;
    this.room = this.makeRoom();
  }

  /** The same with the sockets gone: what a crash or a deploy leaves. */
  async restart(): Promise<void> {
    for (const socket of this.sockets) socket.close(1006, "gone");
    this.sockets.clear();
    await this.hibernate();
  }

  connect = async (
    name: string,
    options: { after?: number; ticketId?: string; guest?: Partial<Guest> } = {},
  ): Promise<Peer> => {
    const user = { id: `user-${name}`, username: name };
    const guest = { ...user, role: "member", sessionId: `session-${name}`, receipts: true } as const;
    const socket = new TestSocket({ ...guest, ...options.guest });
    this.sockets.add(socket);
    const expiresAt = this.clock.now() + 30_000;
    void this.room.join(socket, { ticketId: options.ticketId ?? newId(), expiresAt, after: options.after });
    await settle();
    return new Peer(this, socket);
  };

  /** Long enough for a flush that nothing holds up. */
  async flush(): Promise<void> {
    await this.clock.advance(250);
  }

  archivedBodies(): string[] {
    return this.archive.entries.map(({ event }) => ("body" in event ? event.body : event.kind));
  }

  private makeRoom(): Room {
    const { store, archive, cache, clock } = this;
    const warn = (what: string) => this.warnings.push(what);
    const { limits, socketsMax, writeGapMs, inboxes, pingsPassBy } = this;
    const sockets = () => this.sockets;
    const settings = { limits, socketsMax, writeGapMs, pingsPassBy };
    return new Room({ store, archive, cache, clock, ...settings, warn, inboxes, sockets });
  }
}
