/** A chat room: numbers events, makes them durable, broadcasts and replicates them. Its host implements ports.ts. */
import type { ArchiveHead } from "@/lib/events/archive-head";
import type { LogEntry } from "@/lib/events/reduce";
import { CLOSE, PING_TEXT, SESSION_ENDED } from "@/lib/protocol/connection";
import type { RoomUpdate } from "@/lib/protocol/inbox";
import type { WatchRequest } from "@/lib/protocol/internal";
import { type ClientFrame, unreachable } from "@/lib/protocol/room";
import type { RoomMetrics } from "@/lib/server/metrics";
import {
  type Arrival,
  type CallResult,
  type Guest,
  isJoined,
  type Ports,
  RoomGone,
  type Socket,
  type StoredCall,
  TRY_AGAIN_LATER,
} from "@/party/ports";
import { RateLimit } from "@/party/shared/rate-limit";
import { Revocations, type RoomCall } from "@/party/shared/revocations";
import { UsedTickets } from "@/party/shared/used-tickets";
import { Backpressure } from "@/party/sockets/backpressure";
import { FrameLimits, roomFrameLimit } from "@/party/sockets/frame-limits";
import { sendPong } from "@/party/sockets/pings";
import { SessionExpiry } from "@/party/sockets/session-expiry";
import { socketsToReplace } from "@/party/sockets/socket-limits";
import { SocketsByUser } from "@/party/sockets/sockets-by-user";
import { handleAmendment } from "./amend";
import { Broadcaster } from "./broadcast";
import { Commands } from "./commands/commands";
import { StoredCalls } from "./commands/stored-calls";
import { type Files, FileTokens } from "./file-tokens";
import { JoinHandler } from "./join";
import { Alarms } from "./lifecycle/alarms";
import { ROOM_CLOSED, RoomEnd } from "./lifecycle/room-end";
import { emptyStorage, RoomLifecycle } from "./lifecycle/room-lifecycle";
import { storedLength } from "./log/storage-log";
import { metricsOf } from "./metrics";
import { Notifier } from "./notifications/notifier";
import { parseClientFrame } from "./parse-client-frame";
import { type Departure, Presence } from "./presence/presence";
import { ReadReceipts } from "./presence/read-receipts";
import { TypingStates } from "./presence/typing";
import { type Refuse, sendRefusal } from "./replies";
import { RoomState } from "./room-state";
import { handleSend, type SendContext } from "./send";
import { Sweep } from "./sweep";

export class Room {
  private state: RoomState | undefined;
  private opening: Promise<RoomState> | undefined;
  private readonly socketsByUser: SocketsByUser<Guest>;
  private readonly broadcaster: Broadcaster;
  private readonly presence: Presence;
  private readonly readReceipts: ReadReceipts;
  private readonly typing: TypingStates;
  private readonly joins: JoinHandler;
  private readonly messageLimit: RateLimit;
  private readonly frameLimits: FrameLimits<Guest>;
  private readonly tickets: UsedTickets;
  private readonly revocations: Revocations;
  private readonly backpressure = new Backpressure<Guest>();
  private readonly lifecycle: RoomLifecycle;
  private readonly commands: Commands;
  private readonly roomEnd: RoomEnd;
  private readonly notifier: Notifier;
  private readonly alarms: Alarms;
  private readonly sweep: Sweep;
  private readonly sessionExpiry: SessionExpiry<Guest>;
  private readonly storedCalls: StoredCalls;
  private readonly sendContext: SendContext;
  private readonly fileTokens: FileTokens;

  constructor(private readonly ports: Ports) {
    const { clock, store, warn } = ports;
    const sockets = () => ports.sockets();
    const measure = (socket: Socket) => this.backpressure.measure(socket);
    const dropSlow = (socket: Socket) => this.dropSlow(socket);
    const { removeSocket, refuse } = this;
    this.broadcaster = new Broadcaster(sockets, clock, measure, dropSlow);
    this.socketsByUser = new SocketsByUser(sockets);
    this.presence = new Presence(sockets, this.socketsByUser, clock, () => this.notifier.presenceChanged());
    this.readReceipts = new ReadReceipts(sockets, clock, (userId, seq) => this.notifier.read(userId, seq));
    this.typing = new TypingStates(sockets, clock);
    const { broadcaster, presence, readReceipts } = this;
    this.joins = new JoinHandler({ ports, broadcaster, presence, readReceipts, refuse });
    this.messageLimit = new RateLimit(ports.limits, clock);
    const dropAbusive = (socket: Socket) => void removeSocket(socket, CLOSE.policy, "too many refusals");
    this.frameLimits = new FrameLimits(roomFrameLimit(ports.limits), clock, dropAbusive);
    this.tickets = new UsedTickets(clock);
    this.revocations = new Revocations(store, clock);
    this.lifecycle = new RoomLifecycle(store);
    this.alarms = new Alarms(store);
    const { lifecycle, alarms } = this;
    this.sendContext = { archive: ports.archive, clock, lifecycle, refuse };
    this.fileTokens = new FileTokens(ports.verifyFile);
    this.roomEnd = new RoomEnd({
      ...{ ports, lifecycle, alarms, removeSocket },
      state: async () => this.state ?? this.opening?.catch(() => undefined),
      onDeleted: () => this.notifier.commandHandled({ type: "end" }),
    });
    const state = () => this.open();
    const end = () => this.roomEnd.end();
    this.commands = new Commands({ ports, lifecycle, removeSocket, readReceipts, state, end });
    this.notifier = new Notifier(ports, alarms, { state, online: () => presence.count });
    this.sweep = new Sweep({
      ...{ sockets, clock, measure, dropSlow, warn },
      alarms: ports.pingsPassBy ? alarms : undefined,
      isWatched: () => this.notifier.isWatched(),
      drop: (socket) => this.dropDead(socket),
    });
    this.sessionExpiry = new SessionExpiry({
      ...{ sockets, clock, warn },
      sessions: (ids) => ports.archive.sessions(ids),
      close: (socket) => removeSocket(socket, CLOSE.noLongerAllowed, SESSION_ENDED),
    });
    this.storedCalls = new StoredCalls(ports, (call) => this.handleCommands(call));
  }

  /** Welcomes a socket whose ticket the gateway has checked; closes it if the ticket is used or revoked, or the room full or unreadable. */
  async join(socket: Socket, arrival: Arrival): Promise<void> {
    this.notifier.newEvent();
    this.socketsByUser.add(socket);
    if (!this.tickets.use(arrival.ticketId, arrival.expiresAt)) return socket.close(CLOSE.badTicket, "ticket used");
    for (const each of socketsToReplace(socket, this.socketsByUser.of(socket.guest.id)))
      this.removeSocket(each, CLOSE.replaced, "too many connections");
    if (this.socketsByUser.size > this.ports.socketsMax) {
      this.refuse(socket, "busy");
      return socket.close(TRY_AGAIN_LATER, "room full");
    }
    this.checkConnections();
    try {
      const state = await this.open();
      await this.revocations.load();
      if (this.revocations.isRevoked(socket.guest, arrival.expiresAt))
        return socket.close(CLOSE.badTicket, "ticket withdrawn");
      await this.joins.welcome(socket, state, arrival.after);
      // Urgent: the socket's page may read the stores next.
      state.flushSoon(true);
      void this.sweep.arm();
    } catch (error) {
      if (error instanceof RoomGone) return socket.close(CLOSE.roomClosed, ROOM_CLOSED);
      this.ports.warn("join: neither events nor a window can be read", error);
      this.refuse(socket, "busy");
      socket.close(TRY_AGAIN_LATER, "busy");
    }
  }

  /** Subscribes an inbox whose owner may know of the room. Undefined: the inbox must check with the archive again. */
  async watch(request: WatchRequest): Promise<RoomUpdate | undefined> {
    this.notifier.newEvent();
    this.checkConnections();
    const update = await this.notifier.watch(request);
    if (update && update.online > 0) void this.sweep.arm();
    return update;
  }

  /** Call it when the adapter has answered a ping itself. */
  heardPing(): void {
    this.checkConnections();
  }

  /** Figures for operators. The room does not wake for them. */
  metrics(): Promise<RoomMetrics> {
    return metricsOf(this.ports, this.intactState);
  }

  /**
   * Handles one frame. A bad frame is refused to its sender only. The socket stays open (D4), unless too many of its
   * frames are refused (D7).
   */
  async receive(socket: Socket, data: unknown): Promise<void> {
    this.notifier.newEvent();
    if (!isJoined(socket)) return;
    const limited = data === PING_TEXT ? undefined : this.frameLimits.take(socket, data);
    if (limited) return this.refuse(socket, "rate_limited", limited);
    const parsed = parseClientFrame(data, () => this.messageLimit.take(socket.guest.id));
    if ("refusal" in parsed) {
      const { reason, ...more } = parsed.refusal;
      return this.refuse(socket, reason, more);
    }
    const { frame } = parsed;
    if (frame.type === "ping") return sendPong(socket, this.ports.clock.now());
    if (frame.type === "mark") return this.backpressure.markReturned(socket, frame);
    if (frame.type !== "sync") this.backpressure.frameReceived(socket);
    if (this.backpressure.measure(socket) === "stuck") return this.dropSlow(socket);
    this.checkConnections();
    try {
      // No await if the room is awake and no files are verified: the next frame must not overtake this one.
      await this.fileTokens.inOrder(socket, frame, async (files) =>
        this.handleFrame(this.intactState ?? (await this.open()), socket, frame, files),
      );
    } catch (error) {
      this.ports.warn(`${frame.type}: failed`, error);
      const clientId = "clientId" in frame ? frame.clientId : undefined;
      this.refuse(socket, "busy", { clientId });
    }
  }

  private handleFrame(state: RoomState, socket: Socket, frame: ClientFrame, files: Files): Promise<void> | void {
    // The guest may have been removed while the room woke (D3).
    if (socket.session === "removed") return;
    const { guest } = socket;
    switch (frame.type) {
      case "send":
        if (!guest.preview) this.typing.ends(guest.id);
        return handleSend(this.sendContext, state, socket, frame, files);
      case "edit":
      case "delete":
      case "react":
        return handleAmendment(this.sendContext, state, socket, frame);
      case "sync":
        return this.joins.handleSync(socket, state, frame.after);
      case "online":
        return this.presence.sendPage(socket, frame.after);
      case "read":
        if (!guest.preview) this.readReceipts.read(state, guest, frame.seq);
        return;
      case "typing":
        if (!this.lifecycle.isReadOnly && !guest.preview) this.typing.set(guest, frame.on);
        return;
      case "ping":
      case "mark":
        return;
      default:
        unreachable(frame);
    }
  }

  /** Refuses a frame. Every refusal except `busy` is the sender's fault and counts (D7). */
  private readonly refuse: Refuse = (socket, reason, more) => {
    sendRefusal(socket, reason, more);
    if (reason !== "busy") this.frameLimits.refused(socket);
  };

  /** A socket has closed, and the host no longer lists it. */
  leave(socket: Socket): void {
    this.socketsByUser.remove(socket);
    this.depart(socket);
  }

  /** A socket is closing or closed. If its user may return, the departure is broadcast only after a moment. */
  private depart(socket: Socket, how: Departure = "may return"): void {
    this.backpressure.forget(socket);
    const wasJoined = isJoined(socket);
    if (socket.session === "connecting") socket.session = "left";
    if (!wasJoined) return;
    this.presence.leaves(socket, how);
    if (!socket.guest.preview) this.typing.ends(socket.guest.id);
    const { messageLimit, frameLimits, joins, typing, readReceipts, commands } = this;
    for (const part of [messageLimit, frameLimits, joins, typing, readReceipts, commands]) part.prune();
  }

  /** Handles commands of the web side, also while storage fails (D8). @throws if storage fails, so that the caller retries */
  async handleCommands(call: RoomCall): Promise<CallResult> {
    this.notifier.newEvent();
    await Promise.all([this.lifecycle.load(), this.revocations.load()]).catch((error: unknown) =>
      this.ports.warn("call: storage cannot be read", error),
    );
    if (this.lifecycle.isEnded) {
      // An earlier try may have failed before the storage was empty.
      await emptyStorage(this.ports.store, this.alarms);
      return { status: "done", closed: 0 };
    }
    if (this.revocations.isHandled(call.id)) return { status: "repeated" };
    const recorded = this.revocations.record(call).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const result = await this.commands.handle(call.commands, call.at, (command) =>
      this.notifier.commandHandled(command),
    );
    const failure = await recorded;
    if (failure) throw failure.error;
    return result;
  }

  /** Closes a socket for good. @returns false if it was removed before */
  private readonly removeSocket = (socket: Socket, code: number, reason: string): boolean => {
    if (socket.session === "removed") return false;
    this.depart(socket, "for good");
    socket.session = "removed";
    socket.close(code, reason);
    return true;
  };

  /** The socket does not seem to read. Its client may come back with `after`. */
  private dropSlow(socket: Socket): void {
    this.depart(socket);
    socket.close(TRY_AGAIN_LATER, "not reading");
  }

  /** The connection has died without a close. */
  private dropDead(socket: Socket): void {
    this.depart(socket, "for good");
    socket.close(TRY_AGAIN_LATER, "no sign of life");
  }

  /** The host woke the room: events may wait for the archive, a connection may have died, or inboxes wait for a round. */
  async alarm(): Promise<void> {
    this.notifier.newEvent();
    const later = this.alarms.rang();
    await this.lifecycle.load();
    if (this.lifecycle.isEnded) {
      await emptyStorage(this.ports.store, this.alarms);
      return this.notifier.onAlarm();
    }
    this.checkConnections();
    const state = later.has("drain") ? undefined : await this.stateToDrain();
    await Promise.all([state?.drain(), !later.has("tell") && this.notifier.onAlarm()]);
    await this.roomEnd.inProgress;
    if (this.lifecycle.isEnded) return;
    await Promise.all([
      !later.has("drain") && (state ?? this.state)?.log.rearmAlarm(),
      !later.has("sweep") && this.sweep.rearm(),
      this.alarms.rearm(),
    ]);
  }

  private checkConnections(): void {
    this.sweep.run();
    this.sessionExpiry.check();
  }

  /** A room that wakes only for the sweep does not read its log. */
  private async stateToDrain(): Promise<RoomState | undefined> {
    const isInMemory = this.state !== undefined || this.opening !== undefined;
    const waits = isInMemory || ((await storedLength(this.ports.store))?.outbox ?? 0) > 0;
    return waits ? this.open() : undefined;
  }

  private get intactState(): RoomState | undefined {
    return this.state?.log.isBroken ? undefined : this.state;
  }

  private open(): Promise<RoomState> {
    if (this.roomEnd.inProgress || this.lifecycle.isEnded) return Promise.reject(new RoomGone("ended"));
    if (this.intactState) return Promise.resolve(this.intactState);
    this.opening ??= this.readState().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async readState(): Promise<RoomState> {
    const before = this.state;
    await before?.stop();
    if (before) this.alarms.doubt();
    await this.lifecycle.load();
    if (this.lifecycle.isEnded) throw new RoomGone("ended");
    const hooks = {
      onDurable: (entries: readonly LogEntry[]) => this.publish(state, entries),
      onArchiveHead: ({ isReadOnly }: ArchiveHead) => this.lifecycle.initialize(isReadOnly),
      onDeleted: () => void this.roomEnd.endDeleted(),
      onArchived: () => this.notifier.archived(state),
      onStoredCalls: (calls: readonly StoredCall[]) => void this.storedCalls.handle(calls),
    };
    const state: RoomState = await RoomState.open(this.ports, hooks, this.alarms, before?.readers);
    this.state = state;
    // Storage reported a failure but kept some events. They are valid and nobody has seen them, so they are published
    // now.
    if (before && state.log.head > before.log.head) this.publish(state, state.log.from(before.log.head + 1));
    return state;
  }

  /** Runs in the turn in which events become durable: from now on everybody may see them (R2). */
  private publish(state: RoomState, entries: readonly LogEntry[]): void {
    const events = entries.map(({ event }) => event);
    state.window.apply(events);
    this.readReceipts.authorHasRead(state, entries);
    this.broadcaster.push(events.map((event) => JSON.stringify(event)));
    // Urgent: a mention is shown outside the room once the archive has found the names in its text.
    state.flushSoon(state.mentioned.areUnknown(entries));
    this.notifier.published(entries, state);
  }
}
