import { useSyncExternalStore } from "react";
import { zoneOr } from "@/lib/client/calendar";

const never = () => () => {};

/** False on the server and in the first client render, then true. For things that only a hydrated page can do. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

/** The browser's time zone. Until hydration it is the server's, so that both render the same. */
export function useZone(serverZone: string): string {
  return useSyncExternalStore(
    never,
    () => zoneOr(serverZone, Intl.DateTimeFormat().resolvedOptions().timeZone),
    () => serverZone,
  );
}
