import { z } from "zod";
import { roomPath } from "./commands";

/** Where whoever runs the rooms asks one how it is doing: by GET, signed like a call to a room. */
export const metricsPath = (roomId: string) => `${roomPath(roomId)}/metrics`;

const ms = z.number().nonnegative();

/** How writing to one of the stores goes. Absent: not since the room woke. */
const flushes = z.strictObject({
  /** In a row; 0: the last one succeeded. */
  failures: z.int().nonnegative(),
  /** Epoch ms of the last that succeeded. */
  lastAt: z.int().optional(),
  /** How long the last 100 that succeeded took. */
  lastMs: ms.optional(),
  p50Ms: ms.optional(),
  p99Ms: ms.optional(),
});
export type FlushMetrics = z.infer<typeof flushes>;

/** What a room tells of itself to whoever runs it: numbers only, nothing of what is said in it, or by whom. */
export const roomMetrics = z.strictObject({
  /** asleep: nothing of its log is in memory; unknown: its storage has none. */
  state: z.enum(["awake", "asleep", "ended", "unknown"]),
  /** The newest seq. */
  head: z.int().nonnegative().optional(),
  /** Events that wait for the database. */
  outbox: z.int().nonnegative().optional(),
  /** When the first of them was taken in, epoch ms. */
  waitingSince: z.int().optional(),
  sockets: z.int().nonnegative(),
  people: z.int().nonnegative(),
  database: flushes.optional(),
  redis: flushes.optional(),
});
export type RoomMetrics = z.infer<typeof roomMetrics>;
