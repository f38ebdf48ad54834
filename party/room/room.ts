/** A chat room: it orders, delivers and remembers. It knows no host; what it needs is handed in (ports.ts). */
import type { ArchiveHead } from "@/lib/events/archive-head";
import type { Entry } from "@/lib/events/log";
import { PING_TEXT } from "@/lib/protocol/ping";
import { CLOSE, type FromClient, SESSION_ENDED, unreachable } from "@/lib/protocol/protocol";
import type { RoomMetrics } from "@/lib/server/room-metrics";
import type { RoomNews, Watch } from "@/party/gateway/inside";
import { UsedTickets } from "@/party/gateway/tickets";
import { Delivery } from "./delivery";
import { BUSY_RETRY_MS, Intake, refuse } from "./intake";
import { Alarms } from "./lifecycle/alarms";
import { Ending, ROOM_CLOSED } from "./lifecycle/ending";
import { emptyStorage, Openness } from "./lifecycle/openness";
import { Orders } from "./lifecycle/orders";
import { Revocations, type RoomCall } from "./lifecycle/revocations";
import { StoredCommands } from "./lifecycle/stored-commands";
import { Live } from "./live";
import { storedLength } from "./log/outbox";
import { metricsOf } from "./metrics";
import { Telling } from "./notifications/telling";
import type { Observer } from "./observer";
import { type Guest, type Ports, RoomGone, type Socket, type StoredCommand, TRY_AGAIN_LATER } from "./ports";
import { type Departure, Presence } from "./presence";
import { Receipts } from "./receipts";
import { Reception } from "./reception";
import { FrameLimits, roomFrameLimit } from "./sockets/frame-limits";
import { parseFrame } from "./sockets/frames";
import { pong } from "./sockets/pings";
import { Progress } from "./sockets/progress";
import { SessionEnds } from "./sockets/session-ends";
import { replacedBy } from "./sockets/socket-limits";
import { Sweep } from "./sockets/sweep";
import { Typing } from "./typing";

export interface Arrival {
  /** The ticket's id and the end of its life (epoch ms). */
  ticketId: string;
  expiresAt: number;
  /** The newest seq the client has seen, where it comes back. */
  after?: number;
}

export class Room {
  private live: Live | undefined;
  private opening: Promise<Live> | undefined;
  private readonly delivery: Delivery;
  private readonly presence: Presence;
  private readonly receipts: Receipts;
  private readonly typing: Typing;
  private readonly reception: Reception;
  private readonly intake: Intake;
  private readonly frameLimits: FrameLimits<Guest>;
  private readonly tickets: UsedTickets;
  private readonly revocations: Revocations;
  private readonly progress = new Progress<Guest>();
  private readonly expelled = new WeakSet<Socket>();
  private readonly openness: Openness;
  private readonly orders: Orders;
  private readonly ending: Ending;
  private readonly telling: Telling;
  private readonly alarms: Alarms;
  private readonly sweep: Sweep;
  private readonly sessionEnds: SessionEnds<Guest>;
  private readonly storedCommands: StoredCommands;
  /** Parts that hear of what happens here. */
  private readonly observers: Observer[] = [];

  constructor(private readonly ports: Ports) {
    const sockets = () => ports.sockets();
    const measure = (socket: Socket) => this.progress.measure(socket);
    const giveUp = (socket: Socket) => this.giveUp(socket);
    this.delivery = new Delivery(sockets, ports.clock, measure, giveUp);
    this.presence = new Presence(sockets, ports.clock, () => this.tell((each) => each.presenceChanged?.()));
    this.openness = new Openness(ports.store);
    this.receipts = new Receipts(sockets, ports.clock, (userId, seq) => this.tell((each) => each.read?.(userId, seq)));
    this.typing = new Typing(sockets, ports.clock);
    const refuseSocket: Intake["refuse"] = (...refusal) => this.intake.refuse(...refusal);
    const isExpelled = (socket: Socket) => this.expelled.has(socket);
    this.reception = new Reception(ports, this.delivery, this.presence, this.receipts, isExpelled, refuseSocket);
    this.frameLimits = new FrameLimits(roomFrameLimit(ports.limits), ports.clock, (socket) => this.shutOut(socket));
    this.intake = new Intake(ports, this.openness, this.frameLimits, isExpelled);
    this.tickets = new UsedTickets(ports.clock);
    this.revocations = new Revocations(ports.store, ports.clock);
    const lent = { ports, openness: this.openness, expel: this.expel };
    this.alarms = new Alarms(ports.store);
    this.ending = new Ending({
      ...lent,
      alarms: this.alarms,
      live: async () => this.live ?? this.opening?.catch(() => undefined),
      onUnasked: () => this.tell((each) => each.ordered?.({ type: "end" })),
    });
    const end = () => this.ending.end();
    this.orders = new Orders({ ...lent, receipts: this.receipts, live: () => this.open(), end });
    const online = () => this.presence.online().length;
    this.telling = new Telling(ports, this.alarms, { live: () => this.open(), online });
    this.observers.push(this.telling);
    this.sweep = new Sweep({
      sockets,
      clock: ports.clock,
      alarms: ports.pingsPassBy ? this.alarms : undefined,
      isWatched: () => this.telling.isWatched(),
      drop: (socket) => this.dropDead(socket),
      measure,
      giveUp,
      warn: ports.warn,
    });
    this.sessionEnds = new SessionEnds({
      sockets,
      clock: ports.clock,
      sessions: (ids) => ports.archive.sessions(ids),
      close: (socket) => this.expel(socket, CLOSE.noLongerAllowed, SESSION_ENDED),
      warn: ports.warn,
    });
    this.storedCommands = new StoredCommands(ports, (call) => this.obey(call));
  }

  /** Welcomes a socket whose ticket the door has checked. */
  async join(socket: Socket, arrival: Arrival): Promise<void> {
    this.telling.newEvent();
    if (!this.tickets.use(arrival.ticketId, arrival.expiresAt)) return socket.close(CLOSE.badTicket, "ticket used");
    for (const each of replacedBy(socket, this.ports.sockets()))
      this.expel(each, CLOSE.replaced, "too many connections");
    if (this.isCrowded) {
      refuse(socket, "busy", { retryAfterMs: BUSY_RETRY_MS });
      return socket.close(TRY_AGAIN_LATER, "room full");
    }
    this.checkConnections();
    try {
      const live = await this.open();
      await this.revocations.load();
      if (this.revocations.has(socket.guest, arrival.expiresAt))
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
  async watch(call: Watch): Promise<RoomNews | undefined> {
    this.telling.newEvent();
    this.checkConnections();
    const now = await this.telling.watch(call);
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
    this.telling.newEvent();
    if (!socket.joined) return;
    const isTooMany = data === PING_TEXT ? undefined : this.frameLimits.take(socket, data);
    if (isTooMany) return this.intake.refuse(socket, "rate_limited", isTooMany);
    const parsed = parseFrame(data, () => this.intake.take(socket));
    if ("refusal" in parsed) {
      const { reason, ...more } = parsed.refusal;
      return this.intake.refuse(socket, reason, more);
    }
    if (parsed.frame.type === "ping") return pong(socket, this.ports.clock.now());
    if (parsed.frame.type === "mark") return this.progress.returned(socket, parsed.frame);
    if (parsed.frame.type !== "sync") this.progress.talks(socket);
    if (this.progress.measure(socket) === "stuck") return this.giveUp(socket);
    this.checkConnections();
    try {
      // No await where the room is awake: the next frame must not overtake this one.
      await this.handle(this.ready ?? (await this.open()), socket, parsed.frame);
    } catch (error) {
      this.ports.warn(`${parsed.frame.type}: failed`, error);
      const clientId = "clientId" in parsed.frame ? parsed.frame.clientId : undefined;
      refuse(socket, "busy", { clientId, retryAfterMs: BUSY_RETRY_MS });
    }
  }

  /** A socket has gone. If it may return, others are told only after a moment. */
  leave(socket: Socket, how: Departure = "may return"): void {
    this.progress.forget(socket);
    if (!socket.joined) return;
    this.presence.leaves(socket, how);
    if (!socket.guest.preview) this.typing.ends(socket.guest.id);
    const parts = [this.intake, this.frameLimits, this.reception, this.typing, this.receipts, this.orders];
    for (const part of parts) part.prune();
  }

  /**
   * Carries out the web side's orders, also while storage fails (D8). Returns how many sockets it closed; "busy": the call must be sent
   * again; undefined: a repeated call. @throws when storage fails: the call must be sent again.
   */
  async obey(call: RoomCall): Promise<number | "busy" | undefined> {
    this.telling.newEvent();
    await Promise.all([this.openness.load(), this.revocations.load()]).catch((error: unknown) =>
      this.ports.warn("call: storage cannot be read", error),
    );
    if (this.openness.isEnded) {
      // An earlier try may have failed before the storage was empty.
      await emptyStorage(this.ports.store, this.alarms);
      return 0;
    }
    if (this.revocations.knows(call.id)) return undefined;
    const noted = this.revocations.note(call).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const done = await this.orders.carryOut(call.orders, call.at, (order) =>
      this.tell((each) => each.ordered?.(order)),
    );
    const failure = await noted;
    if (failure) throw failure.error;
    return done;
  }

  /** False: it has been closed before. */
  private readonly expel = (socket: Socket, code: number, reason: string): boolean => {
    if (this.expelled.has(socket)) return false;
    this.expelled.add(socket);
    this.leave(socket, "for good");
    socket.close(code, reason);
    return true;
  };

  /** It does not seem to read: it goes at once, whenever its connection ends, and may come back with `after`. */
  private giveUp(socket: Socket): void {
    this.leave(socket);
    socket.close(TRY_AGAIN_LATER, "not reading");
  }

  /** Closes a socket whose frames keep being refused: its client is faulty, or it attacks. */
  private shutOut(socket: Socket): void {
    this.expel(socket, CLOSE.policy, "too many refusals");
  }

  /** Its connection has died without a close. */
  private dropDead(socket: Socket): void {
    this.leave(socket, "for good");
    socket.close(TRY_AGAIN_LATER, "no sign of life");
  }

  /** The host woke the room: an outbox may have been left behind, a connection may have died, or inboxes wait for a round. */
  async alarm(): Promise<void> {
    this.telling.newEvent();
    const later = this.alarms.rang();
    await this.openness.load();
    if (this.openness.isEnded) {
      await emptyStorage(this.ports.store, this.alarms);
      return this.telling.rang();
    }
    this.checkConnections();
    const live = later.has("drain") ? undefined : await this.liveToDrain();
    await Promise.all([live?.drain(), !later.has("tell") && this.telling.rang()]);
    await this.ending.underWay;
    if (this.openness.isEnded) return;
    await Promise.all([
      !later.has("drain") && (live ?? this.live)?.log.rearmAlarm(),
      !later.has("sweep") && this.sweep.rearm(),
      this.alarms.rearm(),
    ]);
  }

  /** Runs whenever the room is awake anyway. */
  private checkConnections(): void {
    this.sweep.run();
    this.sessionEnds.check();
  }

  /** A room that wakes only for the sweep does not read its log. */
  private async liveToDrain(): Promise<Live | undefined> {
    const isKnown = this.live !== undefined || this.opening !== undefined;
    const waits = isKnown || ((await storedLength(this.ports.store))?.outbox ?? 0) > 0;
    return waits ? this.open() : undefined;
  }

  private handle(live: Live, socket: Socket, frame: FromClient): Promise<void> | void {
    // They may have been removed while the room woke (D3).
    if (this.expelled.has(socket)) return;
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
        return this.receipts.read(live, socket.guest, frame.seq);
      case "typing":
        if (this.openness.isReadOnly || socket.guest.preview) return;
        return this.typing.says(socket.guest, frame.on);
      case "ping":
      case "mark":
        return;
      default:
        unreachable(frame);
    }
  }

  private get ready(): Live | undefined {
    return this.live?.log.isBroken ? undefined : this.live;
  }

  private open(): Promise<Live> {
    if (this.ending.underWay || this.openness.isEnded) return Promise.reject(new RoomGone("ended"));
    if (this.ready) return Promise.resolve(this.ready);
    this.opening ??= this.start().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async start(): Promise<Live> {
    const before = this.live;
    await before?.stop();
    if (before) this.alarms.doubt();
    await this.openness.load();
    if (this.openness.isEnded) throw new RoomGone("ended");
    const hears = {
      durable: (entries: readonly Entry[]) => this.publish(live, entries),
      learned: (head: ArchiveHead) => this.learn(head),
      gone: () => void this.ending.endUnasked(),
      archived: () => this.tell((each) => each.archived?.(live)),
      pending: (commands: readonly StoredCommand[]) => void this.storedCommands.carryOut(commands),
    };
    const live: Live = await Live.open(this.ports, hears, this.alarms, before?.readers);
    this.live = live;
    // Storage had failed, yet kept some of what it was given: those events count, and nobody has seen them.
    if (before && live.log.head > before.log.head) this.publish(live, live.log.from(before.log.head + 1));
    return live;
  }

  private async learn({ isReadOnly, readers }: ArchiveHead): Promise<void> {
    await Promise.all([this.openness.learn(isReadOnly), this.ports.store.put({ readers })]);
  }

  /** Called the moment events are durable: everyone may see them now (R2). */
  private publish(live: Live, entries: readonly Entry[]): void {
    const events = entries.map(({ event }) => event);
    live.window.apply(events);
    this.receipts.wrote(live, entries);
    this.delivery.push(events.map((event) => JSON.stringify(event)));
    live.flushSoon();
    this.tell((each) => each.published?.(entries, live));
  }

  private tell(what: (observer: Observer) => void): void {
    this.observers.forEach(what);
  }
}
