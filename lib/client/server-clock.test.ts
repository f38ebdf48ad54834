import { describe, expect, it, vi } from "vitest";
import { ServerClock } from "./server-clock";

const HOUR_MS = 3_600_000;
const NOON = Date.parse("2026-06-15T12:00Z");

function clockWith(deviceMs: number) {
  const device = { ms: deviceMs };
  return { device, clock: new ServerClock(() => device.ms) };
}

describe("ServerClock", () => {
  it.each([-5, -1, 1, 9])("follows the server when the device is %i hours off, also an hour later", (hours) => {
    const { device, clock } = clockWith(NOON + hours * HOUR_MS);
    clock.learn(NOON);
    expect(clock.now()).toBe(NOON);
    device.ms += HOUR_MS;
    expect(clock.now()).toBe(NOON + HOUR_MS);
  });

  it("keeps a correct clock unchanged, despite the header's rounding", () => {
    const { clock } = clockWith(NOON);
    clock.learn(NOON - 900);
    expect(clock.now()).toBe(NOON);
  });

  it("notices at the next response that the device's clock was set", () => {
    const { device, clock } = clockWith(NOON - 3 * HOUR_MS);
    clock.learn(NOON);
    device.ms += 3 * HOUR_MS + 60_000;
    clock.learn(NOON + 60_000);
    expect(clock.now()).toBe(NOON + 60_000);
  });

  it("uses the time of rendering only until a response gives a better one", () => {
    const { device, clock } = clockWith(NOON + 2 * HOUR_MS);
    clock.seed(NOON, device.ms);
    expect(clock.now()).toBe(NOON);
    clock.learn(NOON + 5_000);
    clock.seed(NOON - HOUR_MS, device.ms);
    expect(clock.now()).toBe(NOON + 5_000);
  });

  it("ignores a response without a date", () => {
    const { clock } = clockWith(NOON);
    clock.learn(Number.NaN);
    expect(clock.now()).toBe(NOON);
  });

  it("notifies its listeners of corrections and of passing time, and runs no timer without them", () => {
    vi.useFakeTimers();
    const { device, clock } = clockWith(NOON);
    const heard = vi.fn();
    const stop = clock.subscribe(heard);
    clock.learn(NOON + HOUR_MS);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(clock.shown()).toBe(NOON + HOUR_MS);
    device.ms += 60_000;
    vi.advanceTimersByTime(60_000);
    expect(clock.shown()).toBe(NOON + HOUR_MS + 60_000);
    stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});
