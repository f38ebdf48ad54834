/**
 * A user's inbox, through which pages receive updates of rooms that are not open. It knows no host; its ports are passed
 * in.
 */

import { CLOSE, mark, PING_TEXT, PROTOCOL_VERSION, ping, SESSION_ENDED } from "@/lib/protocol/connection";
import type { RoomUpdate } from "@/lib/protocol/inbox";
import { type InboxFrame, type InboxUpdate, pageFrame, WATCH_TTL_MS } from "@/lib/protocol/inbox";
import type { InboxMessage } from "@/lib/protocol/internal";
import { CLIENT_FRAME_MAX_BYTES, unreachable } from "@/lib/protocol/room";
import type { InboxCommand } from "@/lib/server/commands";
import { chunks } from "@/lib/shared/chunks";
import { parseJson } from "@/lib/shared/parse-json";
import { type CallResult, type Clock, isJoined, type Socket, type Store, TRY_AGAIN_LATER } from "@/party/ports";
import { RateLimit } from "@/party/shared/rate-limit";
import { Revocations } from "@/party/shared/revocations";
import { UsedTickets } from "@/party/shared/used-tickets";
import { Backpressure } from "@/party/sockets/backpressure";
import { FrameLimits } from "@/party/sockets/frame-limits";
import { sendPong } from "@/party/sockets/pings";
import { SessionExpiry } from "@/party/sockets/session-expiry";
import { socketsToReplace } from "@/party/sockets/socket-limits";

/**
 * A room is not called again within this time after a subscription, unless a `refresh` comes. Shorter than the interval
 * at which a page repeats `watch`, so that each repeat renews the subscription.
 */
const WATCHED_FOR_MS = 4 * 60_000;
const CALLS_AT_ONCE = 20;
/** One `watch` calls at most this many rooms: Cloudflare allows 1,000 calls to objects per incoming frame. */
const CALLS_MAX = 950;
/** Rooms in one `news` frame. A frame may have 1 MiB. */
const NEWS_MAX = 100;
/** A `watch` may cost a query and CALLS_MAX calls, but calls the same room only once per WATCHED_FOR_MS. */
const WATCH_LIMIT = { rate: 0.5, burst: 8 };

/**
 * For frames of any content (D7). The bursts allow for all tabs of a user sending `watch` at the same time, and again
 * after a refusal.
 */
const FRAME_LIMIT = { frames: { rate: 50, burst: 500 }, refusals: { rate: 5, burst: 200 } };

/** The inbox's owner, on one of their devices. */
export interface Owner {
  id: string;
  sessionId: string;
  /** When the session expires unless it was renewed since (epoch ms). */
  sessionUntil?: number;
}

export interface InboxPorts {
  sockets(): Iterable<Socket<Owner>>;
  store: Store;
  clock: Clock;
  /**
   * Filters the given rooms to those that the owner may know of; with `isMineToo` it adds all rooms of which the owner
   * is a member. One query. @throws if the database is unavailable
   */
  mayKnow(roomIds: readonly string[], isMineToo: boolean): Promise<string[]>;
  /** Subscribes this inbox to a room. @throws if the room is unreachable or refuses */
  watchRoom(roomId: string, askedAt: number): Promise<RoomUpdate>;
  /**
   * The expiry time (epoch ms) of each given session that is still live, by id. @throws if the database is unavailable
   */
  sessions(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  warn(what: string, error?: unknown): void;
}

interface WatchedRoom {
  at: number;
  /** The room's current state, for a page that starts to watch it later. */
  now: InboxUpdate;
}

export class Inbox {
  private readonly revocations: Revocations;
  private readonly sessionExpiry: SessionExpiry<Owner>;
  private readonly tickets: UsedTickets;
  private readonly limit: RateLimit;
  private readonly frameLimits: FrameLimits<Owner>;
  private readonly backpressure = new Backpressure<Owner>();
  /** Rooms that notify this inbox. In memory only: after hibernation the inbox subscribes again. */
  private readonly watched = new Map<string, WatchedRoom>();
  private refreshedAt = 0;

  constructor(private readonly ports: InboxPorts) {
    this.revocations = new Revocations(ports.store, ports.clock);
    this.sessionExpiry = new SessionExpiry({
      ...ports,
      close: (socket) => this.close(socket, CLOSE.noLongerAllowed, SESSION_ENDED),
    });
    this.tickets = new UsedTickets(ports.clock);
    this.limit = new RateLimit(WATCH_LIMIT, ports.clock);
    this.frameLimits = new FrameLimits(FRAME_LIMIT, ports.clock, (socket) =>
      this.close(socket, CLOSE.policy, "too many refusals"),
    );
  }

  /** Welcomes a socket that the gateway has authorized. */
  async join(socket: Socket<Owner>, arrival: { ticketId: string; expiresAt: number }): Promise<void> {
    if (!this.tickets.use(arrival.ticketId, arrival.expiresAt)) return socket.close(CLOSE.badTicket, "ticket used");
    try {
      await this.revocations.load();
    } catch (error) {
      this.ports.warn("join: storage failed", error);
      return socket.close(TRY_AGAIN_LATER, "busy");
    }
    if (this.revocations.isRevoked(socket.guest, arrival.expiresAt))
      return socket.close(CLOSE.badTicket, "ticket withdrawn");
    for (const each of socketsToReplace(socket, this.ports.sockets()))
      this.close(each, CLOSE.replaced, "too many connections");
    if (socket.session !== "connecting") return;
    socket.session = "joined";
    this.send(socket, { type: "welcome", protocol: PROTOCOL_VERSION });
  }

  /**
   * Handles one frame. A bad frame is refused to its sender only. The socket stays open (D4), unless too many of its
   * frames are refused (D7).
   */
  async receive(socket: Socket<Owner>, data: unknown): Promise<void> {
    if (!isJoined(socket)) return;
    this.sessionExpiry.check();
    if (data !== PING_TEXT && this.frameLimits.take(socket, data)) return this.refuse(socket, "rate_limited");
    const json = jsonIn(data);
    if (isPing(json)) return sendPong(socket, this.ports.clock.now());
    const returned = mark.safeParse(json).data;
    if (returned) return this.backpressure.markReturned(socket, returned);
    // Any other frame takes a token before it is checked against a schema.
    if (this.limit.take(socket.guest.id) > 0) return this.refuse(socket, "rate_limited");
    const frame = pageFrame.safeParse(json).data;
    if (frame?.type !== "watch") return this.refuse(socket, "invalid");
    this.backpressure.frameReceived(socket);
    try {
      await this.watch(socket, [...new Set(frame.rooms)], frame.mine ?? false);
    } catch (error) {
      this.ports.warn("watch: failed", error);
      this.send(socket, { type: "refused", reason: "busy" });
    }
  }

  leave(socket: Socket<Owner>): void {
    this.backpressure.forget(socket);
    socket.session = "left";
  }

  private refuse(socket: Socket<Owner>, reason: "invalid" | "rate_limited"): void {
    this.send(socket, { type: "refused", reason });
    this.frameLimits.refused(socket);
  }

  /** Passes on a room's update. Returns false if no page is open. */
  receiveUpdate(message: InboxMessage): boolean {
    this.sessionExpiry.check();
    const sockets = this.listeners();
    const roomId = message.type === "news" ? message.news.roomId : message.roomId;
    const known = this.watched.get(roomId);
    if (message.type === "refresh" || sockets.length === 0) this.watched.delete(roomId);
    else if (known) this.watched.set(roomId, { ...known, now: message.news });
    if (message.type === "refresh") this.refreshedAt = this.ports.clock.now();
    for (const socket of sockets) {
      this.send(socket, message.type === "news" ? { type: "news", rooms: [message.news] } : { type: "refresh" });
    }
    return sockets.length > 0;
  }

  /**
   * Handles commands of the web side, also while storage fails (D8). @throws if storage fails: the call must be sent
   * again
   */
  async handleCommands(call: {
    id: string;
    expiresAt: number;
    at?: number;
    commands: InboxCommand[];
  }): Promise<CallResult> {
    await this.revocations.load().catch((error: unknown) => this.ports.warn("call: storage cannot be read", error));
    if (this.revocations.isHandled(call.id)) return { status: "repeated" };
    const closes = call.commands.filter((command) => command.type === "close");
    const noted = this.revocations.record({ ...call, commands: closes });
    let closed = 0;
    for (const command of call.commands) closed += this.handleCommand(command);
    await noted;
    return { status: "done", closed };
  }

  private handleCommand(command: InboxCommand): number {
    const sockets = this.listeners();
    switch (command.type) {
      case "refresh":
        this.watched.clear();
        this.refreshedAt = this.ports.clock.now();
        for (const socket of sockets) this.send(socket, { type: "refresh" });
        return 0;
      case "close": {
        // Includes sockets that are not welcomed yet.
        const meant = [...this.ports.sockets()].filter(({ guest }) => command.sessions.includes(guest.sessionId));
        for (const socket of meant) this.close(socket, CLOSE.noLongerAllowed, SESSION_ENDED);
        return meant.length;
      }
      default:
        return unreachable(command);
    }
  }

  /**
   * Subscribes this inbox to the given rooms that the owner may know of (with `isMineToo` also to all the owner's
   * rooms), and sends their current state to the page.
   */
  private async watch(socket: Socket<Owner>, roomIds: readonly string[], isMineToo: boolean): Promise<void> {
    const askedAt = this.ports.clock.now();
    this.forgetOld(askedAt);
    const isNamed = new Set(roomIds);
    const visible = roomIds.length > 0 || isMineToo ? await this.ports.mayKnow(roomIds, isMineToo) : [];
    // Rooms that the frame names are on the screen, so they come first.
    const known = [...visible.filter((id) => isNamed.has(id)), ...visible.filter((id) => !isNamed.has(id))];
    const isFresh = (id: string) => (this.watched.get(id)?.at ?? Number.NEGATIVE_INFINITY) > askedAt - WATCHED_FOR_MS;
    this.sendUpdates(
      socket,
      known.filter(isFresh).flatMap((id) => this.watched.get(id)?.now ?? []),
    );
    const toAsk = known.filter((id) => !isFresh(id)).slice(0, CALLS_MAX);
    for (const part of chunks(toAsk, CALLS_AT_ONCE)) {
      const answers = part.map((id) => this.ask(id, askedAt));
      this.sendUpdates(
        socket,
        (await Promise.all(answers)).flatMap((news) => news ?? []),
      );
    }
  }

  /** A room that cannot be reached is called again at the next `watch`. */
  private async ask(roomId: string, askedAt: number): Promise<InboxUpdate | undefined> {
    try {
      const now = { ...(await this.ports.watchRoom(roomId, askedAt)), roomId };
      // If a `refresh` came during the call, the room may have unsubscribed this inbox again. Then the next `watch` must
      // call the room.
      if (this.refreshedAt < askedAt) this.watched.set(roomId, { at: askedAt, now });
      return now;
    } catch (error) {
      this.ports.warn(`watch: room ${roomId} cannot be reached`, error);
    }
  }

  private forgetOld(now: number): void {
    for (const [id, { at }] of this.watched) if (at < now - WATCH_TTL_MS) this.watched.delete(id);
  }

  private sendUpdates(socket: Socket<Owner>, rooms: InboxUpdate[]): void {
    // A stored update lists messages that were new when it came. A page that starts to watch gets only the current
    // state.
    const current = rooms.map((room) => ({ ...room, since: room.head, messages: [], deleted: [] }));
    for (const part of chunks(current, NEWS_MAX))
      if (isJoined(socket)) this.send(socket, { type: "news", rooms: part });
  }

  private listeners(): Socket<Owner>[] {
    return [...this.ports.sockets()].filter(isJoined);
  }

  private send(socket: Socket<Owner>, frame: InboxFrame): void {
    socket.send(JSON.stringify(frame));
    if (isJoined(socket) && this.backpressure.measure(socket) === "stuck")
      this.close(socket, TRY_AGAIN_LATER, "not reading");
  }

  private close(socket: Socket<Owner>, code: number, reason: string): void {
    this.leave(socket);
    socket.close(code, reason);
  }
}

function jsonIn(data: unknown): unknown {
  return typeof data === "string" && data.length <= CLIENT_FRAME_MAX_BYTES ? parseJson(data) : undefined;
}

function isPing(json: unknown): boolean {
  return ping.safeParse(json).success;
}
