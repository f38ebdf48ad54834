/**
 * The browser's side of a room, without React: sends at once and shows it, knows by `clientId` what became of it, notices gaps,
 * comes back by itself with what it has seen. One instance a room and page.
 */
import { newId } from "./ids";
import { type Amendment, isAmendment, reduce } from "./log";
import { type Keep, PendingSends } from "./pending-sends";
import { CLOSE, type Event, event, type FromRoom, fromRoom, type Message, type User } from "./protocol";
import { emptyState, type RoomState } from "./room-state";
import { type SocketOptions, type TicketRefusal, TicketSocket } from "./ticket-socket";

/** A short break is no news: "offline" shows only after this. In ms. */
const OFFLINE_AFTER_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;
const SYNC_RETRY_MS = 1_000;
/** After so many characters the room hears from this client; it would wait for sixteen times as much. */
const UNANSWERED_MAX = 1024 * 1024;
/** How many edits, deletes and reactions are remembered for history that is fetched later. */
const AMENDMENTS_MAX = 1_000;

export interface RoomClientOptions extends SocketOptions {
  roomId: string;
  /** What the page already shows, and the seq up to which that is the whole truth: where the socket takes over. */
  initial: { messages: readonly Message[]; head: number };
  /** Keeps unsent messages beyond the page. */
  keep?: Keep;
  /** For tests: how long a send waits for its answer before the connection counts as dead. */
  answerTimeoutMs?: number;
}

export class RoomClient {
  private state: RoomState;
  private readonly listeners = new Set<() => void>();
  private readonly socket: TicketSocket;
  private readonly pending: PendingSends;
  private offlineTimer: ReturnType<typeof setTimeout> | undefined;
  private amendments: readonly Amendment[] = [];
  private unanswered = 0;
  private isSyncing = false;
  private isWelcome = false;

  constructor(options: RoomClientOptions) {
    this.state = emptyState(options.initial);
    this.socket = new TicketSocket(`/parties/main/${options.roomId}`, options, {
      query: () => ({ after: String(this.state.head) }),
      frame: (data) => this.receive(data),
      down: () => this.down(),
      ended: (why) => this.end(why),
    });
    this.pending = new PendingSends(
      {
        answerTimeoutMs: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
        canSend: () => this.isWelcome,
        transmit: (frame) => this.socket.send(frame),
        unanswered: () => this.socket.renew(),
        changed: (pending) => this.set({ pending }),
      },
      options.keep,
    );
  }

  /** The same object until something changes, as `useSyncExternalStore` wants it. */
  getState = (): RoomState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  open(): void {
    this.set({ status: "connecting", closed: undefined });
    this.pending.restore();
    this.expectSoon();
    this.socket.open();
  }

  close(): void {
    clearTimeout(this.offlineTimer);
    this.offlineTimer = undefined;
    this.isWelcome = false;
    this.pending.stop();
    this.socket.close();
  }

  /** Shows the message as sending and sends it, now or once there is a connection. Answers its clientId. */
  send(body: string, replyTo?: number): string {
    const clientId = newId(this.socket.serverTime());
    this.pending.add({ clientId, body, replyTo, at: this.socket.serverTime() });
    return clientId;
  }

  /** Sends a failed message again under its own clientId, so that it can't appear twice. */
  retry(clientId: string): void {
    if (this.state.status === "closed") return;
    this.pending.retry(clientId);
  }

  discard(clientId: string): void {
    this.pending.discard(clientId);
  }

  /** Puts history in front, oldest first; what is there already is left alone. */
  prepend(older: readonly Message[]): void {
    const first = this.state.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
    // The archive may lag behind the room: what was said about these messages meanwhile is done to them here.
    const current = reduce(older, this.amendments, Number.POSITIVE_INFINITY);
    this.set({ messages: [...current.filter(({ seq }) => seq < first), ...this.state.messages] });
  }

  private receive(data: unknown): void {
    const frame = parseFrame(data);
    if (frame === "unreadable") return this.end("version");
    if (!frame) return;
    switch (frame.type) {
      case "welcome":
        return this.welcome(frame);
      case "events":
        return this.apply(frame.events);
      case "ack":
        return this.pending.acknowledged(frame.clientId, frame.seq <= this.state.head);
      case "refused":
        return frame.clientId ? this.pending.refused(frame) : this.syncLater(frame.retryAfterMs);
      case "online":
        return this.set({ online: withChanges(this.state.online, frame.joined, frame.left) });
      case "typing":
      case "read":
        return;
    }
  }

  private welcome(frame: Extract<FromRoom, { type: "welcome" }>): void {
    clearTimeout(this.offlineTimer);
    this.offlineTimer = undefined;
    this.isWelcome = true;
    this.isSyncing = false;
    this.socket.settled();
    this.set({ status: "live", you: frame.you, online: frame.online });
    if (frame.mode === "resumed") this.apply(frame.events);
    else this.replaceWindow(frame.messages, frame.head);
    this.pending.resend();
  }

  /** After a reset what was shown may have a hole before the new window, so the window alone stays. */
  private replaceWindow(messages: readonly Message[], head: number): void {
    this.set({ messages, head });
    this.pending.confirmed(messages);
  }

  /** Each event once and in order (R5): old ones are dropped, and a gap is asked for before anything after it is shown. */
  private apply(events: readonly Event[]): void {
    const fresh = events.filter(({ seq }) => seq > this.state.head);
    const [first] = fresh;
    if (!first) return;
    if (first.seq !== this.state.head + 1) return this.sync();
    this.isSyncing = false;
    const messages = reduce(this.state.messages, fresh, Number.POSITIVE_INFINITY);
    this.amendments = [...this.amendments, ...fresh.filter(isAmendment)].slice(-AMENDMENTS_MAX);
    this.set({ messages, head: fresh.at(-1)?.seq ?? this.state.head });
    this.pending.confirmed(fresh.filter((event) => event.kind === "message"));
    this.showLife(JSON.stringify(fresh).length);
  }

  /** Says how far it has read now and then: a socket that says nothing for long counts as one that does not read. */
  private showLife(received: number): void {
    this.unanswered += received;
    if (this.unanswered < UNANSWERED_MAX) return;
    this.unanswered = 0;
    this.socket.send({ type: "read", seq: this.state.head });
  }

  private sync(): void {
    if (this.isSyncing) return;
    this.isSyncing = true;
    this.socket.send({ type: "sync", after: this.state.head });
  }

  /** A refusal that names no send was of a sync, should one be under way. */
  private syncLater(ms = SYNC_RETRY_MS): void {
    if (!this.isSyncing) return;
    setTimeout(() => {
      if (!this.isSyncing || !this.isWelcome) return;
      this.isSyncing = false;
      this.sync();
    }, ms);
  }

  private down(): void {
    this.isWelcome = false;
    this.isSyncing = false;
    this.pending.stop();
    if (this.state.status === "closed") return;
    if (this.state.status === "live") this.set({ status: "connecting", online: [] });
    this.expectSoon();
  }

  private expectSoon(): void {
    this.offlineTimer ??= setTimeout(() => {
      if (this.state.status === "connecting") this.set({ status: "offline" });
    }, OFFLINE_AFTER_MS);
  }

  private end(why: TicketRefusal | "version" | number): void {
    this.close();
    this.set({ status: "closed", closed: reasonOf(why), online: [] });
    this.pending.failAll();
  }

  private set(change: Partial<RoomState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

function reasonOf(why: TicketRefusal | "version" | number): NonNullable<RoomState["closed"]> {
  if (why === CLOSE.roomClosed) return "room_closed";
  if (why === CLOSE.unknownVersion) return "version";
  return typeof why === "number" ? "forbidden" : why;
}

/** The room may be a release ahead: a frame of a type that this version doesn't know is ignored. */
function parseFrame(data: unknown): FromRoom | "unreadable" | undefined {
  const json = parseJson(data);
  if (Array.isArray(json?.events)) json.events = json.events.map(readable);
  const { success, data: frame } = fromRoom.safeParse(json);
  if (success) return frame;
  // Going on without these would be a hole.
  return json?.type === "events" || json?.type === "welcome" ? "unreadable" : undefined;
}

const KNOWN_KINDS: readonly string[] = event.options.map(({ shape }) => shape.kind.value);

/** An event of a kind that this version doesn't know counts as seen and changes nothing: no message has an event's own seq. */
function readable(each: { kind?: unknown; seq?: unknown }) {
  if (KNOWN_KINDS.includes(String(each?.kind))) return each;
  return { kind: "reaction", seq: each?.seq, target: each?.seq, emoji: "?", by: "", on: false, at: 0 };
}

function parseJson(data: unknown): { type?: unknown; events?: Array<{ kind?: unknown; seq?: unknown }> } | undefined {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}

function withChanges(online: readonly User[], joined: readonly User[], left: readonly string[]): User[] {
  const gone = new Set([...left, ...joined.map(({ id }) => id)]);
  return [...online.filter(({ id }) => !gone.has(id)), ...joined];
}
