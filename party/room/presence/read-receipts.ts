import type { LogEntry } from "@/lib/events/reduce";
import { READERS_MAX, type RoomFrame } from "@/lib/protocol/room";
import { type Clock, type Guest, isJoined, type Socket } from "@/party/ports";
import { encode } from "@/party/room/broadcast";
import { type Encoded, encoded } from "@/party/room/encoded";
import type { RoomState } from "@/party/room/room-state";
import { RateLimit } from "@/party/shared/rate-limit";
import { Throttle } from "@/party/shared/throttle";
import type { ReadPositions } from "./read-positions";

const TELL_AFTER_MS = 300;
/** Frames of one user a second; further ones are silently dropped. */
const RATE = 10;
/** How many seqs a receipt without names lists. */
const COUNTS_MAX = 50;

type VisiblePositions = Pick<Extract<RoomFrame, { type: "read" }>, "readers" | "readCounts">;

const HIDDEN = fieldsOf({ readers: {} });

/** The receipts of welcomes, encoded once until they change. */
interface SharedReceipts {
  readers: ReadPositions;
  version: number;
  areCounts: boolean;
  fields: Encoded;
}

/**
 * Broadcasts read positions to users who have receipts on. ReadPositions holds the positions that wait for the archive.
 */
export class ReadReceipts {
  private readonly rate: RateLimit;
  private readonly soon: Throttle;
  private readonly moved = new Set<string>();
  private readers: ReadPositions | undefined;
  private wereNumbers = false;
  /** Users here with receipts off; read from the sockets when first needed. */
  private unseen: Set<string> | undefined;
  private shared: SharedReceipts | undefined;

  constructor(
    private readonly sockets: () => Iterable<Socket>,
    clock: Clock,
    private readonly onRead: (userId: string, seq: number) => void,
  ) {
    this.rate = new RateLimit({ rate: RATE, burst: RATE }, clock);
    this.soon = new Throttle(clock, TELL_AFTER_MS, () => this.broadcast());
  }

  /** Handles a frame with a read position, capped at the head. */
  read({ readers, log, flushSoon }: RoomState, { id }: Guest, seq: number): void {
    if (this.rate.take(id) > 0) return;
    if (this.raise(readers, id, Math.min(seq, log.head))) flushSoon();
  }

  /**
   * A user who sends a message has read everything before it. If others already see a position of this user, clients
   * derive the new one from the message, and no frame is needed.
   */
  authorHasRead({ readers }: RoomState, entries: readonly LogEntry[]): void {
    for (const { event, by } of entries) {
      if (event.kind !== "message" || event.notice) continue;
      const isTold = readers.has(by) && readers.size <= READERS_MAX;
      this.raise(readers, by, event.seq, isTold);
    }
  }

  /** A user has joined or changed their setting. */
  setEnabled({ readers, flushSoon }: RoomState, userId: string, on: boolean): void {
    if (on) this.hidden().delete(userId);
    else this.hidden().add(userId);
    if (!(on ? readers.show(userId) : readers.hide(userId))) return;
    this.announce(readers, userId);
    flushSoon();
  }

  /** This user is no longer in the room. */
  forget({ readers, flushSoon }: RoomState, userId: string): void {
    if (readers.forget(userId)) this.announce(readers, userId);
    flushSoon();
  }

  /** The fields of a welcome; no positions for users with receipts off. */
  inWelcome(readers: ReadPositions, { receipts }: Guest): Encoded {
    if (!receipts) return HIDDEN;
    const { shared } = this;
    const { version } = readers;
    const areCounts = readers.size > READERS_MAX;
    // Counts may be as old as the last broadcast: the next broadcast brings the change to this socket too.
    const isCurrent = shared?.readers === readers && shared.areCounts === areCounts;
    if (isCurrent && (areCounts || shared.version === version)) return shared.fields;
    const fields = fieldsOf(
      areCounts ? { readers: {}, readCounts: readers.counts(COUNTS_MAX) } : { readers: readers.all() },
    );
    this.shared = { readers, version, areCounts, fields };
    return fields;
  }

  prune(): void {
    this.rate.prune();
  }

  private raise(readers: ReadPositions, userId: string, seq: number, isTold = false): boolean {
    const isShown = !this.hidden().has(userId);
    if (!readers.raise(userId, seq, isShown)) return false;
    if (isShown && !isTold) this.announce(readers, userId);
    this.onRead(userId, seq);
    return true;
  }

  private hidden(): Set<string> {
    this.unseen ??= new Set(
      [...this.sockets()].filter(({ guest }) => !guest.receipts && !guest.preview).map(({ guest }) => guest.id),
    );
    return this.unseen;
  }

  private announce(readers: ReadPositions, userId: string): void {
    this.readers = readers;
    this.moved.add(userId);
    this.soon.schedule();
  }

  private broadcast(): void {
    if (!this.readers) return;
    this.shared = undefined;
    const frame = encode({ type: "read", ...this.changesFor(this.readers) });
    this.moved.clear();
    for (const socket of this.sockets()) if (isJoined(socket) && socket.guest.receipts) socket.send(frame);
  }

  private changesFor(readers: ReadPositions): VisiblePositions {
    const wereNumbers = this.wereNumbers;
    this.wereNumbers = readers.size > READERS_MAX;
    if (this.wereNumbers) return { readers: {}, readCounts: readers.counts(COUNTS_MAX) };
    if (wereNumbers) return { readers: readers.all() };
    return { readers: Object.fromEntries([...this.moved].map((id) => [id, readers.seqOf(id)])) };
  }
}

/** An object's fields as JSON, without the braces. */
function fieldsOf(positions: VisiblePositions): Encoded {
  return encoded(JSON.stringify(positions).slice(1, -1));
}
