/** The counter shows when at most this many characters are left. */
export const COUNTER_FROM = 200;
const NEAR_END = 20;

/** The characters left, rounded up to a step, so that screen readers announce each step once. Undefined: nothing to announce. */
export function announcedStep(left: number): number | "over" | undefined {
  if (left < 0) return "over";
  if (left <= NEAR_END) return NEAR_END;
  return left <= COUNTER_FROM ? COUNTER_FROM : undefined;
}
