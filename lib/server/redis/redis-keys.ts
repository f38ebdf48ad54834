/** Every Redis key of the project. All of them expire. */

/** How long a room's copies stay in Redis after its last message, in seconds. */
export const ROOM_TTL_S = 7 * 24 * 60 * 60;
/** About how many events the stream keeps: the replay log of those who come back soon. */
export const STREAM_MAX = 1_000;

export function roomKeys(prefix: string, roomId: string) {
  return { stream: `${prefix}room:${roomId}:stream`, recent: `${prefix}room:${roomId}:recent` };
}

/** What a limit's counters begin with; each expires with its window. */
export function limitPrefix(prefix: string, limit: string, by: "address" | "account" | "everywhere") {
  return `${prefix}limit:${limit}:${by}`;
}

/** A question that a passkey may answer once. */
export function challengeKey(prefix: string, challenge: string) {
  return `${prefix}challenge:${challenge}`;
}
