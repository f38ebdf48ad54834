import { useEffect, useEffectEvent } from "react";
import { isAttended } from "@/app/_ui/inbox/is-attended";

/** In ms. */
const AGAIN_MS = 30_000;

/** Asks again now and then while somebody is at the list: of rooms that others make, nobody tells. */
export function useNewRooms(refresh: () => void): void {
  const again = useEffectEvent(() => isAttended() && refresh());
  useEffect(() => {
    const timer = setInterval(() => again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
}
