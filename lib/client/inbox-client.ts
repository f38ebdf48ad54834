/**
 * The browser's side of a user's inbox, without React: subscribes to the rooms on the page and receives their updates.
 */
import { type InboxUpdate, inboxFrame, WATCH_MAX } from "@/lib/protocol/inbox";
import { parseJson } from "@/lib/shared/parse-json";
import { type SocketEnd, type SocketOptions, TicketSocket } from "./connection/ticket-socket";

/** Half of the time for which a room keeps a subscription. */
const SAY_AGAIN_MS = 5 * 60_000;
/** Rooms that enter the list one after the other share one `watch`. */
const GATHER_MS = 200;
/** After a refusal or a refresh: the cause may last a moment, and not all pages should retry at once. */
const LATER_MS = 2_000;

export interface InboxHandlers {
  update(rooms: InboxUpdate[]): void;
  /** The list of rooms, or one of them, has changed: query GET /api/rooms again. */
  refresh(): void;
  /** Connected. `isReturn`: updates may have been missed, so query as after a refresh. */
  connected?(isReturn: boolean): void;
  disconnected?(): void;
  /** Closed permanently. */
  ended?(why: SocketEnd): void;
}

export interface InboxClientOptions extends SocketOptions {
  userId: string;
}

export class InboxClient {
  private readonly socket: TicketSocket;
  private rooms: readonly string[] = [];
  private named: readonly string[] = [];
  private said = new Set<string>();
  private saidAt = 0;
  private sayTimer: ReturnType<typeof setTimeout> | undefined;
  private againTimer: ReturnType<typeof setInterval> | undefined;
  private isUp = false;
  private hasBeenUp = false;

  constructor(
    private readonly options: InboxClientOptions,
    private readonly handlers: InboxHandlers,
  ) {
    this.socket = new TicketSocket(`/parties/inbox/${options.userId}`, options, {
      frame: (data) => this.receive(data),
      down: () => this.down(),
      ended: (why) => this.end(why),
    });
  }

  open(): void {
    this.socket.open();
    this.againTimer ??= setInterval(this.sayAgain, SAY_AGAIN_MS);
    globalThis.document?.addEventListener?.("visibilitychange", this.seen);
  }

  close(): void {
    this.isUp = false;
    clearInterval(this.againTimer);
    this.againTimer = undefined;
    this.quiet();
    globalThis.document?.removeEventListener?.("visibilitychange", this.seen);
    this.socket.close();
  }

  /** The rooms on the page, most important first, at most WATCH_MAX. The user's own rooms are watched in any case. */
  watch(roomIds: readonly string[]): void {
    this.rooms = roomIds;
    this.named = roomIds.slice(0, WATCH_MAX);
    if (this.rooms.some((id) => !this.said.has(id))) this.sayIn(GATHER_MS);
  }

  private receive(data: unknown): void {
    const frame = parseFrame(data);
    switch (frame?.type) {
      case "welcome":
        return this.welcome();
      case "news":
        return this.handlers.update(frame.rooms);
      case "refresh":
        // A room may have ended this user's subscription, so subscribe to all again.
        this.said.clear();
        this.sayIn(LATER_MS * (1 + this.random()));
        return this.handlers.refresh();
      case "mark":
        return this.socket.send(frame);
      case "refused":
        this.said.clear();
        return this.sayIn(LATER_MS * (1 + 4 * this.random()));
    }
  }

  private welcome(): void {
    const isReturn = this.hasBeenUp;
    this.isUp = this.hasBeenUp = true;
    this.socket.settled();
    this.said.clear();
    this.say();
    this.handlers.connected?.(isReturn);
  }

  private sayIn(ms: number): void {
    this.sayTimer ??= setTimeout(() => this.say(), ms);
  }

  private say(): void {
    this.quiet();
    if (!this.isUp || this.rooms.length === 0) return;
    this.said = new Set(this.rooms);
    this.saidAt = Date.now();
    this.socket.send({ type: "watch", rooms: this.named, mine: true });
  }

  private quiet(): void {
    clearTimeout(this.sayTimer);
    this.sayTimer = undefined;
  }

  /** Subscriptions of a hidden page expire; they are renewed as soon as it is visible again. */
  private readonly sayAgain = (): void => {
    if (globalThis.document?.visibilityState !== "hidden") this.say();
  };

  private readonly seen = (): void => {
    if (Date.now() - this.saidAt >= SAY_AGAIN_MS) this.sayAgain();
  };

  private down(): void {
    const wasUp = this.isUp;
    this.isUp = false;
    if (wasUp) this.handlers.disconnected?.();
  }

  private end(why: SocketEnd): void {
    this.close();
    this.handlers.ended?.(why);
  }

  private random(): number {
    return (this.options.random ?? Math.random)();
  }
}

/** The inbox may be a release ahead: an unknown frame is ignored. */
function parseFrame(data: unknown) {
  return inboxFrame.safeParse(parseJson(String(data))).data;
}
