import { type Blocked, NOBODY_BLOCKED, withoutBlocked } from "@/lib/client/blocked";
import type { SocketEnd } from "@/lib/client/connection/ticket-socket";
import { InboxClient, type InboxClientOptions } from "@/lib/client/inbox-client";
import type { InboxUpdate } from "@/lib/protocol/inbox";
import { CLOSE } from "@/lib/protocol/room";

interface Listener {
  news?(rooms: readonly InboxUpdate[]): void;
  /** What the lists know may be old: ask again. */
  refresh?(): void;
}

/** So long without a connection is no news. In ms. */
const DOWN_AFTER_MS = 5_000;

/** How many own rooms are named before other shown rooms: an inbox of an older release sends news of named rooms only. */
const OWN_FIRST = 50;

/** `down`: not live for a while; `outdated`: only a reload makes it live again; `signed_out`: the session is over. */
export type HubState = "live" | "down" | "outdated" | "signed_out";

/** A page's one inbox, for all lists on it: each says what it shows, and hears of everything. */
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
  /** People whose messages are left out of all news. */
  blocked: Blocked = NOBODY_BLOCKED;
  /** Room id → how far it has been read on this page, which the archive learns a few seconds later. */
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

  /** These rooms are shown by `where`, from now on instead of those it showed before. */
  show(where: object, roomIds: readonly string[]): void {
    if (roomIds.length > 0) this.shown.set(where, roomIds);
    else this.shown.delete(where);
    this.watch();
  }

  /** The user's own rooms: the inbox sends their news whether they are shown or not. */
  showOwn(roomIds: readonly string[]): void {
    this.own = roomIds;
    this.watch();
  }

  /** Whether news is of a room that this page neither lists nor shows. */
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

  /** Everything on the page asks again, such as after a change of one's own settings of a room. */
  refresh(): void {
    this.tell((listener) => listener.refresh?.());
  }

  /** How the lists are; for `useSyncExternalStore`. */
  getState = (): HubState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  };

  private tell(say: (listener: Listener) => void): void {
    for (const listener of this.listeners) say(listener);
  }

  private up(isReturn: boolean): void {
    // A first connection that was long in coming may have missed something too.
    const wasDown = this.state === "down";
    this.become("live");
    if (isReturn || wasDown) this.refresh();
  }

  private down(): void {
    this.downTimer ??= setTimeout(() => this.become("down"), DOWN_AFTER_MS);
  }

  private ended(why: SocketEnd): void {
    if (why === CLOSE.unknownVersion) this.become("outdated");
    else if (why === "signed_out" || why === "other_account") this.become("signed_out");
    else this.down();
  }

  private become(state: HubState): void {
    clearTimeout(this.downTimer);
    this.downTimer = undefined;
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.stateListeners) listener();
  }
}
