import { type RefObject, useEffect } from "react";
import { serverClock } from "@/lib/client/connection/server-clock";

/** A list older than this is asked for again when its page comes back into view. */
const STALE_MS = 5_000;

/** Refreshes what may be old when somebody returns to the page, or the network does. */
export function useOnReturn(asked: RefObject<{ loadedAt: number }>, refresh: () => void): void {
  useEffect(() => {
    const returned = () => {
      if (document.visibilityState === "visible" && serverClock.now() - asked.current.loadedAt > STALE_MS) refresh();
    };
    // Going back shows the page as it was left, which may be long ago.
    returned();
    document.addEventListener("visibilitychange", returned);
    window.addEventListener("online", returned);
    return () => {
      document.removeEventListener("visibilitychange", returned);
      window.removeEventListener("online", returned);
    };
  }, [asked, refresh]);
}
