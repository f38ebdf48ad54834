import type { ClientFrame, Event, RoomFrame } from "@/lib/protocol/room";
import type { Guest } from "@/party/ports";
import type { FakeClock } from "@/tests/harness/fakes/clock";
import type { History } from "./history";
import { type Host, SimSocket } from "./host";
import type { Random } from "./random";
import { Screen } from "./screen";

/** The client gives a connection up after this time without an answer. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Sends in flight after a rate limit, as in the real client: otherwise it would be closed for too many refusals. */
const PACED_MAX = 5;

/** A frame with an id of its own: it is repeated until it has an answer. */
export type Sent = Extract<ClientFrame, { clientId: string }>;
type Welcome = Extract<RoomFrame, { type: "welcome" }>;

interface Surroundings {
  time: FakeClock;
  random: Random;
  history: History;
  host: Host;
}

/** One tab of one user, as strict as docs/protocol.md allows: it fails on any frame out of order. */
export class SimClient {
  socket: SimSocket | undefined;
  isLive = false;
  readonly screen = new Screen();
  readonly pending = new Map<string, Sent>();
  /** Sends with a final answer; some are repeated, to test R4. */
  readonly settled: Sent[] = [];
  /** Stays offline until reconnected. */
  isAway = false;
  private isSyncing = false;
  /** The newest event received on this connection, applied or held behind a gap. */
  private told = 0;
  /** Whether this connection has sent a sync, after which the same event may come twice. */
  private hasSynced = false;
  private attempts = 0;
  /** Sends in flight on this connection. */
  private readonly unanswered = new Set<string>();
  /** Since a rate limit refused something, few sends are in flight at once, and none before this time (epoch ms). */
  private pacedUntil: number | undefined;

  constructor(
    readonly name: string,
    readonly guest: Guest,
    private readonly world: Surroundings,
  ) {}

  /** The seq up to which the client has every event. */
  get head(): number {
    return this.screen.head;
  }

  /** @param how `after` is its own seq, a lower one, one beyond the head, or missing */
  connect(how: "true" | "stale" | "beyond" | "fresh"): void {
    if (this.socket) return;
    const after = this.prepare(how);
    const socket = new SimSocket(this.guest, this.world.history);
    this.socket = socket;
    this.hasSynced = false;
    this.told = 0;
    this.world.host.connect(socket, after);
    this.later(ANSWER_TIMEOUT_MS, () => {
      if (this.socket === socket && !this.isLive) this.drop();
    });
  }

  /** The network breaks: frames in flight to the client are lost. */
  drop(): void {
    const { socket } = this;
    if (!socket) return;
    this.socket = undefined;
    this.unanswered.clear();
    this.isLive = this.isSyncing = false;
    this.world.host.gone(socket);
    this.comeBackLater();
  }

  say(frame: Sent): void {
    this.pending.set(frame.clientId, frame);
    this.transmit(frame);
  }

  /** Sends the text unchanged, and expects no answer. */
  mutter(text: string): void {
    if (this.socket && this.isLive) this.world.host.receive(this.socket, text);
  }

  sync(): void {
    const { socket } = this;
    if (!socket || !this.isLive || this.isSyncing) return;
    this.isSyncing = this.hasSynced = true;
    this.mutter(JSON.stringify({ type: "sync", after: this.head }));
    this.later(ANSWER_TIMEOUT_MS, () => this.syncAgain(socket));
  }

  /** Whether the room has withheld an event from it on this connection without a reason (R5). */
  get isOwed(): boolean {
    const known = Math.max(this.head, this.told, this.socket?.gapUpTo ?? 0);
    return this.isLive && known < this.world.history.head;
  }

  get hasMail(): boolean {
    return this.socket !== undefined && (this.socket.inbox.length > 0 || this.socket.closed !== undefined);
  }

  /** Reads one frame, or the close behind the last one. */
  read(): void {
    const { socket } = this;
    if (!socket) return;
    const text = socket.inbox.shift();
    if (text !== undefined) return this.receive(parse(text), socket);
    if (socket.closed !== undefined) this.drop();
  }

  private prepare(how: "true" | "stale" | "beyond" | "fresh"): number | undefined {
    const { random, history } = this.world;
    if (how === "fresh" || this.screen.isEmpty) return undefined;
    if (how === "stale") this.screen.rewind(random);
    else if (how === "beyond") this.screen.startFrom([], history.head + 1 + random.int(5), false);
    return this.head;
  }

  private receive(frame: RoomFrame, socket: SimSocket): void {
    switch (frame.type) {
      case "welcome":
        return this.welcomed(frame);
      case "events":
        return this.hear(frame.events, socket);
      case "ack":
        return this.settle(frame.clientId);
      case "refused":
        return this.refused(frame, socket);
      default:
    }
  }

  private welcomed(frame: Welcome): void {
    const wasLive = this.isLive;
    this.isLive = true;
    this.isSyncing = false;
    this.attempts = 0;
    if (frame.mode === "resumed") this.resumed(frame);
    else {
      this.screen.startFrom(frame.messages, frame.head);
      this.told = frame.head;
    }
    if (!wasLive) this.transmitAll();
  }

  private resumed({ events, head }: Extract<Welcome, { mode: "resumed" }>): void {
    const first = events[0]?.seq ?? head + 1;
    if (first !== this.head + 1 || (events.at(-1)?.seq ?? this.head) !== head) {
      this.world.history.breaks("R5", `${this.name} came back with ${this.head} and got ${first}.. of ${head}`);
    }
    this.take(events);
  }

  private hear(events: readonly Event[], socket: SimSocket): void {
    const fresh = events.filter(({ seq }) => seq > this.head);
    if (fresh.length < events.length && !this.hasSynced) {
      this.world.history.breaks("R5", `${this.name} got ${events[0]?.seq} again, after ${this.head}`);
    }
    const [first] = fresh;
    if (!first) return;
    if (first.seq === this.head + 1) return this.take(fresh);
    if (first.seq - 1 > Math.max(this.told, socket.gapUpTo)) {
      this.world.history.breaks("R5", `${this.name} got ${first.seq} after ${Math.max(this.told, this.head)}: a gap`);
    }
    this.told = Math.max(this.told, events.at(-1)?.seq ?? 0);
    this.sync();
  }

  private take(events: readonly Event[]): void {
    this.isSyncing = false;
    this.screen.take(events);
    this.told = Math.max(this.told, this.head);
  }

  private refused(frame: Extract<RoomFrame, { type: "refused" }>, socket: SimSocket): void {
    const { clientId, reason, retryAfterMs = 1_000 } = frame;
    if (clientId === undefined) return this.later(retryAfterMs, () => this.syncAgain(socket));
    const sent = this.pending.get(clientId);
    if (!sent) return;
    this.unanswered.delete(clientId);
    if (reason !== "busy" && reason !== "rate_limited") return this.settle(clientId);
    if (reason === "rate_limited") this.pacedUntil = this.world.time.now() + retryAfterMs;
    this.later(retryAfterMs, () => (this.pacedUntil === undefined ? this.transmit(sent) : this.transmitAll()));
  }

  private settle(clientId: string): void {
    const sent = this.pending.get(clientId);
    if (!sent) return;
    this.pending.delete(clientId);
    this.unanswered.delete(clientId);
    this.settled.push(sent);
    if (this.pending.size === 0) this.pacedUntil = undefined;
    else if (this.pacedUntil !== undefined) this.transmitAll();
  }

  private transmitAll(): void {
    for (const sent of this.pending.values()) if (!this.unanswered.has(sent.clientId)) this.transmit(sent);
  }

  private get mayTransmit(): boolean {
    if (this.pacedUntil === undefined) return true;
    return this.unanswered.size < PACED_MAX && this.world.time.now() >= this.pacedUntil;
  }

  private transmit(sent: Sent): void {
    const { socket } = this;
    if (!socket || !this.isLive || !this.pending.has(sent.clientId) || !this.mayTransmit) return;
    this.unanswered.add(sent.clientId);
    this.mutter(JSON.stringify(sent));
    const { host, history, time } = this.world;
    const sentAt = time.now();
    this.later(ANSWER_TIMEOUT_MS, () => {
      if (!this.pending.has(sent.clientId) || this.socket !== socket) return;
      if (sentAt >= host.wellSince)
        history.breaks("R4", `${this.name} got no answer to ${sent.clientId}, and all was well`);
      this.drop();
    });
  }

  private syncAgain(socket: SimSocket): void {
    if (!this.isSyncing || this.socket !== socket) return;
    this.isSyncing = false;
    this.sync();
  }

  private comeBackLater(): void {
    const ceiling = Math.min(15_000, 500 * 2 ** this.attempts++);
    this.later(this.world.random.next() * ceiling, () => {
      if (!this.isAway) this.connect("true");
    });
  }

  private later(ms: number, run: () => void): void {
    this.world.time.after(ms, run, this);
  }
}

let lastText = "";
let lastFrame: RoomFrame;

/** Everyone reads the same text of a broadcast, one after the other. */
function parse(text: string): RoomFrame {
  if (text !== lastText) lastFrame = JSON.parse(text);
  lastText = text;
  return lastFrame;
}
