import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { withDeadline } from "./deadline";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("B2: a result in time leaves no timer behind, nor does a failure", async () => {
  const answer = withDeadline(5_000, async () => "answer");
  expect(vi.getTimerCount()).toBe(1);
  expect(await answer).toBe("answer");
  await expect(withDeadline(5_000, () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  expect(vi.getTimerCount()).toBe(0);
});

it("C4: an operation without a result is aborted after the deadline, with a TimeoutError", async () => {
  let isTold = false;
  const hanging = (signal: AbortSignal) =>
    new Promise<never>(() => signal.addEventListener("abort", () => (isTold = true)));
  const failure = expect(withDeadline(5_000, hanging)).rejects.toMatchObject({ name: "TimeoutError" });
  await vi.advanceTimersByTimeAsync(4_999);
  expect(isTold).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await failure;
  expect(isTold).toBe(true);
});
