import { setNewest } from "@/lib/shared/bounded-map";

/** Beyond this many keys, the one that was counted least recently is forgotten. */
const KEYS_MAX = 10_000;

/** Fixed windows counted in this process's memory. A window begins with a key's first request after its previous window. */
export function memoryWindows(max = KEYS_MAX) {
  const windows = new Map<string, { count: number; end: number }>();
  return {
    /** Counts one request of a key. Returns the end of the window (epoch ms) if it already has `requests`. */
    count(key: string, requests: number, windowMs: number, now = Date.now()): number | undefined {
      const known = windows.get(key);
      const window = known && known.end > now ? known : { count: 0, end: now + windowMs };
      setNewest(windows, key, window, max);
      if (window.count >= requests) return window.end;
      window.count += 1;
      return undefined;
    },
  };
}
