import { type Blocked, NOBODY_BLOCKED, withoutBlocked } from "@/lib/client/blocked";
import { serverClock } from "@/lib/client/connection/server-clock";
import type { SocketEnd } from "@/lib/client/connection/ticket-socket";
import { InboxClient, type InboxClientOptions } from "@/lib/client/inbox-client";
import type { UnseenEntry } from "@/lib/client/unseen-updates";
import { CLOSE } from "@/lib/protocol/connection";
import type { RoomsAnswer } from "@/lib/protocol/http/rooms";
import type { InboxUpdate } from "@/lib/protocol/inbox";

interface Listener {
  news?(rooms: readonly InboxUpdate[]): void;
  /** Called when lists may be outdated, so that each listener requests its list again. */
  refresh?(): void;
}

/** An interruption shorter than this is not reported. */
const DOWN_AFTER_MS = 5_000;

/** This many own rooms come before other shown rooms: `watch` is cut at WATCH_MAX, and older inboxes update only named rooms. */
const OWN_FIRST = 50;

/** `down`: not connected for a while; `outdated`: only a reload reconnects; `signed_out`: the session has ended. */
export type HubState = "live" | "down" | "outdated" | "signed_out";

/**
 * The page's one connection to the inbox, shared by all its lists. Each list registers the rooms it shows; all
 * listeners get every update.
 */
export class InboxHub {
  private readonly client: InboxClient;
  private readonly listeners = new Set<Listener>();
  private readonly shown = new Map<object, readonly string[]>();
  private own: readonly string[] = [];
  private readonly stateListeners = new Set<() => void>();
  private downTimer: ReturnType<typeof setTimeout> | undefined;
  private state: HubState = "live";
  /** The room that is open on this page. */
  openRoom: string | undefined;
  /** When the inbox connected, by the server's clock (epoch ms). Infinity while it is not connected. */
  liveSince = Number.POSITIVE_INFINITY;
  /** People whose messages are removed from all updates. */
  blocked: Blocked = NOBODY_BLOCKED;
  readonly unseen = new UnseenNotifications();
  /** Room id → the seq up to which this page has read it. The archive has it a few seconds later. */
  readonly readUpTo = new Map<string, number>();

  constructor(options: InboxClientOptions) {
    this.client = new InboxClient(options, {
      update: (rooms) => this.news(rooms.map((each) => withoutBlocked(each, this.blocked))),
      refresh: () => this.refresh(),
      connected: (isReturn) => this.up(isReturn),
      disconnected: () => this.down(),
      ended: (why) => this.ended(why),
    });
  }

  open(): void {
    if (this.state === "signed_out") this.become("down");
    this.down();
    this.client.open();
  }

  close(): void {
    clearTimeout(this.downTimer);
    this.downTimer = undefined;
    this.client.close();
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Sets the rooms that the list `where` shows. Replaces its earlier rooms. */
  show(where: object, roomIds: readonly string[]): void {
    if (roomIds.length > 0) this.shown.set(where, roomIds);
    else this.shown.delete(where);
    this.watch();
  }

  /** The user's own rooms. The inbox sends their updates whether they are shown or not. */
  showOwn(roomIds: readonly string[]): void {
    this.own = roomIds;
    this.watch();
  }

  /** Whether this page neither lists nor shows a room that has an update. */
  isUnlisted(roomId: string): boolean {
    if (roomId === this.openRoom || this.own.includes(roomId)) return false;
    return ![...this.shown.values()].some((ids) => ids.includes(roomId));
  }

  private news(rooms: readonly InboxUpdate[]): void {
    this.tell((listener) => listener.news?.(rooms));
  }

  private watch(): void {
    const others = [...this.shown.values()].flat();
    const open = this.openRoom ? [this.openRoom] : [];
    this.client.watch([...new Set([...open, ...this.own.slice(0, OWN_FIRST), ...others, ...this.own])]);
  }

  /**
   * Makes everything on the page request its data again, for example after a change of the user's own settings of a
   * room.
   */
  refresh(): void {
    this.tell((listener) => listener.refresh?.());
  }

  /** The state of the lists; for `useSyncExternalStore`. */
  getState = (): HubState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  };

  private tell(say: (listener: Listener) => void): void {
    for (const listener of this.listeners) say(listener);
  }

  private up(isReturn: boolean): void {
    // After a slow first connection too, updates may have been missed.
    const wasDown = this.state === "down";
    this.liveSince = serverClock.now();
    this.become("live");
    if (isReturn || wasDown) this.refresh();
  }

  private down(): void {
    this.liveSince = Number.POSITIVE_INFINITY;
    this.downTimer ??= setTimeout(() => this.become("down"), DOWN_AFTER_MS);
  }

  private ended(why: SocketEnd): void {
    this.down();
    if (why === CLOSE.unknownVersion) this.become("outdated");
    else if (why === "signed_out" || why === "other_account") this.become("signed_out");
  }

  private become(state: HubState): void {
    clearTimeout(this.downTimer);
    this.downTimer = undefined;
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.stateListeners) listener();
  }
}

/** The user's unseen notifications on this page. use-live-unseen.ts, which is not in the first load, keeps them up to date. */
class UnseenNotifications {
  entries: readonly UnseenEntry[] = [];
  /** How many of them count. */
  count = 0;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(entries: readonly UnseenEntry[], count = entries.length): void {
    this.entries = entries;
    this.count = count;
    for (const listener of this.listeners) listener();
  }

  /** Handles an answer of the API; servers of earlier releases send no entries. Replaced once more code is loaded. */
  answered({ unseen }: RoomsAnswer): void {
    if (unseen) this.set(unseen);
  }
}
