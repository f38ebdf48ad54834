import { useQuery } from "@/app/_ui/api/use-query";
import type { Removal } from "./use-room-facts";

/** Reasons for a removal that do not tell whether the user may come back, so the web side is asked. */
const OPEN = new Set(["forbidden", "kicked", "left"]);

/** Whether a user who was removed from a room may come back without help; undefined until it is known. */
export function useMayReturn(roomId: string, reason: string, putOut: Removal | undefined): boolean | undefined {
  const isAsked = putOut === undefined && OPEN.has(reason);
  const { data, failed } = useQuery(isAsked ? `/api/rooms/${roomId}` : undefined);
  if (putOut !== undefined) return putOut === "out";
  return failed ? false : data ? true : undefined;
}
