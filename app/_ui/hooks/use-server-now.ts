import { useNow } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { serverClock } from "@/lib/client/connection/server-clock";

/**
 * The server's time in epoch milliseconds, updated while the page is open. Until hydration it is the time of rendering, so that
 * server and browser render the same.
 */
export function useServerNow(): number {
  const renderedAt = useNow().getTime();
  useEffect(() => serverClock.seed(renderedAt, answeredAt()), [renderedAt]);
  return useSyncExternalStore(serverClock.subscribe, serverClock.shown, () => renderedAt);
}

/** The device's clock when this page's response arrived. */
function answeredAt(): number {
  const [load] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return Date.now() - (performance.now() - (load?.responseStart ?? 0));
}
