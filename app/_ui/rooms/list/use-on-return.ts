import { type RefObject, useEffect, useEffectEvent } from "react";
import { serverClock } from "@/lib/client/connection/server-clock";

/** A list older than this is reloaded when the user returns to its page. */
const STALE_MS = 5_000;

/** Reloads an outdated list when the user returns to the page or the network is back. */
export function useOnReturn(asked: RefObject<{ loadedAt: number }>, refresh: () => void): void {
  const reload = useEffectEvent(refresh);
  useEffect(() => {
    const returned = () => {
      if (document.visibilityState === "visible" && serverClock.now() - asked.current.loadedAt > STALE_MS) reload();
    };
    // Also on mount: Back shows the page as the user left it, perhaps long ago.
    returned();
    document.addEventListener("visibilitychange", returned);
    window.addEventListener("online", returned);
    return () => {
      document.removeEventListener("visibilitychange", returned);
      window.removeEventListener("online", returned);
    };
  }, [asked]);
}
