import { signCall } from "../../lib/room-admin";
import { metricsPath, type RoomMetrics, roomMetrics } from "../../lib/room-metrics";
import { roomOrigin } from "../../lib/room-origin";

const TIMEOUT_MS = 10_000;

/** Asks a room how it is doing. @param host of the rooms, without scheme. @throws where it does not say. */
export async function askRoom(host: string, roomId: string, ticketSecret: string): Promise<RoomMetrics> {
  const call = { method: "GET", path: metricsPath(roomId), body: "" };
  const token = await signCall(call, ticketSecret);
  const answer = await fetch(roomOrigin(host).replace(/^ws/, "http") + call.path, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status === 401) throw new Error("The room refuses: TICKET_SECRET is not the one of the rooms.");
  if (!answer.ok) throw new Error(`The room answers ${answer.status}.`);
  return roomMetrics.parse(await answer.json());
}
