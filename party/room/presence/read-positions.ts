import { READERS_KEPT_MAX } from "@/lib/events/archive-head";

/** Everyone's read position; it only grows. Changes wait here for the next flush. */
export class ReadPositions {
  /** The positions that others may see, by user; the most recently changed last. */
  private readonly shown: Map<string, number>;
  private readonly hidden = new Map<string, number>();
  private readonly unsaved = new Map<string, number>();
  private isStored = true;
  private changes = 0;

  constructor(stored: Readonly<Record<string, number>>) {
    this.shown = new Map(Object.entries(stored));
  }

  get size(): number {
    return this.shown.size;
  }

  /** Differs after every change of a position that is shown. */
  get version(): number {
    return this.changes;
  }

  /** Whether a position waits for a flush. */
  get isWaiting(): boolean {
    return this.unsaved.size > 0 || !this.isStored;
  }

  has(userId: string): boolean {
    return this.shown.has(userId);
  }

  /** The read position that others see of this user; 0: none. */
  seqOf(userId: string): number {
    return this.shown.get(userId) ?? 0;
  }

  /** This user's read position as far as the room knows it, shown or not; 0: unknown. */
  ownSeqOf(userId: string): number {
    return Math.max(this.seqOf(userId), this.hidden.get(userId) ?? 0);
  }

  all(): Record<string, number> {
    return Object.fromEntries(this.shown);
  }

  /** Returns false if the user has already read as far as that. */
  raise(userId: string, seq: number, isShown: boolean): boolean {
    if (seq <= this.ownSeqOf(userId)) return false;
    this.unsaved.set(userId, seq);
    this.put(isShown ? this.shown : this.hidden, userId, seq);
    if (isShown) this.shownChanged();
    return true;
  }

  /** Hides this user's position from others. Returns false if it was not shown. */
  hide(userId: string): boolean {
    return this.move(userId, this.shown, this.hidden);
  }

  /** Shows this user's position to others again. Returns false if there is none. */
  show(userId: string): boolean {
    return this.move(userId, this.hidden, this.shown);
  }

  /** Forgets a user who is no longer in the room. Returns whether their position was shown. */
  forget(userId: string): boolean {
    this.unsaved.delete(userId);
    const wasShown = this.hide(userId);
    this.hidden.delete(userId);
    return wasShown;
  }

  /** Positions that are not archived, at most `max`. */
  waiting(max: number): Array<[userId: string, seq: number]> {
    return [...this.unsaved].slice(0, max);
  }

  saved(reads: ReadonlyArray<[userId: string, seq: number]>): void {
    for (const [userId, seq] of reads) if (this.unsaved.get(userId) === seq) this.unsaved.delete(userId);
  }

  /** All positions that are shown, to be stored; they count as stored from now on. */
  takeAll(): Record<string, number> {
    this.isStored = true;
    return this.all();
  }

  /** Storage failed: what was taken is not stored. */
  storeAgain(): void {
    this.isStored = false;
  }

  /** How many users have read exactly up to each seq, for the last `max` seqs that are a user's position. */
  counts(max: number): Record<string, number> {
    const counts = new Map<number, number>();
    for (const seq of this.shown.values()) counts.set(seq, (counts.get(seq) ?? 0) + 1);
    return Object.fromEntries([...counts].sort(([a], [b]) => b - a).slice(0, max));
  }

  private move(userId: string, from: Map<string, number>, to: Map<string, number>): boolean {
    const seq = from.get(userId);
    if (seq === undefined) return false;
    this.put(to, userId, seq);
    from.delete(userId);
    this.shownChanged();
    return true;
  }

  private shownChanged(): void {
    this.isStored = false;
    this.changes++;
  }

  private put(into: Map<string, number>, userId: string, seq: number): void {
    into.delete(userId);
    into.set(userId, seq);
    for (const oldest of into.keys()) {
      if (into.size <= READERS_KEPT_MAX) return;
      into.delete(oldest);
    }
  }
}
