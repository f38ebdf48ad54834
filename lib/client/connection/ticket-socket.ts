import { CLOSE, PROTOCOL_VERSION, REMOVAL_REASONS, type RemovalReason, SESSION_ENDED } from "@/lib/protocol/connection";
import { TICKET_TTL_S } from "@/lib/protocol/limits";
import { withDeadline } from "@/lib/shared/deadline";
import { roomOrigin } from "@/lib/shared/room-origin";
import { Heartbeat } from "./heartbeat";
import { ReconnectingSocket } from "./reconnecting-socket";
import { ServerClock } from "./server-clock";

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 15_000;
const STEADY_AFTER_MS = 5_000;
/** Time for the socket to open. The welcome has a time limit of its own (heartbeat.ts). */
const CONNECT_TIMEOUT_MS = 12_000;
/** A network that drops all packets answers no HTTP request either. */
const TICKET_TIMEOUT_MS = 10_000;

/** The web side refuses a ticket, and a retry would not change that. */
export type TicketRefusal = "signed_out" | "other_account" | "forbidden" | "not_found";
/** Why a client will not reconnect; a number is a close code. */
export type SocketEnd = TicketRefusal | RemovalReason | number;

export interface SocketOptions {
  /** Host and port of the rooms. */
  host: string;
  /**
   * Gets a ticket from the web side. A refusal ends the client; a thrown error is a failed attempt like any other.
   * `expiresAt`: only of a ticket that was made for this call, since it tells the server's time.
   */
  getTicket: (signal: AbortSignal) => Promise<{ ticket: string; expiresAt?: number } | { refusal: TicketRefusal }>;
  /** The page's clock. The page sets it first, and each requested ticket corrects it. */
  clock?: ServerClock;
  /** For tests: the WebSocket class. */
  WebSocket?: unknown;
  /** For tests: from 0 up to 1. */
  random?: () => number;
}

interface Handlers {
  /** Further query parameters when reconnecting, such as the newest seq seen. */
  query?(): Record<string, string>;
  frame(data: unknown): void;
  /** @param code the close code */
  down(code: number): void;
  ended(why: SocketEnd): void;
}

/** Codes after which a reconnect would be refused again. */
const FINAL: readonly number[] = [CLOSE.noLongerAllowed, CLOSE.policy, CLOSE.unknownVersion, CLOSE.roomClosed];

function endingOf(code: number, reason: string): SocketEnd {
  if (code !== CLOSE.noLongerAllowed) return code;
  return reason === SESSION_ENDED ? "signed_out" : (REMOVAL_REASONS.find((parting) => parting === reason) ?? code);
}

/** A WebSocket that opens with a ticket: a new one for every attempt, with backoff and full jitter between attempts. */
export class TicketSocket {
  private socket: ReconnectingSocket | undefined;
  private attempts = 0;
  /** Newer connections of the same user have replaced this one. */
  private isReplaced = false;
  private readonly clock: ServerClock;
  private wakeUp: (() => void) | undefined;
  private steadyTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly heartbeat = new Heartbeat({ send: (frame) => this.send(frame), dead: () => this.renew() });

  constructor(
    private readonly path: string,
    private readonly options: SocketOptions,
    private readonly handlers: Handlers,
  ) {
    this.clock = options.clock ?? new ServerClock();
  }

  open(): void {
    if (this.socket) return;
    this.attempts = 0;
    const socket: ReconnectingSocket = new ReconnectingSocket({
      nextUrl: () => this.nextUrl(socket),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      WebSocket: (this.options.WebSocket ?? WebSocket) as typeof WebSocket,
      opened: () => this.heartbeat.opened(),
      message: (data) => {
        if (!this.heartbeat.received(data)) this.handlers.frame(data);
      },
      closed: (code, reason) => this.closed(code, reason),
    });
    this.socket = socket;
    this.listenToPage("addEventListener");
    void socket.open();
  }

  close(): void {
    const socket = this.socket;
    this.socket = undefined;
    clearTimeout(this.steadyTimer);
    this.heartbeat.stop();
    this.hurry();
    socket?.close();
    this.listenToPage("removeEventListener");
  }

  send(frame: object): void {
    this.socket?.send(JSON.stringify(frame));
  }

  /**
   * Drops the connection and makes a new one. A silent network failure closes nothing: a missing answer to a ping or a
   * send, or the browser's `offline` event, is the only sign.
   */
  readonly renew = (): void => {
    this.heartbeat.stop();
    this.socket?.renew();
  };

  /**
   * Call it after the welcome. Only a connection that lasts for a while resets the backoff: connections that break
   * right after their welcome would cause a storm.
   */
  settled(): void {
    this.heartbeat.welcomed();
    clearTimeout(this.steadyTimer);
    this.steadyTimer = setTimeout(() => {
      // Not 0: the shortest backoff remains, so that the clients of a restarted room do not return all at once.
      this.attempts = 1;
    }, STEADY_AFTER_MS);
  }

  /** The current time by the server's clock, as far as known: ids from a wrong clock would be refused. */
  serverTime(): number {
    return this.clock.now();
  }

  private closed(code: number, reason: string): void {
    clearTimeout(this.steadyTimer);
    this.heartbeat.stop();
    this.isReplaced = code === CLOSE.replaced;
    if (FINAL.includes(code)) this.handlers.ended(endingOf(code, reason));
    else this.handlers.down(code);
  }

  private readonly hurry = (): void => this.wakeUp?.();

  /** The network is back: ends a backoff, and checks whether the connection died meanwhile. */
  private readonly online = (): void => {
    this.hurry();
    this.heartbeat.check();
  };

  /** The user has returned to the page. */
  private readonly returned = (): void => {
    if (globalThis.document?.visibilityState !== "hidden") this.online();
  };

  private listenToPage(add: "addEventListener" | "removeEventListener"): void {
    globalThis.window?.[add]?.("online", this.online);
    globalThis.window?.[add]?.("offline", this.renew);
    for (const event of ["focus", "pageshow"]) globalThis.window?.[add]?.(event, this.returned);
    globalThis.document?.[add]?.("visibilitychange", this.returned);
  }

  private async nextUrl(socket: ReconnectingSocket): Promise<string> {
    if (this.attempts > 0) await this.backOff();
    // Closed during the backoff: no ticket is requested, since without `preview=1` the request would join a public room.
    if (this.socket !== socket) throw new Error("closed");
    this.attempts++;
    const answer = await withDeadline(TICKET_TIMEOUT_MS, (signal) => this.options.getTicket(signal));
    // Closed meanwhile, and perhaps opened again: another session may get another answer.
    if (this.socket !== socket) throw new Error("closed");
    if ("refusal" in answer) {
      this.handlers.ended(answer.refusal);
      throw new Error(answer.refusal);
    }
    if (answer.expiresAt !== undefined) this.clock.learn(answer.expiresAt - TICKET_TTL_S * 1000);
    return this.urlWith(answer.ticket);
  }

  private urlWith(ticket: string): string {
    const query = new URLSearchParams({ v: String(PROTOCOL_VERSION), ticket, ...this.handlers.query?.() });
    return `${roomOrigin(this.options.host)}${this.path}?${query}`;
  }

  private backOff(): Promise<void> {
    const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (this.attempts - 1));
    const wait = (this.options.random ?? Math.random)() * ceiling;
    // A replaced page waits until the user returns to it. Otherwise pages would replace each other endlessly.
    const isPatient = this.isReplaced && globalThis.document !== undefined;
    return new Promise((resolve) => {
      const timer = isPatient ? undefined : setTimeout(resolve, wait);
      // The network is back, or the page is closing: ends the backoff.
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
