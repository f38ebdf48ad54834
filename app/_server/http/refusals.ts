import { setNewest } from "@/lib/shared/bounded-map";

/** Beyond this many, the oldest refusal is forgotten; the store then refuses its next request. */
const REFUSALS_MAX = 10_000;

/** Refusals still in effect, in this process's memory, so that a repeated refused request costs no store call (D7). */
export function refusalCache(max = REFUSALS_MAX) {
  const until = new Map<string, number>();
  return {
    /** The end of this key's refusal (epoch ms), or undefined if none is known. */
    endOf(key: string, now = Date.now()): number | undefined {
      const end = until.get(key);
      if (end === undefined || end > now) return end;
      until.delete(key);
      return undefined;
    },
    note(key: string, end: number): void {
      setNewest(until, key, end, max);
    },
  };
}
