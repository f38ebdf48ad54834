import { useSyncExternalStore } from "react";
import { zoneOr } from "@/lib/shared/calendar";

const never = () => () => {};

/** Creating a `DateTimeFormat` is slow on a phone, and every displayed time needs the zone. */
const ZONE_KEPT_MS = 1_000;
let zone: { name: string; readAt: number } | undefined;

function deviceZone(): string {
  const now = performance.now();
  if (!zone || now - zone.readAt > ZONE_KEPT_MS)
    zone = { name: Intl.DateTimeFormat().resolvedOptions().timeZone, readAt: now };
  return zone.name;
}

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
    () => zoneOr(serverZone, deviceZone()),
    () => serverZone,
  );
}
