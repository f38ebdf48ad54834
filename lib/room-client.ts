/**
 * The browser's side of a room, without React: sends at once and shows it, knows by `clientId` what became of it, notices gaps,
 * comes back by itself with what it has seen. One instance a room and page.
 */
import { Gap } from "./gap";
import { newId } from "./ids";
import { type Amendment, isAmendment, reduce } from "./log";
import { parseFrame } from "./parse-frame";
import { type AmendAnswer, PendingAmendments } from "./pending-amendments";
import { type Keep, PendingSends } from "./pending-sends";
import type { Event, FromClient, FromRoom, Message } from "./protocol";
import { Reading } from "./reading";
import { closedFor, emptyState, type RoomState, withAuthors, withPresence, withReads, withRole } from "./room-state";
import { type Ending, type SocketOptions, TicketSocket } from "./ticket-socket";
import { Typing } from "./typing";

/** A short break is no news: "offline" shows only after this. In ms. */
const OFFLINE_AFTER_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;
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
  private readonly amending: PendingAmendments;
  private readonly reading: Reading;
  private readonly typing: Typing;
  private readonly gap = new Gap(() => this.say({ type: "sync", after: this.state.head }));
  private offlineTimer: ReturnType<typeof setTimeout> | undefined;
  private amendments: readonly Amendment[] = [];
  private unanswered = 0;
  private isWelcome = false;

  constructor(options: RoomClientOptions) {
    this.state = emptyState(options.initial);
    this.socket = new TicketSocket(`/parties/main/${options.roomId}`, options, {
      query: () => ({ after: String(this.state.head) }),
      frame: (data) => this.receive(data),
      down: () => this.down(),
      ended: (why) => this.end(why),
    });
    const wire = {
      answerTimeoutMs: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
      canSend: () => this.isWelcome,
      transmit: (frame: FromClient) => this.socket.send(frame),
      unanswered: () => this.socket.renew(),
    };
    this.pending = new PendingSends({ ...wire, changed: (pending) => this.set({ pending }) }, options.keep);
    this.amending = new PendingAmendments({ ...wire, newId: () => newId(this.socket.serverTime()) });
    this.reading = new Reading((seq) => this.say({ type: "read", seq }));
    this.typing = new Typing(
      (on) => this.say({ type: "typing", on }),
      (typing) => this.set({ typing }),
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
    this.stop();
    this.socket.close();
  }

  /** Shows the message as sending and sends it, now or once there is a connection. Answers its clientId. */
  send(body: string, replyTo?: number): string {
    const clientId = newId(this.socket.serverTime());
    this.pending.add({ clientId, body, replyTo, at: this.socket.serverTime() });
    this.typing.forget();
    return clientId;
  }

  /** Changes a message's text. Said again until the room has answered; answers why it was not done, if so. */
  edit = (seq: number, body: string): Promise<AmendAnswer> => this.amending.ask({ type: "edit", seq, body });

  /** Deletes a message; like `edit`. */
  remove = (seq: number): Promise<AmendAnswer> => this.amending.ask({ type: "delete", seq });

  /** Gives a message an emoji, or takes it back; like `edit`. */
  react = (seq: number, emoji: string, on: boolean): Promise<AmendAnswer> =>
    this.amending.ask({ type: "react", seq, emoji, on });

  /** Messages up to here have been read. */
  read = (seq: number): void => this.reading.read(seq);

  /** Whether one is writing; to be called at every change of what is written. */
  setTyping = (on: boolean): void => this.typing.set(on);

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
        if (this.amending.acknowledged(frame.clientId)) return;
        return this.pending.acknowledged(frame.clientId, frame.seq <= this.state.head);
      case "refused":
        if (this.amending.refused(frame)) return;
        return frame.clientId ? this.pending.refused(frame) : this.gap.refused(frame.retryAfterMs);
      case "online":
        return this.set({ online: withPresence(this.state.online, frame.joined, frame.left) });
      case "typing":
        return this.typing.told(frame.userIds.filter((id) => id !== this.state.you?.id));
      case "read":
        return this.set(withReads(this.state, frame));
    }
  }

  /** Nothing is kept for later: a word of the moment. */
  private say(frame: FromClient): boolean {
    if (this.isWelcome) this.socket.send(frame);
    return this.isWelcome;
  }

  private welcome(frame: Extract<FromRoom, { type: "welcome" }>): void {
    clearTimeout(this.offlineTimer);
    this.offlineTimer = undefined;
    this.isWelcome = true;
    this.gap.filled();
    this.socket.settled();
    const { you, online, readers, readCounts } = frame;
    if (frame.mode === "resumed") this.apply(frame.events);
    else this.replaceWindow(frame.messages, frame.head);
    this.set({ status: "live", you, online, readers, readCounts });
    this.pending.resend();
    this.amending.resend();
    this.reading.welcomed(readers[you.id] ?? 0);
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
    if (first.seq !== this.state.head + 1) return this.gap.noticed();
    this.gap.filled();
    const messages = reduce(this.state.messages, fresh, Number.POSITIVE_INFINITY);
    this.amendments = [...this.amendments, ...fresh.filter(isAmendment)].slice(-AMENDMENTS_MAX);
    const { head, you, readers } = this.state;
    const others = { you: withRole(you, fresh), readers: withAuthors(readers, fresh) };
    this.set({ messages, head: fresh.at(-1)?.seq ?? head, ...others });
    this.pending.confirmed(fresh.filter((event) => event.kind === "message"));
    this.showLife(JSON.stringify(fresh).length);
  }

  /** Says something now and then: a socket that says nothing for long counts as one that does not read. */
  private showLife(received: number): void {
    this.unanswered += received;
    if (this.unanswered < UNANSWERED_MAX) return;
    this.unanswered = 0;
    this.typing.showLife();
  }

  private down(): void {
    this.stop();
    if (this.state.status === "closed") return;
    if (this.state.status === "live") this.set({ status: "connecting", online: [] });
    this.expectSoon();
  }

  private stop(): void {
    this.isWelcome = false;
    this.gap.filled();
    this.pending.stop();
    this.amending.stop();
    this.reading.stop();
    this.typing.stop();
  }

  private expectSoon(): void {
    this.offlineTimer ??= setTimeout(() => {
      if (this.state.status === "connecting") this.set({ status: "offline" });
    }, OFFLINE_AFTER_MS);
  }

  private end(why: Ending | "version"): void {
    this.close();
    this.set({ status: "closed", closed: closedFor(why), online: [] });
    this.pending.failAll();
    this.amending.failAll();
  }

  private set(change: Partial<RoomState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
