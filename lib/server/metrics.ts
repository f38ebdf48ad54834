import * as z from "zod";
import { roomPath } from "./commands";

/** A room's metrics for operators: a GET, signed like a call to a room. */
export const metricsPath = (roomId: string) => `${roomPath(roomId)}/metrics`;

const ms = z.number().nonnegative();

/** Flushes to one store; missing unless the room is awake. Without `lastAt`: no success since it woke. */
const flushes = z.strictObject({
  /** Consecutive failures; 0: the last write succeeded. */
  failures: z.int().nonnegative(),
  /** Epoch ms of the last success. */
  lastAt: z.int().optional(),
  /** Durations of the last 100 successes. */
  lastMs: ms.optional(),
  p50Ms: ms.optional(),
  p99Ms: ms.optional(),
});
export type FlushMetrics = z.infer<typeof flushes>;

/** A room's metrics for operators: numbers only, no message text and no users. */
export const roomMetrics = z.strictObject({
  /** asleep: its log is not in memory; unknown: its storage is empty. */
  state: z.enum(["awake", "asleep", "ended", "unknown"]),
  /** The newest seq. */
  head: z.int().nonnegative().optional(),
  /** Events that room storage has not recorded as archived: those that wait for the database, and archived ones for some seconds. */
  outbox: z.int().nonnegative().optional(),
  /** When the oldest event that waits for the database was accepted (epoch ms); only of an awake room. */
  waitingSince: z.int().optional(),
  sockets: z.int().nonnegative(),
  people: z.int().nonnegative(),
  database: flushes.optional(),
  redis: flushes.optional(),
});
export type RoomMetrics = z.infer<typeof roomMetrics>;
