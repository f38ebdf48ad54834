/** A room over in-memory stores, and users to connect to it. */

import { newId } from "@/lib/shared/ids";
import type { Guest } from "@/party/ports";
import { Room } from "@/party/room/room";
import { FakeArchive } from "./fakes/archive";
import { FakeCache } from "./fakes/cache";
import { FakeClock, settle } from "./fakes/clock";
import { FakeFiles } from "./fakes/files";
import { FakeInboxes } from "./fakes/inboxes";
import { FakeStore } from "./fakes/store";
import type { Connect } from "./peers/peer";
import { RoomPeer } from "./peers/room-peer";
import { TestSocket } from "./peers/test-socket";

/** A client in memory. Tests can also use its socket on the room's side. */
export class TestPeer extends RoomPeer {
  constructor(
    readonly socket: TestSocket,
    connect: Connect,
    now: () => number,
  ) {
    super(connect, now);
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
  readonly files = new FakeFiles();
  room = this.makeRoom();

  /** A new Room over the same sockets and storage, as after hibernation. */
  async hibernate(): Promise<void> {
    await settle();
    this.clock.clear();
    for (const socket of this.sockets) socket.sent = 0;
    this.room = this.makeRoom();
  }

  /** A new Room over the same storage without sockets, as after a crash or a deployment. */
  async restart(): Promise<void> {
    for (const socket of this.sockets) socket.close(1006, "gone");
    this.sockets.clear();
    await this.hibernate();
  }

  connect = async (
    name: string,
    options: { after?: number; ticketId?: string; guest?: Partial<Guest> } = {},
  ): Promise<TestPeer> => {
    const user = { id: `user-${name}`, username: name };
    const guest = { ...user, role: "member", sessionId: `session-${name}`, receipts: true } as const;
    const socket = new TestSocket({ ...guest, ...options.guest });
    const join: Connect = (events) => {
      socket.peer = events;
      this.sockets.add(socket);
      const expiresAt = this.clock.now() + 30_000;
      void this.room.join(socket, { ticketId: options.ticketId ?? newId(), expiresAt, after: options.after });
      return {
        send: (text) => {
          void this.room.receive(socket, text);
          return settle();
        },
        drop: () => {
          this.sockets.delete(socket);
          this.room.leave(socket);
        },
      };
    };
    const peer = new TestPeer(socket, join, () => this.clock.now());
    await settle();
    return peer;
  };

  /** Advances the clock until a flush, even one right after another (1 s), is done and storage has its mark (2 s more). */
  async flush(): Promise<void> {
    await this.clock.advance(3_300);
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
    return new Room({
      store,
      archive,
      cache,
      clock,
      ...settings,
      warn,
      inboxes,
      sockets,
      verifyFile: this.files.verify,
    });
  }
}
