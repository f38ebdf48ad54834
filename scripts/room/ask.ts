import { signCall } from "@/lib/server/commands";
import { metricsPath, type RoomMetrics, roomMetrics } from "@/lib/server/metrics";
import { roomsUrl } from "@/lib/shared/room-origin";

const TIMEOUT_MS = 10_000;

interface RoomsEnv {
  TICKET_SECRET: string;
  NEXT_PUBLIC_PARTYKIT_HOST: string;
  ROOMS_INTERNAL_URL?: string | undefined;
}

/** Requests a room's metrics. @throws if the room does not return them */
export async function askRoom(env: RoomsEnv, roomId: string): Promise<RoomMetrics> {
  const call = { method: "GET", path: metricsPath(roomId), body: "" };
  const token = await signCall(call, env.TICKET_SECRET);
  const answer = await fetch(roomsUrl(env) + call.path, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status === 401) throw new Error("The room refused the call: its TICKET_SECRET is another one.");
  if (!answer.ok) throw new Error(`The room answered ${answer.status}.`);
  return roomMetrics.parse(await answer.json());
}
