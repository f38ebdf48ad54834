import { useEffect, useState } from "react";
import { callApi } from "@/app/_ui/api/call-api";
import type { Removal } from "./use-room-facts";

/** After these nothing is said yet of whether one may come back. */
const OPEN = new Set(["forbidden", "kicked", "left"]);

/** Whether somebody who is in a room no more may come back by themselves: undefined until it is known. */
export function useMayReturn(roomId: string, reason: string, putOut: Removal | undefined): boolean | undefined {
  const [may, setMay] = useState<boolean>();
  const asks = putOut === undefined && OPEN.has(reason);
  useEffect(() => {
    if (!asks) return;
    const abort = new AbortController();
    callApi(`/api/rooms/${roomId}`, { signal: abort.signal }).then(
      (answer) => setMay(answer.ok),
      () => {},
    );
    return () => abort.abort();
  }, [roomId, asks]);
  return putOut === undefined ? may : putOut === "out";
}
