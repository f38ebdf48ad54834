import { setNewest } from "@/lib/shared/bounded-map";

/** Beyond this many, the oldest keys are forgotten. */
const KEYS_MAX = 10_000;

/** Fixed windows counted in this process's memory. A key's window begins with its first request. */
export function memoryWindows(max = KEYS_MAX) {
  const windows = new Map<string, { count: number; end: number }>();
  return {
    /** Counts one request of a key. Returns the end of its window (epoch ms) if the window already had `requests`. */
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
