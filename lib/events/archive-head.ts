/**
 * A room keeps the read positions of at most this many users, those whose positions changed last: more would not fit in
 * one storage value (128 KiB).
 */
export const READERS_KEPT_MAX = 1_500;

/** The archive's state of a room. */
export interface ArchiveHead {
  /** The newest archived seq; 0 in an empty room. */
  seq: number;
  /** The newest archived message's seq; 0 if there is none. */
  lastMessage: number;
  /** Epoch ms of the newest archived event, or of the room's creation. */
  newestAt: number;
  isReadOnly: boolean;
  /** The read positions of members with receipts on: the READERS_KEPT_MAX who have read furthest. */
  readers: Record<string, number>;
}
