import { PROTOCOL_VERSION, type Refusal, type Welcome } from "@/lib/protocol/room";
import { utf8Bytes } from "@/lib/shared/bytes";
import type { Ports, Socket } from "@/party/ports";
import { RateLimit } from "@/party/shared/rate-limit";
import { type Broadcaster, encodeEvents, eventsFrame, ROOM_FRAME_MAX_BYTES } from "./broadcast";
import type { Presence } from "./presence";
import type { ReadReceipts } from "./read-receipts";
import { findMissed, type Missed } from "./resume";
import type { RoomState } from "./room-state";

type WelcomeHead = Omit<Welcome, "messages" | "events">;

/** The most bytes of a welcome without its events and people, and of one person in it. */
const WELCOME_BYTES = 10_000;
const PERSON_BYTES = 200;

/** Welcomes those who come and those who come back, each with exactly what they need to go on from (R5). */
export class JoinHandler {
  /** Limits the answers to one user's syncs, in KiB. */
  private readonly replies: RateLimit;
  /** Clients that have seen only up to this seq missed more than fits a frame. */
  private readonly tooOld = new WeakMap<RoomState, number>();

  constructor(
    private readonly ports: Ports,
    private readonly delivery: Broadcaster,
    private readonly presence: Presence,
    private readonly receipts: ReadReceipts,
    private readonly isRemoved: (socket: Socket) => boolean,
    private readonly refuse: (socket: Socket, reason: Refusal, more: { retryAfterMs: number }) => void,
  ) {
    const { rate, burst } = ports.limits;
    this.replies = new RateLimit({ rate: 25 * rate, burst: 200 * burst }, ports.clock);
  }

  /** @param after the newest seq the client has seen, where it comes back. @throws when there is nothing to welcome with. */
  async welcome(socket: Socket, live: RoomState, after: number | undefined): Promise<void> {
    if (after === undefined) return this.welcomeAfresh(socket, live, "fresh");
    const missed = await this.missed(live, after);
    assertWhole(live);
    this.delivery.flush();
    const people = WELCOME_BYTES + PERSON_BYTES * this.presence.online().length;
    const events = this.encode(live, after, missed, ROOM_FRAME_MAX_BYTES - people);
    if (!missed || !events) return this.welcomeAfresh(socket, live, "reset");
    this.admit(socket, live);
    const head = { ...this.greeting(socket, live), mode: "resumed", source: missed.source } satisfies WelcomeHead;
    socket.send(withList(JSON.stringify(head), "events", `[${events.join(",")}]`));
  }

  /** Answers a client that noticed a gap: with what it lacks in one frame, or a fresh window. */
  async resync(socket: Socket, live: RoomState, after: number): Promise<void> {
    // The answer under way brings everything up to the head; what is then still missing will be asked for again.
    if (socket.isHeld) return;
    const retryAfterMs = this.replies.take(socket.guest.id);
    if (retryAfterMs > 0) return this.refuse(socket, "rate_limited", { retryAfterMs });
    socket.isHeld = true;
    const before = socket.sent;
    try {
      const missed = await this.missed(live, after);
      assertWhole(live);
      this.delivery.flush();
      const events = this.encode(live, after, missed, ROOM_FRAME_MAX_BYTES);
      if (!events) await this.welcomeAfresh(socket, live, "reset");
      else if (events.length > 0) socket.send(eventsFrame(events));
    } finally {
      socket.isHeld = false;
      this.replies.charge(socket.guest.id, (socket.sent - before) / 1024);
    }
  }

  prune(): void {
    this.replies.prune();
  }

  /** The events that a client missed; undefined: it needs a fresh window. Too much once is always too much: the log only grows. */
  private async missed(live: RoomState, after: number): Promise<Missed | undefined> {
    if (after <= (this.tooOld.get(live) ?? -1)) return undefined;
    const missed = await findMissed(after, live.log, this.ports);
    if (missed !== "too much") return missed;
    this.noteTooMuch(live, after);
  }

  /** Call it in the same turn in which the answer is sent. */
  private encode(live: RoomState, after: number, missed: Missed | undefined, maxBytes: number): string[] | undefined {
    const events = missed?.take();
    if (!events) return undefined;
    const texts = encodeEvents(events, maxBytes);
    if (!texts) this.noteTooMuch(live, after);
    return texts;
  }

  private noteTooMuch(live: RoomState, after: number): void {
    this.tooOld.set(live, Math.max(after, this.tooOld.get(live) ?? -1));
  }

  private async welcomeAfresh(socket: Socket, live: RoomState, mode: "fresh" | "reset"): Promise<void> {
    const source = await live.loadWindow();
    assertWhole(live);
    this.delivery.flush();
    this.admit(socket, live);
    const head = JSON.stringify({ ...this.greeting(socket, live), mode, source } satisfies WelcomeHead);
    socket.send(withList(head, "messages", live.window.json(ROOM_FRAME_MAX_BYTES - utf8Bytes(head))));
  }

  /** From here on the socket gets what the room delivers. */
  private admit(socket: Socket, live: RoomState): void {
    // Who was sent away while the welcome was being made does not come in by it.
    if (socket.joined || this.isRemoved(socket)) return;
    if (!socket.guest.preview) this.receipts.setEnabled(live, socket.guest.id, socket.guest.receipts);
    this.presence.arrives(socket);
  }

  private greeting({ guest }: Socket, { log, readers }: RoomState) {
    const { id, username, role, preview } = guest;
    const people = { online: this.presence.online(), ...this.receipts.of(readers, guest) };
    const you = { id, username, role, ...(preview && { preview }) };
    const state = { you, head: log.head, ...people };
    return { type: "welcome", protocol: PROTOCOL_VERSION, ...state } as const;
  }
}

/** A welcome with its content, which is JSON already. */
function withList(welcome: string, name: "messages" | "events", json: string): string {
  return `${welcome.slice(0, -1)},"${name}":${json}}`;
}

/** @throws where storage has failed since this log was read: it may lack events that storage kept and others have seen. */
function assertWhole({ log }: RoomState): void {
  if (log.isBroken) throw new Error("storage failed meanwhile");
}
