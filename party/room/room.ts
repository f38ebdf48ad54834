/** A chat room: it numbers, delivers and remembers. It knows no host; what it needs is handed in (ports.ts). */
import type { ArchiveHead } from "@/lib/events/archive-head";
import type { LogEntry } from "@/lib/events/reduce";
import type { RoomUpdate } from "@/lib/protocol/inbox";
import type { WatchRequest } from "@/lib/protocol/internal";
import { PING_TEXT } from "@/lib/protocol/ping";
import { CLOSE, type ClientFrame, SESSION_ENDED, unreachable } from "@/lib/protocol/room";
import type { RoomMetrics } from "@/lib/server/metrics";
import { type Guest, type Ports, RoomGone, type Socket, type StoredCall, TRY_AGAIN_LATER } from "@/party/ports";
import { Revocations, type RoomCall } from "@/party/shared/revocations";
import { UsedTickets } from "@/party/shared/used-tickets";
import { Backpressure } from "@/party/sockets/backpressure";
import { FrameLimits, roomFrameLimit } from "@/party/sockets/frame-limits";
import { pong } from "@/party/sockets/pings";
import { SessionExpiry } from "@/party/sockets/session-expiry";
import { socketsToReplace } from "@/party/sockets/socket-limits";
import { Broadcaster } from "./broadcast";
import { Commands } from "./commands/commands";
import { StoredCalls } from "./commands/stored-calls";
import { JoinHandler } from "./join";
import { Alarms } from "./lifecycle/alarms";
import { ROOM_CLOSED, RoomEnd } from "./lifecycle/room-end";
import { emptyStorage, RoomLifecycle } from "./lifecycle/room-lifecycle";
import { storedLength } from "./log/storage-log";
import { metricsOf } from "./metrics";
import { Notifier } from "./notifications/notifier";
import { parseClientFrame } from "./parse-client-frame";
import { type Departure, Presence } from "./presence";
import { ReadReceipts } from "./read-receipts";
import type { RoomObserver } from "./room-observer";
import { RoomState } from "./room-state";
import { BUSY_RETRY_MS, Intake, refuse } from "./send";
import { Sweep } from "./sweep";
import { TypingStates } from "./typing";

export interface Arrival {
  /** The ticket's id and the end of its life (epoch ms). */
  ticketId: string;
  expiresAt: number;
  /** The newest seq the client has seen, where it comes back. */
  after?: number;
}

export class Room {
  private state: RoomState | undefined;
  private opening: Promise<RoomState> | undefined;
  private readonly broadcaster: Broadcaster;
  private readonly presence: Presence;
  private readonly readReceipts: ReadReceipts;
  private readonly typing: TypingStates;
  private readonly reception: JoinHandler;
  private readonly intake: Intake;
  private readonly frameLimits: FrameLimits<Guest>;
  private readonly tickets: UsedTickets;
  private readonly revocations: Revocations;
  private readonly backpressure = new Backpressure<Guest>();
  private readonly removedSockets = new WeakSet<Socket>();
  private readonly lifecycle: RoomLifecycle;
  private readonly commands: Commands;
  private readonly roomEnd: RoomEnd;
  private readonly notifier: Notifier;
  private readonly alarms: Alarms;
  private readonly sweep: Sweep;
  private readonly sessionExpiry: SessionExpiry<Guest>;
  private readonly storedCalls: StoredCalls;
  /** Parts that hear of what happens here. */
  private readonly observers: RoomObserver[] = [];

  constructor(private readonly ports: Ports) {
    const sockets = () => ports.sockets();
    const measure = (socket: Socket) => this.backpressure.measure(socket);
    const dropSlow = (socket: Socket) => this.dropSlow(socket);
    this.broadcaster = new Broadcaster(sockets, ports.clock, measure, dropSlow);
    this.presence = new Presence(sockets, ports.clock, () => this.tell((each) => each.presenceChanged?.()));
    this.lifecycle = new RoomLifecycle(ports.store);
    this.readReceipts = new ReadReceipts(sockets, ports.clock, (userId, seq) =>
      this.tell((each) => each.read?.(userId, seq)),
    );
    this.typing = new TypingStates(sockets, ports.clock);
    const refuseSocket: Intake["refuse"] = (...refusal) => this.intake.refuse(...refusal);
    const isRemoved = (socket: Socket) => this.removedSockets.has(socket);
    this.reception = new JoinHandler(
      ports,
      this.broadcaster,
      this.presence,
      this.readReceipts,
      isRemoved,
      refuseSocket,
    );
    this.frameLimits = new FrameLimits(roomFrameLimit(ports.limits), ports.clock, (socket) => this.dropAbusive(socket));
    this.intake = new Intake(ports, this.lifecycle, this.frameLimits, isRemoved);
    this.tickets = new UsedTickets(ports.clock);
    this.revocations = new Revocations(ports.store, ports.clock);
    const lent = { ports, lifecycle: this.lifecycle, removeSocket: this.removeSocket };
    this.alarms = new Alarms(ports.store);
    this.roomEnd = new RoomEnd({
      ...lent,
      alarms: this.alarms,
      state: async () => this.state ?? this.opening?.catch(() => undefined),
      onDeleted: () => this.tell((each) => each.commandHandled?.({ type: "end" })),
    });
    const end = () => this.roomEnd.end();
    this.commands = new Commands({ ...lent, receipts: this.readReceipts, state: () => this.open(), end });
    const online = () => this.presence.online().length;
    this.notifier = new Notifier(ports, this.alarms, { live: () => this.open(), online });
    this.observers.push(this.notifier);
    this.sweep = new Sweep({
      sockets,
      clock: ports.clock,
      alarms: ports.pingsPassBy ? this.alarms : undefined,
      isWatched: () => this.notifier.isWatched(),
      drop: (socket) => this.dropDead(socket),
      measure,
      dropSlow,
      warn: ports.warn,
    });
    this.sessionExpiry = new SessionExpiry({
      sockets,
      clock: ports.clock,
      sessions: (ids) => ports.archive.sessions(ids),
      close: (socket) => this.removeSocket(socket, CLOSE.noLongerAllowed, SESSION_ENDED),
      warn: ports.warn,
    });
    this.storedCalls = new StoredCalls(ports, (call) => this.handleCommands(call));
  }

  /** Welcomes a socket whose ticket the door has checked. */
  async join(socket: Socket, arrival: Arrival): Promise<void> {
    this.notifier.newEvent();
    if (!this.tickets.use(arrival.ticketId, arrival.expiresAt)) return socket.close(CLOSE.badTicket, "ticket used");
    for (const each of socketsToReplace(socket, this.ports.sockets()))
      this.removeSocket(each, CLOSE.replaced, "too many connections");
    if (this.isCrowded) {
      refuse(socket, "busy", { retryAfterMs: BUSY_RETRY_MS });
      return socket.close(TRY_AGAIN_LATER, "room full");
    }
    this.checkConnections();
    try {
      const live = await this.open();
      await this.revocations.load();
      if (this.revocations.isRevoked(socket.guest, arrival.expiresAt))
        return socket.close(CLOSE.badTicket, "ticket withdrawn");
      await this.reception.welcome(socket, live, arrival.after);
      void this.sweep.arm();
    } catch (error) {
      if (error instanceof RoomGone) return socket.close(CLOSE.roomClosed, ROOM_CLOSED);
      this.ports.warn("join: nothing to welcome with", error);
      refuse(socket, "busy", { retryAfterMs: BUSY_RETRY_MS });
      socket.close(TRY_AGAIN_LATER, "busy");
    }
  }

  /** Whether more sockets are open than the room allows, including the newest. */
  private get isCrowded(): boolean {
    let open = 0;
    for (const _ of this.ports.sockets()) open++;
    return open > this.ports.socketsMax;
  }

  /** An inbox, whose owner may know of the room, wants to hear of it; answers how things stand. Undefined: it must ask anew. */
  async watch(call: WatchRequest): Promise<RoomUpdate | undefined> {
    this.notifier.newEvent();
    this.checkConnections();
    const now = await this.notifier.watch(call);
    if (now && now.online > 0) void this.sweep.arm();
    return now;
  }

  /** The host has answered a ping, without the rest of the room. */
  heardPing(): void {
    this.checkConnections();
  }

  /** How it is doing, for whoever runs it. It does not wake for that. */
  metrics(): Promise<RoomMetrics> {
    return metricsOf(this.ports, this.ready);
  }

  /** Handles one frame. A bad one is refused to this socket only, which stays open (D4) unless it continues (D7). */
  async receive(socket: Socket, data: unknown): Promise<void> {
    this.notifier.newEvent();
    if (!socket.joined) return;
    const isTooMany = data === PING_TEXT ? undefined : this.frameLimits.take(socket, data);
    if (isTooMany) return this.intake.refuse(socket, "rate_limited", isTooMany);
    const parsed = parseClientFrame(data, () => this.intake.take(socket));
    if ("refusal" in parsed) {
      const { reason, ...more } = parsed.refusal;
      return this.intake.refuse(socket, reason, more);
    }
    if (parsed.frame.type === "ping") return pong(socket, this.ports.clock.now());
    if (parsed.frame.type === "mark") return this.backpressure.markReturned(socket, parsed.frame);
    if (parsed.frame.type !== "sync") this.backpressure.frameReceived(socket);
    if (this.backpressure.measure(socket) === "stuck") return this.dropSlow(socket);
    this.checkConnections();
    try {
      // No await where the room is awake: the next frame must not overtake this one.
      await this.handleFrame(this.ready ?? (await this.open()), socket, parsed.frame);
    } catch (error) {
      this.ports.warn(`${parsed.frame.type}: failed`, error);
      const clientId = "clientId" in parsed.frame ? parsed.frame.clientId : undefined;
      refuse(socket, "busy", { clientId, retryAfterMs: BUSY_RETRY_MS });
    }
  }

  /** A socket has gone. If it may return, others are told only after a moment. */
  leave(socket: Socket, how: Departure = "may return"): void {
    this.backpressure.forget(socket);
    if (!socket.joined) return;
    this.presence.leaves(socket, how);
    if (!socket.guest.preview) this.typing.ends(socket.guest.id);
    const parts = [this.intake, this.frameLimits, this.reception, this.typing, this.readReceipts, this.commands];
    for (const part of parts) part.prune();
  }

  /**
   * Handles commands of the web side, also while storage fails (D8). Returns how many sockets it closed; "busy": the call must be sent
   * again; undefined: a repeated call. @throws when storage fails: the call must be sent again.
   */
  async handleCommands(call: RoomCall): Promise<number | "busy" | undefined> {
    this.notifier.newEvent();
    await Promise.all([this.lifecycle.load(), this.revocations.load()]).catch((error: unknown) =>
      this.ports.warn("call: storage cannot be read", error),
    );
    if (this.lifecycle.isEnded) {
      // An earlier try may have failed before the storage was empty.
      await emptyStorage(this.ports.store, this.alarms);
      return 0;
    }
    if (this.revocations.isHandled(call.id)) return undefined;
    const noted = this.revocations.record(call).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const done = await this.commands.handle(call.commands, call.at, (command) =>
      this.tell((each) => each.commandHandled?.(command)),
    );
    const failure = await noted;
    if (failure) throw failure.error;
    return done;
  }

  /** False: it has been closed before. */
  private readonly removeSocket = (socket: Socket, code: number, reason: string): boolean => {
    if (this.removedSockets.has(socket)) return false;
    this.removedSockets.add(socket);
    this.leave(socket, "for good");
    socket.close(code, reason);
    return true;
  };

  /** It does not seem to read: it goes at once, whenever its connection ends, and may come back with `after`. */
  private dropSlow(socket: Socket): void {
    this.leave(socket);
    socket.close(TRY_AGAIN_LATER, "not reading");
  }

  /** Closes a socket whose frames keep being refused: its client is faulty, or it attacks. */
  private dropAbusive(socket: Socket): void {
    this.removeSocket(socket, CLOSE.policy, "too many refusals");
  }

  /** Its connection has died without a close. */
  private dropDead(socket: Socket): void {
    this.leave(socket, "for good");
    socket.close(TRY_AGAIN_LATER, "no sign of life");
  }

  /** The host woke the room: an outbox may have been left behind, a connection may have died, or inboxes wait for a round. */
  async alarm(): Promise<void> {
    this.notifier.newEvent();
    const later = this.alarms.rang();
    await this.lifecycle.load();
    if (this.lifecycle.isEnded) {
      await emptyStorage(this.ports.store, this.alarms);
      return this.notifier.onAlarm();
    }
    this.checkConnections();
    const live = later.has("drain") ? undefined : await this.liveToDrain();
    await Promise.all([live?.drain(), !later.has("tell") && this.notifier.onAlarm()]);
    await this.roomEnd.inProgress;
    if (this.lifecycle.isEnded) return;
    await Promise.all([
      !later.has("drain") && (live ?? this.state)?.log.rearmAlarm(),
      !later.has("sweep") && this.sweep.rearm(),
      this.alarms.rearm(),
    ]);
  }

  /** Runs whenever the room is awake anyway. */
  private checkConnections(): void {
    this.sweep.run();
    this.sessionExpiry.check();
  }

  /** A room that wakes only for the sweep does not read its log. */
  private async liveToDrain(): Promise<RoomState | undefined> {
    const isKnown = this.state !== undefined || this.opening !== undefined;
    const waits = isKnown || ((await storedLength(this.ports.store))?.outbox ?? 0) > 0;
    return waits ? this.open() : undefined;
  }

  private handleFrame(live: RoomState, socket: Socket, frame: ClientFrame): Promise<void> | void {
    // They may have been removed while the room woke (D3).
    if (this.removedSockets.has(socket)) return;
    switch (frame.type) {
      case "send":
        if (!socket.guest.preview) this.typing.ends(socket.guest.id);
        return this.intake.send(live, socket, frame);
      case "sync":
        return this.reception.resync(socket, live, frame.after);
      case "edit":
      case "delete":
      case "react":
        return this.intake.amend(live, socket, frame);
      case "read":
        if (socket.guest.preview) return;
        return this.readReceipts.read(live, socket.guest, frame.seq);
      case "typing":
        if (this.lifecycle.isReadOnly || socket.guest.preview) return;
        return this.typing.set(socket.guest, frame.on);
      case "ping":
      case "mark":
        return;
      default:
        unreachable(frame);
    }
  }

  private get ready(): RoomState | undefined {
    return this.state?.log.isBroken ? undefined : this.state;
  }

  private open(): Promise<RoomState> {
    if (this.roomEnd.inProgress || this.lifecycle.isEnded) return Promise.reject(new RoomGone("ended"));
    if (this.ready) return Promise.resolve(this.ready);
    this.opening ??= this.start().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async start(): Promise<RoomState> {
    const before = this.state;
    await before?.stop();
    if (before) this.alarms.doubt();
    await this.lifecycle.load();
    if (this.lifecycle.isEnded) throw new RoomGone("ended");
    const hears = {
      durable: (entries: readonly LogEntry[]) => this.publish(live, entries),
      learned: (head: ArchiveHead) => this.learn(head),
      gone: () => void this.roomEnd.endDeleted(),
      archived: () => this.tell((each) => each.archived?.(live)),
      pending: (commands: readonly StoredCall[]) => void this.storedCalls.handle(commands),
    };
    const live: RoomState = await RoomState.open(this.ports, hears, this.alarms, before?.readers);
    this.state = live;
    // Storage had failed, yet kept some of what it was given: those events count, and nobody has seen them.
    if (before && live.log.head > before.log.head) this.publish(live, live.log.from(before.log.head + 1));
    return live;
  }

  private async learn({ isReadOnly, readers }: ArchiveHead): Promise<void> {
    await Promise.all([this.lifecycle.initialize(isReadOnly), this.ports.store.put({ readers })]);
  }

  /** Called the moment events are durable: everyone may see them now (R2). */
  private publish(live: RoomState, entries: readonly LogEntry[]): void {
    const events = entries.map(({ event }) => event);
    live.window.apply(events);
    this.readReceipts.authorHasRead(live, entries);
    this.broadcaster.push(events.map((event) => JSON.stringify(event)));
    live.flushSoon();
    this.tell((each) => each.published?.(entries, live));
  }

  private tell(what: (observer: RoomObserver) => void): void {
    this.observers.forEach(what);
  }
}
