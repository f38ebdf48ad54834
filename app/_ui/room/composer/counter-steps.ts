/** The counter shows when at most this many characters are left. */
export const COUNTER_FROM = 200;
const NEAR_END = 20;

/** The announcement of the characters left; the same value between two steps, so that it is announced once per step. */
export function announcedStep(left: number): number | "over" | undefined {
  if (left < 0) return "over";
  if (left <= NEAR_END) return NEAR_END;
  return left <= COUNTER_FROM ? COUNTER_FROM : undefined;
}
