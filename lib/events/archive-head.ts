/** So many readers a room keeps in mind, those who read last: they fit one value of its storage, which may have 128 KiB. */
export const READERS_KEPT_MAX = 1_500;

/** What the archive knows of a room. */
export interface ArchiveHead {
  /** The newest archived seq; 0 in an empty room. */
  seq: number;
  /** The newest archived message's seq; 0 where there is none. */
  lastMessage: number;
  /** Epoch ms of the newest archived event, or of the room's making. */
  newestAt: number;
  isReadOnly: boolean;
  /** How far members have read, of those who let others know; at most READERS_KEPT_MAX. */
  readers: Record<string, number>;
}
