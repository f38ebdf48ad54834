import type { RoomMetrics } from "@/lib/server/metrics";
import { isJoined, type Ports } from "@/party/ports";
import { RoomLifecycle } from "./lifecycle/room-lifecycle";
import { storedLength } from "./log/storage-log";
import type { RoomState } from "./room-state";

/**
 * A room's metrics. They do not wake it: if the log is not in memory, they read the room's storage and make no request
 * and no write.
 */
export async function metricsOf(
  { sockets, store }: Pick<Ports, "sockets" | "store">,
  state?: RoomState,
): Promise<RoomMetrics> {
  const joined = [...sockets()].filter(isJoined);
  const presence = { sockets: joined.length, people: new Set(joined.map(({ guest }) => guest.id)).size };
  if (state) return { state: "awake", ...state.metrics, ...presence };
  const lifecycle = new RoomLifecycle(store);
  await lifecycle.load();
  if (lifecycle.isEnded) return { state: "ended", ...presence };
  const stored = await storedLength(store);
  return stored ? { state: "asleep", ...stored, ...presence } : { state: "unknown", ...presence };
}
