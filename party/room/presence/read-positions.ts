import { READERS_KEPT_MAX } from "@/lib/events/archive-head";

/** How far everybody has read: it only grows. What has changed waits here for the next flush. */
export class ReadPositions {
  /** Those whom others are told of, by when they last moved. */
  private readonly shown: Map<string, number>;
  private readonly hidden = new Map<string, number>();
  private readonly unsaved = new Map<string, number>();
  private isStored = true;

  constructor(stored: Readonly<Record<string, number>>) {
    this.shown = new Map(Object.entries(stored));
  }

  get size(): number {
    return this.shown.size;
  }

  /** Whether anything waits for a flush. */
  get isWaiting(): boolean {
    return this.unsaved.size > 0 || !this.isStored;
  }

  has(userId: string): boolean {
    return this.shown.has(userId);
  }

  /** How far others are told that this user has read; 0: they are told nothing. */
  seqOf(userId: string): number {
    return this.shown.get(userId) ?? 0;
  }

  /** How far this user has read, as far as is known here, whether or not others are told; 0: nothing is. */
  ownSeqOf(userId: string): number {
    return Math.max(this.seqOf(userId), this.hidden.get(userId) ?? 0);
  }

  all(): Record<string, number> {
    return Object.fromEntries(this.shown);
  }

  /** False: that is known. */
  raise(userId: string, seq: number, isShown: boolean): boolean {
    if (seq <= this.ownSeqOf(userId)) return false;
    this.unsaved.set(userId, seq);
    this.put(isShown ? this.shown : this.hidden, userId, seq);
    if (isShown) this.isStored = false;
    return true;
  }

  /** Others are told of this user no more; false: they never were. */
  hide(userId: string): boolean {
    return this.move(userId, this.shown, this.hidden);
  }

  /** Others may be told of this user again; false: there is nothing to tell. */
  show(userId: string): boolean {
    return this.move(userId, this.hidden, this.shown);
  }

  /** This user is not of the room any more. */
  forget(userId: string): boolean {
    this.unsaved.delete(userId);
    const wasShown = this.hide(userId);
    this.hidden.delete(userId);
    return wasShown;
  }

  /** What the archive lacks, at most `max`. */
  waiting(max: number): Array<[userId: string, seq: number]> {
    return [...this.unsaved].slice(0, max);
  }

  saved(reads: ReadonlyArray<[userId: string, seq: number]>): void {
    for (const [userId, seq] of reads) if (this.unsaved.get(userId) === seq) this.unsaved.delete(userId);
  }

  /** What storage is to hold, where it does not; it counts as stored from now on. */
  takeChanged(): { readers?: Record<string, number> } {
    if (this.isStored) return {};
    this.isStored = true;
    return { readers: this.all() };
  }

  /** Storage failed: what was taken is not there. */
  storeAgain(): void {
    this.isStored = false;
  }

  /** How many stand at each of the last `max` seqs at which anybody stands. */
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
    this.isStored = false;
    return true;
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
