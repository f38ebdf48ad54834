import type { RoomMetrics } from "@/lib/server/room-metrics";
import { Openness } from "./lifecycle/openness";
import type { Live } from "./live";
import { storedLength } from "./log/outbox";
import type { Ports } from "./ports";

/**
 * How a room is doing. It is not woken for that: where its log is not in memory, a look into its storage must do, and nothing
 * is asked or written.
 */
export async function metricsOf(
  { sockets, store }: Pick<Ports, "sockets" | "store">,
  live?: Live,
): Promise<RoomMetrics> {
  const joined = [...sockets()].filter((socket) => socket.joined);
  const here = { sockets: joined.length, people: new Set(joined.map(({ guest }) => guest.id)).size };
  if (live) return { state: "awake", ...live.metrics, ...here };
  const openness = new Openness(store);
  await openness.load();
  if (openness.isEnded) return { state: "ended", ...here };
  const stored = await storedLength(store);
  return stored ? { state: "asleep", ...stored, ...here } : { state: "unknown", ...here };
}
