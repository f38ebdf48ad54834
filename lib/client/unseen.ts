/** A page's unseen notifications and their count. lib/client/unseen-updates.ts follows the inbox's updates, and is not in the first load. */
import type { Unseen } from "@/lib/protocol/http/notifications";
import type { LiveRoom } from "./room-list";

export interface UnseenEntry extends Unseen {
  /** When an update reported it (the server's time, epoch ms); undefined: the API did. */
  addedAt?: number;
}

/** After this time the API knows what an update reported, unless the archive is unavailable. */
const ARCHIVED_AFTER_MS = 3_000;

export class UnseenEntries {
  private entries: readonly UnseenEntry[] = [];
  private readonly listeners = new Set<() => void>();

  /** For `useSyncExternalStore`. */
  readonly get = () => this.entries;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(entries: readonly UnseenEntry[]): void {
    this.entries = entries;
    for (const listener of this.listeners) listener();
  }

  /** The API's answer to a request of `askedAt` replaces everything, except what may not have been in the archive yet. */
  answered(answer: readonly Unseen[], askedAt: number): void {
    const isLate = (each: UnseenEntry) => (each.addedAt ?? 0) > askedAt - ARCHIVED_AFTER_MS && !findIn(answer, each);
    this.set([...this.entries.filter(isLate), ...answer]);
  }
}

export function findIn<E extends Unseen>(entries: readonly E[], { roomId, seq }: Omit<Unseen, "at">): E | undefined {
  return entries.find((each) => each.roomId === roomId && each.seq === seq);
}

/**
 * How many count: a mention or reply until it is read in its room, nothing from a room whose notifications are off, and an invite until
 * the user is a member.
 */
export function countUnseen(entries: readonly Unseen[], rooms: readonly Pick<LiveRoom, "id" | "mine">[]): number {
  const own = new Map(rooms.map(({ id, mine }) => [id, mine]));
  return entries.filter(({ roomId, seq, at }) => {
    const mine = own.get(roomId);
    return !mine || (seq > 0 && mine.notify !== "none" && (at === undefined || at > mine.lastReadSeq));
  }).length;
}
