import ReconnectingWebSocket from "partysocket/ws";
import { CLOSE, PROTOCOL_VERSION, REMOVAL_REASONS, type RemovalReason, SESSION_ENDED } from "@/lib/protocol/room";
import { TICKET_TTL_S } from "@/lib/protocol/ticket-ttl";
import { withDeadline } from "@/lib/shared/deadline";
import { roomOrigin } from "@/lib/shared/room-origin";
import { Heartbeat } from "./heartbeat";
import { ServerClock } from "./server-clock";

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 15_000;
const STEADY_AFTER_MS = 5_000;
/** A cold room may wait for a slow database before it welcomes. In ms. */
const CONNECT_TIMEOUT_MS = 12_000;
/** A network that swallows everything answers no HTTP request either. */
const TICKET_TIMEOUT_MS = 10_000;

/** The web side won't give a ticket, and asking again would not change that. */
export type TicketRefusal = "signed_out" | "other_account" | "forbidden" | "not_found";
/** Why a client will not come back by itself; a number is a close code. */
export type SocketEnd = TicketRefusal | RemovalReason | number;

export interface SocketOptions {
  /** Host and port of the rooms. */
  host: string;
  /** Asks the web side for a ticket. A refusal ends the client; a thrown error is a failed attempt like any other. */
  getTicket: (signal: AbortSignal) => Promise<{ ticket: string; expiresAt: number } | { refusal: TicketRefusal }>;
  /** Learns the server's time from tickets. The page's clock, which knows that time before the first ticket. */
  clock?: ServerClock;
  /** For tests: where WebSocket comes from. */
  WebSocket?: unknown;
  /** For tests: from 0 up to 1. */
  random?: () => number;
}

interface Handlers {
  /** What else the address says when coming back, such as the newest seq seen. */
  query?(): Record<string, string>;
  frame(data: unknown): void;
  /** @param code the close code */
  down(code: number): void;
  ended(why: SocketEnd): void;
}

/** Codes after which coming back would only be refused again. */
const FINAL: readonly number[] = [CLOSE.noLongerAllowed, CLOSE.policy, CLOSE.unknownVersion, CLOSE.roomClosed];

function endingOf(code: number, reason: string): SocketEnd {
  if (code !== CLOSE.noLongerAllowed) return code;
  return reason === SESSION_ENDED ? "signed_out" : (REMOVAL_REASONS.find((parting) => parting === reason) ?? code);
}

/** A WebSocket that opens with a ticket: a new one for every attempt, backoff with full jitter between them. */
export class TicketSocket {
  private socket: ReconnectingWebSocket | undefined;
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
    const socket: ReconnectingWebSocket = new ReconnectingWebSocket(() => this.nextUrl(socket), undefined, {
      WebSocket: this.options.WebSocket,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      // It would send frames of the time before a break after it; what must go again, its owner knows.
      maxEnqueuedMessages: 0,
      // The wait is in nextUrl, with full jitter, so that a thousand clients do not come back in step.
      minReconnectionDelay: 0,
      maxReconnectionDelay: 0,
    });
    socket.addEventListener("open", () => this.socket === socket && this.heartbeat.opened());
    socket.addEventListener("message", ({ data }) => {
      if (!this.heartbeat.received(data)) this.handlers.frame(data);
    });
    socket.addEventListener("close", ({ code, reason }) => {
      if (this.socket !== socket) return;
      clearTimeout(this.steadyTimer);
      this.heartbeat.stop();
      this.isReplaced = code === CLOSE.replaced;
      if (FINAL.includes(code)) this.handlers.ended(endingOf(code, reason));
      else this.handlers.down(code);
    });
    this.socket = socket;
    this.listenToPage("addEventListener");
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
    if (this.socket?.readyState === ReconnectingWebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /**
   * Drops the connection and makes a new one. A network that died silently closes nothing: a missing answer to a ping or a send, or
   * the browser's `offline` event, is the only sign.
   */
  readonly renew = (): void => {
    this.heartbeat.stop();
    this.socket?.reconnect();
  };

  /** Welcomed. Only a connection that holds for a while starts the waits over: one that welcomes and breaks would be a storm. */
  settled(): void {
    this.heartbeat.welcomed();
    clearTimeout(this.steadyTimer);
    this.steadyTimer = setTimeout(() => {
      this.attempts = 1;
    }, STEADY_AFTER_MS);
  }

  /** The current time by the server's clock, as far as known: ids from a wrong clock would be refused. */
  serverTime(): number {
    return this.clock.now();
  }

  private readonly hurry = (): void => this.wakeUp?.();

  /** The network is back: ends a backoff, and checks whether the connection died meanwhile. */
  private readonly online = (): void => {
    this.hurry();
    this.heartbeat.check();
  };

  /** The user is back at the page. */
  private readonly returned = (): void => {
    if (globalThis.document?.visibilityState !== "hidden") this.online();
  };

  private listenToPage(add: "addEventListener" | "removeEventListener"): void {
    globalThis.window?.[add]?.("online", this.online);
    globalThis.window?.[add]?.("offline", this.renew);
    for (const event of ["focus", "pageshow"]) globalThis.window?.[add]?.(event, this.returned);
    globalThis.document?.[add]?.("visibilitychange", this.returned);
  }

  private async nextUrl(socket: ReconnectingWebSocket): Promise<string> {
    if (this.attempts > 0) await this.backOff();
    // Asking for a ticket to a public room makes one a member of it: who was sent away would be back by their page alone.
    if (this.socket !== socket) throw new Error("closed");
    this.attempts++;
    const answer = await withDeadline(TICKET_TIMEOUT_MS, (signal) => this.options.getTicket(signal));
    if ("refusal" in answer) {
      this.handlers.ended(answer.refusal);
      throw new Error(answer.refusal);
    }
    this.clock.learn(answer.expiresAt - TICKET_TTL_S * 1000);
    return this.urlWith(answer.ticket);
  }

  private urlWith(ticket: string): string {
    const query = new URLSearchParams({ v: String(PROTOCOL_VERSION), ticket, ...this.handlers.query?.() });
    return `${roomOrigin(this.options.host)}${this.path}?${query}`;
  }

  private backOff(): Promise<void> {
    const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (this.attempts - 1));
    const wait = (this.options.random ?? Math.random)() * ceiling;
    // Otherwise pages would replace each other endlessly: this one waits until the user returns to it.
    const isPatient = this.isReplaced && globalThis.document !== undefined;
    return new Promise((resolve) => {
      const timer = isPatient ? undefined : setTimeout(resolve, wait);
      // The network is back, or the page is leaving: no reason to sit the wait out.
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
