import { useSyncExternalStore } from "react";
import { zoneOr } from "@/lib/client/calendar";

const never = () => () => {};

/** False on the server and in the first client render, true after: for what only a live page can do. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

/** The browser's time zone; until hydration the one the server rendered with, so that both agree. */
export function useZone(serverZone: string): string {
  return useSyncExternalStore(
    never,
    () => zoneOr(serverZone, Intl.DateTimeFormat().resolvedOptions().timeZone),
    () => serverZone,
  );
}
