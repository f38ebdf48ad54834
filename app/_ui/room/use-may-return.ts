import { useEffect, useState } from "react";
import { callApi } from "../call-api";

/** Whether somebody who was put out of a room may come back by themselves: undefined until it is known. */
export function useMayReturn(roomId: string, reason: string): boolean | undefined {
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
  return reason === "kicked" || may;
}
