import { useEffect, useEffectEvent } from "react";
import { isPageAttended } from "@/app/_ui/inbox/is-page-attended";

const AGAIN_MS = 30_000;

/** Reloads the list regularly while the user is at the page, since no inbox reports rooms that others create. */
export function useNewRooms(refresh: () => void): void {
  const again = useEffectEvent(() => isPageAttended() && refresh());
  useEffect(() => {
    const timer = setInterval(() => again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
}
