/**
 * The browser's side of a room, without React: shows sends at once, matches their outcome by `clientId`, detects gaps,
 * and resumes after a reconnect. One instance per room and page.
 */

import { isAmendment, reduce } from "@/lib/events/reduce";
import type { ClientFrame, Event, Message, RoomFrame } from "@/lib/protocol/room";
import { newId } from "@/lib/shared/ids";
import { GapTimer } from "./connection/gap-timer";
import { parseFrame } from "./connection/parse-frame";
import { type SocketEnd, type SocketOptions, TicketSocket } from "./connection/ticket-socket";
import { type AmendResult, Outbox } from "./outbox/outbox";
import type { OutboxStore } from "./outbox/outbox-store";
import type { Amend, LocalFile, OutboxEntry } from "./outbox/requests";
import { ReadTracker } from "./read-tracker";
import {
  closedFor,
  emptyState,
  NOBODY_ONLINE,
  onlineIn,
  outboxState,
  type PendingMessage,
  type RoomClientState,
  withAuthors,
  withOnlinePage,
  withPresence,
  withQuoted,
  withReads,
  withRole,
} from "./room-client-state";
import { RoomLog } from "./room-log";
import { shownMessages } from "./shown-messages";
import { TypingIndicator } from "./typing-indicator";

/** A short break is not shown: `offline` only after this. */
const OFFLINE_AFTER_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;
/** For rooms of earlier releases, which send no marks: the client reports what it has read after this many characters. */
const REPORT_EVERY_CHARS = 1024 * 1024;

export interface RoomClientOptions extends SocketOptions {
  roomId: string;
  /** The messages that the page already shows, complete up to this seq; the socket continues from there. */
  initial: { messages: readonly Message[]; head: number };
  /** The page's user: the author of unconfirmed changes. A welcome for another user ends the client. */
  userId?: string;
  /** Keeps unsent requests after the page is closed. */
  store?: OutboxStore;
  /** For tests: how long a send waits for its answer before the connection counts as dead. */
  answerTimeoutMs?: number;
}

type Shown = Partial<Omit<RoomClientState, "messages">> & { entries?: readonly OutboxEntry[] };

export class RoomClient {
  private state: RoomClientState;
  private readonly listeners = new Set<() => void>();
  private readonly socket: TicketSocket;
  readonly outbox: Outbox;
  private readonly reading: ReadTracker;
  private readonly typing: TypingIndicator;
  private readonly gap = new GapTimer(() => this.say({ type: "sync", after: this.state.head }));
  private offlineTimer: ReturnType<typeof setTimeout> | undefined;
  /** The confirmed messages; screens show these with the outbox's changes. */
  private readonly log: RoomLog;
  private entries: readonly OutboxEntry[] = [];
  private unreported = 0;
  private isWelcome = false;

  constructor(private readonly options: RoomClientOptions) {
    this.state = emptyState(options.initial);
    this.log = new RoomLog(options.initial.messages);
    this.socket = new TicketSocket(`/parties/main/${options.roomId}`, options, {
      query: () => ({ after: String(this.state.head) }),
      frame: (data) => this.receive(data),
      down: (code) => this.down(code),
      ended: (why) => this.end(why),
    });
    const wire = {
      answerTimeoutMs: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
      canSend: () => this.isWelcome,
      transmit: (frame: ClientFrame) => this.socket.send(frame),
      unanswered: () => this.socket.renew(),
      changed: (entries: readonly OutboxEntry[]) => this.show({ entries }),
      isInLog: (clientId: string) => this.log.has(clientId),
    };
    this.outbox = new Outbox(wire, options.store);
    this.reading = new ReadTracker((seq) => !this.state.you?.preview && this.say({ type: "read", seq }));
    this.typing = new TypingIndicator(
      (on) => this.say({ type: "typing", on }),
      (typing) => this.set({ typing }),
    );
  }

  /** Returns the same object until something changes, as `useSyncExternalStore` requires. */
  getState = (): RoomClientState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  open(): void {
    this.set({ status: "connecting", closed: undefined });
    this.outbox.open();
    this.expectSoon();
    this.socket.open();
  }

  close(): void {
    clearTimeout(this.offlineTimer);
    this.offlineTimer = undefined;
    this.stop();
    this.outbox.close();
    this.socket.close();
  }

  /** Reconnects a preview with a member's ticket, after a join. Requests made meanwhile wait for the new connection. */
  rejoin(): void {
    const { you } = this.state;
    if (this.state.status === "closed" || !you?.preview) return;
    this.socket.renew();
    this.set({ you: { id: you.id, username: you.username, role: you.role } });
  }

  /** Shows the message as sending, and sends it once there is a connection and its files are uploaded. Returns its clientId. */
  send(body: string, replyTo?: number, mentions?: string[], files?: readonly LocalFile[]): string {
    const clientId = this.newId();
    const more = { ...(replyTo !== undefined && { replyTo }), ...(mentions?.length && { mentions }) };
    const request = { type: "send" as const, clientId, body, ...more };
    this.log.showPresent();
    this.outbox.send(request, this.socket.serverTime(), files);
    this.typing.forget();
    return clientId;
  }

  /** Changes a message's text: shown at once, and retried until the room answers. Resolves with the reason if it fails. */
  edit = (seq: number, body: string, mentions?: string[]): Promise<AmendResult> => {
    const target = this.log.find(seq);
    const frame = {
      type: "edit" as const,
      clientId: this.newId(),
      seq,
      body,
      ...(mentions?.length && { mentions }),
      ...(target && { replaces: target.editedAt ?? 0 }),
    };
    return this.amend(frame, (message) => message.body === body);
  };

  /** Deletes a message; like `edit`. */
  remove = (seq: number): Promise<AmendResult> =>
    this.amend({ type: "delete", clientId: this.newId(), seq }, (message) => message.deletedAt !== undefined);

  /** Adds or removes a reaction; like `edit`. The last change wins, however quickly they follow. */
  react = (seq: number, emoji: string, on: boolean): Promise<AmendResult> =>
    this.amend(
      { type: "react", clientId: this.newId(), seq, emoji, on },
      (message) => on === this.gave(message, emoji),
    );

  /** Adds the reaction, or removes it if the screen shows it as the user's own. */
  toggle = (seq: number, emoji: string): Promise<AmendResult> => {
    const shown = this.state.messages.find((message) => message.seq === seq);
    return this.react(seq, emoji, !(shown && this.gave(shown, emoji)));
  };

  /** The user has read messages up to here. */
  read = (seq: number): void => this.reading.read(seq);

  /** Call before the page ends or the client is closed: a read position of the last second has not been reported yet. */
  flushReads = (): void => this.reading.flush();

  /** Reports whether the user is typing; call it at every change of the text. */
  setTyping = (on: boolean): void => this.typing.set(on);

  /** Loads the next page of the users who are online. */
  moreOnline = (): void => {
    const { onlineNext } = this.state;
    if (onlineNext !== undefined) this.say({ type: "online", after: onlineNext });
  };

  /** Sends a failed message or change again under its original clientId, so that it cannot appear twice. */
  retry(clientId: string): void {
    if (this.state.status === "closed") return;
    this.outbox.retry(clientId);
  }

  /** Discards an unconfirmed request; with `keepsFiles` its files belong to the draft again. Returns the message, if it was one. */
  discard(clientId: string, keepsFiles = false): PendingMessage | undefined {
    const pending = this.state.pending.find((each) => each.clientId === clientId);
    this.outbox.discard(clientId, keepsFiles);
    return pending;
  }

  /** Adds history before the shown messages, oldest first; messages that are already there stay as they are. */
  prepend = (older: readonly Message[]): void => this.change(() => this.log.prepend(older));

  /** Adds the messages that follow the shown older ones. */
  append = (newer: readonly Message[]): void => this.change(() => this.log.append(newer));

  /** Shows more messages below the shown older ones, if this page has them. Returns false if they have to be requested. */
  showNext = (): boolean => this.change(() => this.log.showNext());

  /** Shows consecutive messages from the history instead of the newest ones. */
  showPast = (messages: readonly Message[]): void => this.change(() => this.log.showPast(messages));

  /** Shows the newest messages. */
  showPresent = (): void => {
    if (this.state.view !== "present") this.change(() => this.log.showPresent());
  };

  /** Call when the log has scrolled. @param seq of a message on the screen; undefined: its end is on the screen. */
  look = (seq: number | undefined): void => this.log.look(seq);

  /** Adds messages that are only quoted in the log; from now on they follow edits and deletes too. */
  quote = (found: readonly Message[]): void => {
    this.set(withQuoted(this.state, this.log.current(found)));
  };

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
        return this.outbox.acknowledged(frame.clientId, frame.seq, this.state.head);
      case "refused":
        if (this.outbox.refused(frame) || frame.clientId !== undefined) return;
        return this.gap.refused(frame.retryAfterMs);
      case "online":
        return this.set(withPresence(this.state, frame));
      case "online_page":
        return this.set(withOnlinePage(this.state, frame));
      case "typing":
        return this.typing.update(frame.userIds.filter((id) => id !== this.state.you?.id));
      case "read":
        return this.set(withReads(this.state, frame));
      case "mark":
        return void this.say(frame);
      case "pong":
        return;
    }
  }

  /** Sends a frame only while connected. Unsent typing, `sync` and marks are outdated after a reconnect; ReadTracker repeats reads. */
  private say(frame: ClientFrame): boolean {
    if (this.isWelcome) this.socket.send(frame);
    return this.isWelcome;
  }

  private welcome(frame: Extract<RoomFrame, { type: "welcome" }>): void {
    // Checked first: this user's unsent requests must not be sent as another user.
    if (frame.you.id !== (this.options.userId ?? frame.you.id)) return this.end("other_account");
    clearTimeout(this.offlineTimer);
    this.offlineTimer = undefined;
    this.isWelcome = true;
    this.gap.filled();
    this.socket.settled();
    const { you, readers, readCounts } = frame;
    if (frame.mode === "resumed") this.apply(frame.events);
    else this.replaceWindow(frame.messages, frame.head);
    this.set({ status: "live", you, ...onlineIn(frame), readers, readCounts });
    this.outbox.welcomed();
    this.reading.joined(readers[you.id] ?? 0);
  }

  /** After a reset there may be a gap before the new window, so only the window stays. */
  private replaceWindow(messages: readonly Message[], head: number): void {
    // Edits and deletes of quoted messages may have been missed too, so they are requested again.
    this.log.reset(messages);
    this.show({ head, readTo: head, quoted: [] });
    this.outbox.confirmed(messages, head);
  }

  /**
   * Applies each event once and in order (R5): old ones are dropped, and a gap is requested before anything after it is
   * shown.
   */
  private apply(events: readonly Event[]): void {
    const fresh = events.filter(({ seq }) => seq > this.state.head);
    const [first] = fresh;
    if (!first) return;
    if (first.seq !== this.state.head + 1) return this.gap.noticed();
    this.gap.filled();
    this.log.apply(fresh);
    const quoted = reduce(this.state.quoted, fresh.filter(isAmendment), Number.POSITIVE_INFINITY);
    const { you, readers } = this.state;
    const head = fresh.at(-1)?.seq ?? this.state.head;
    const readTo = fresh.findLast(({ kind }) => kind === "message" || kind === "edit")?.seq ?? this.state.readTo;
    const others = { you: withRole(you, fresh), readers: withAuthors(readers, fresh) };
    this.show({ quoted, head, readTo, ...others });
    const sent = fresh.filter((event) => event.kind === "message");
    this.outbox.confirmed(sent, head);
    this.reportReading(JSON.stringify(fresh).length);
  }

  /**
   * Only for rooms of earlier releases, which do not send `mark` and take a newer `after` as the proof that the client
   * reads. Rooms that send marks accept nothing else as proof.
   */
  private reportReading(received: number): void {
    this.unreported += received;
    if (this.unreported < REPORT_EVERY_CHARS) return;
    this.unreported = 0;
    this.socket.send({ type: "sync", after: this.state.head } satisfies ClientFrame);
  }

  private down(code: number): void {
    this.outbox.disconnected(code);
    this.stop();
    if (this.state.status === "closed") return;
    if (this.state.status === "live") this.set({ status: "connecting", ...NOBODY_ONLINE });
    this.expectSoon();
  }

  private stop(): void {
    this.isWelcome = false;
    this.gap.filled();
    this.outbox.stop();
    this.reading.stop();
    this.typing.stop();
  }

  private expectSoon(): void {
    this.offlineTimer ??= setTimeout(() => {
      if (this.state.status === "connecting") this.set({ status: "offline" });
    }, OFFLINE_AFTER_MS);
  }

  private end(why: SocketEnd | "version"): void {
    this.close();
    this.set({ status: "closed", closed: closedFor(why), ...NOBODY_ONLINE });
    this.outbox.failAll();
  }

  private newId(): string {
    return newId(this.socket.serverTime());
  }

  private amend(request: Amend, isInEffect: (message: Message) => boolean): Promise<AmendResult> {
    const message = this.log.find(request.seq);
    return this.outbox.amend(request, this.socket.serverTime(), message !== undefined && isInEffect(message));
  }

  private gave({ reactions = {} }: Message, emoji: string): boolean {
    return Object.hasOwn(reactions, emoji) && (reactions[emoji] ?? []).includes(this.yourId ?? "");
  }

  private get yourId(): string | undefined {
    return this.options.userId ?? this.state.you?.id;
  }

  private change<T>(act: () => T): T {
    const result = act();
    this.show({});
    return result;
  }

  /** Sets what the log shows, with new outbox entries or others. */
  private show({ entries = this.entries, ...change }: Shown): void {
    this.entries = entries;
    const { isUnsent } = this.outbox;
    const { shown, recent, view } = this.log;
    const messages = shownMessages(shown, entries, this.yourId);
    const log = { messages, recent: view === "present" ? messages : recent, view };
    this.set({ ...change, ...outboxState(entries), isUnsent, ...log });
  }

  private set(change: Partial<RoomClientState>): void {
    const fields = Object.keys(change) as (keyof RoomClientState)[];
    if (fields.every((field) => change[field] === this.state[field])) return;
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
