import { useNow } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { serverClock } from "../../lib/client/server-clock";

/**
 * The server's time, kept true while the page is open, in epoch milliseconds. Until hydration it is when the page was rendered, so
 * that both agree.
 */
export function useServerNow(): number {
  const renderedAt = useNow().getTime();
  useEffect(() => serverClock.seed(renderedAt, answeredAt()), [renderedAt]);
  return useSyncExternalStore(serverClock.subscribe, serverClock.shown, () => renderedAt);
}

/** What the device's clock said when the server answered with this page. */
function answeredAt(): number {
  const [load] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return Date.now() - (performance.now() - (load?.responseStart ?? 0));
}
