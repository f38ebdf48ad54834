import { useSyncExternalStore } from "react";
import { zoneOr } from "@/lib/client/calendar";

const never = () => () => {};

/** False on the server and during hydration, then true. For controls that only work on a hydrated page. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

/** The browser's time zone; until hydration the server's, so that server and browser render the same. */
export function useZone(serverZone: string): string {
  return useSyncExternalStore(
    never,
    () => zoneOr(serverZone, Intl.DateTimeFormat().resolvedOptions().timeZone),
    () => serverZone,
  );
}
