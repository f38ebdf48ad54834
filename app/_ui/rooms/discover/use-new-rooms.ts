import { useEffect, useEffectEvent } from "react";
import { isPageAttended } from "@/app/_ui/inbox/is-page-attended";

/** In ms. */
const AGAIN_MS = 30_000;

/** Asks again now and then while somebody is at the list: of rooms that others make, nobody tells. */
export function useNewRooms(refresh: () => void): void {
  const again = useEffectEvent(() => isPageAttended() && refresh());
  useEffect(() => {
    const timer = setInterval(() => again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
}
