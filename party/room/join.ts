import { PROTOCOL_VERSION } from "@/lib/protocol/connection";
import { ONLINE_MAX, type Welcome } from "@/lib/protocol/room";
import type { Ports, Socket } from "@/party/ports";
import { RateLimit } from "@/party/shared/rate-limit";
import { type Broadcaster, encodeEvents, eventsFrame, ROOM_FRAME_MAX_BYTES } from "./broadcast";
import { type Encoded, encoded, joined } from "./encoded";
import type { Presence } from "./presence/presence";
import type { ReadReceipts } from "./presence/read-receipts";
import type { Refuse } from "./replies";
import { findMissed, type Missed } from "./resume";
import type { RoomState } from "./room-state";

type Mode = Pick<Welcome, "mode" | "source">;
/** The part of a welcome that differs between clients; the rest is encoded once for all of them. */
type OwnPart = Pick<Welcome, "type" | "protocol" | "you" | "head"> & Mode;

/** The maximum bytes of one user in a welcome, and of a welcome without its events: the first page of users and one more. */
const PERSON_BYTES = 200;
const HEAD_BYTES = 10_000 + PERSON_BYTES * (ONLINE_MAX + 1);

const COMMA = encoded(",");
const BEFORE_LIST = encoded(',"messages":');
const END = encoded("}");

/** The part of the room that `JoinHandler` uses. */
interface JoinContext {
  ports: Ports;
  broadcaster: Broadcaster;
  presence: Presence;
  readReceipts: ReadReceipts;
  refuse: Refuse;
}

/** Welcomes new and returning clients: each gets exactly the events that it missed, or the recent messages (R5). */
export class JoinHandler {
  /** Limits the answers to one user's syncs, in KiB. */
  private readonly syncLimit: RateLimit;
  /** Clients that have seen only up to this seq missed more than fits in a frame. */
  private readonly tooOld = new WeakMap<RoomState, number>();

  constructor(private readonly context: JoinContext) {
    const { limits, clock } = context.ports;
    this.syncLimit = new RateLimit({ rate: 25 * limits.rate, burst: 200 * limits.burst }, clock);
  }

  /** @param after the newest seq that a returning client has seen @throws if neither events nor a window can be read */
  async welcome(socket: Socket, state: RoomState, after: number | undefined): Promise<void> {
    if (after === undefined) return this.welcomeWithWindow(socket, state, "fresh");
    const missed = await this.findMissed(state, after);
    assertIntact(state);
    this.context.broadcaster.flush();
    const events = this.encode(state, after, missed, ROOM_FRAME_MAX_BYTES - HEAD_BYTES);
    if (missed.status !== "found" || !events) return this.welcomeWithWindow(socket, state, "reset");
    this.markJoined(socket, state);
    const head = this.headFor(socket, state, { mode: "resumed", source: missed.source });
    socket.send(`${head.text},"events":[${events.join(",")}]}`);
  }

  /** Answers a client that noticed a gap: with the missing events in one frame, or with a fresh window. */
  async handleSync(socket: Socket, state: RoomState, after: number): Promise<void> {
    // The answer in progress covers everything up to the head. A client that still misses something after it asks
    // again.
    if (socket.session === "syncing") return;
    const retryAfterMs = this.syncLimit.take(socket.guest.id);
    if (retryAfterMs > 0) return this.context.refuse(socket, "rate_limited", { retryAfterMs });
    socket.session = "syncing";
    const sentBefore = socket.sent;
    try {
      const missed = await this.findMissed(state, after);
      assertIntact(state);
      this.context.broadcaster.flush();
      const events = this.encode(state, after, missed, ROOM_FRAME_MAX_BYTES);
      if (!events) await this.welcomeWithWindow(socket, state, "reset");
      else if (events.length > 0) socket.send(eventsFrame(events));
    } finally {
      endSync(socket);
      this.syncLimit.charge(socket.guest.id, (socket.sent - sentBefore) / 1024);
    }
  }

  prune(): void {
    this.syncLimit.prune();
  }

  private async findMissed(state: RoomState, after: number): Promise<Missed> {
    // The log only grows, so events that did not fit in a frame never will.
    if (after <= (this.tooOld.get(state) ?? -1)) return { status: "too_large" };
    const missed = await findMissed(after, state.log, this.context.ports);
    if (missed.status === "too_large") this.noteTooOld(state, after);
    return missed;
  }

  /** Undefined: the client needs a window. Call it in the turn in which the answer is sent. */
  private encode(state: RoomState, after: number, missed: Missed, maxBytes: number): string[] | undefined {
    const events = missed.status === "found" ? missed.take() : undefined;
    if (!events) return undefined;
    const texts = encodeEvents(events, maxBytes);
    if (!texts) this.noteTooOld(state, after);
    return texts;
  }

  private noteTooOld(state: RoomState, after: number): void {
    this.tooOld.set(state, Math.max(after, this.tooOld.get(state) ?? -1));
  }

  private async welcomeWithWindow(socket: Socket, state: RoomState, mode: "fresh" | "reset"): Promise<void> {
    const source = await state.loadWindow();
    assertIntact(state);
    this.context.broadcaster.flush();
    this.markJoined(socket, state);
    const head = this.headFor(socket, state, { mode, source });
    const list = state.window.json(ROOM_FRAME_MAX_BYTES - head.bytes - BEFORE_LIST.bytes - END.bytes);
    const { text, bytes } = joined([head, BEFORE_LIST, list, END]);
    socket.send(text, bytes);
  }

  /** From here on the socket gets broadcasts, unless it left or was removed while its welcome was prepared. */
  private markJoined(socket: Socket, state: RoomState): void {
    if (socket.session !== "connecting") return;
    const { id, receipts, preview } = socket.guest;
    if (!preview) this.context.readReceipts.setEnabled(state, id, receipts);
    this.context.presence.arrives(socket);
  }

  /** The JSON of a welcome up to its list of messages or events. */
  private headFor({ guest }: Socket, { log, readers }: RoomState, mode: Mode): Encoded {
    const { id, username, role, preview } = guest;
    const you = { id, username, role, ...(preview && { preview }) };
    const own: OwnPart = { type: "welcome", protocol: PROTOCOL_VERSION, you, head: log.head, ...mode };
    const { presence, readReceipts } = this.context;
    const ownPart = encoded(`${JSON.stringify(own).slice(0, -1)},`);
    return joined([ownPart, presence.inWelcome(id), COMMA, readReceipts.inWelcome(readers, guest)]);
  }
}

function endSync(socket: Socket): void {
  if (socket.session === "syncing") socket.session = "joined";
}

/**
 * @throws if storage failed since the log was read: the log may lack events that are stored and that others have seen
 */
function assertIntact({ log }: RoomState): void {
  if (log.isBroken) throw new Error("storage failed while the answer was prepared");
}
