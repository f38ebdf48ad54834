import { useEffect, useState } from "react";
import type { RoomState } from "../../../lib/room-state";
import { callApi } from "../call-api";

type Closed = NonNullable<RoomState["closed"]>;

/** Whether somebody who was put out of a room may come back by themselves: undefined until it is known. */
export function useMayReturn(roomId: string, reason: Closed): boolean | undefined {
  const [may, setMay] = useState<boolean>();
  const wasPutOut = reason === "forbidden";
  useEffect(() => {
    if (!wasPutOut) return;
    const abort = new AbortController();
    callApi(`/api/rooms/${roomId}`, { signal: abort.signal }).then(
      (answer) => setMay(answer.ok),
      () => {},
    );
    return () => abort.abort();
  }, [roomId, wasPutOut]);
  return may;
}
