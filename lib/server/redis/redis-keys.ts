/** Every Redis key of the project. All of them expire. */

/** The time to live of a room's replica in Redis. */
export const ROOM_TTL_S = 7 * 24 * 60 * 60;
/** About how many events the stream keeps: the replay log for clients that return soon. */
export const STREAM_MAX = 1_000;

export function roomKeys(prefix: string, roomId: string) {
  return { stream: `${prefix}room:${roomId}:stream`, recent: `${prefix}room:${roomId}:recent` };
}

/** The prefix of a limit's counters; each expires with its window. */
export function limitPrefix(prefix: string, limit: string, by: "address" | "account" | "everywhere") {
  return `${prefix}limit:${limit}:${by}`;
}

/** A challenge that a passkey may answer once. */
export function challengeKey(prefix: string, challenge: string) {
  return `${prefix}challenge:${challenge}`;
}
