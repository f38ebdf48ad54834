/** The oldest beyond this many are forgotten; the store refuses those again. */
const REFUSALS_MAX = 10_000;

/** Refusals that still hold, in this process's memory, so that repeating a refused request costs no store call (D7). */
export function refusalCache(max = REFUSALS_MAX) {
  const until = new Map<string, number>();
  return {
    /** When the refusal of that key ends, in epoch milliseconds; undefined: no refusal is known. */
    endOf(key: string, now = Date.now()): number | undefined {
      const end = until.get(key);
      if (end === undefined || end > now) return end;
      until.delete(key);
      return undefined;
    },
    note(key: string, end: number): void {
      until.delete(key);
      until.set(key, end);
      if (until.size > max) until.delete(until.keys().next().value ?? key);
    },
  };
}
