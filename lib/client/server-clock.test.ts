import { describe, expect, it, vi } from "vitest";
import { ServerClock } from "./server-clock";

const HOUR_MS = 3_600_000;
const NOON = Date.parse("2026-06-15T12:00Z");

function clockWith(deviceMs: number) {
  const device = { ms: deviceMs };
  return { device, clock: new ServerClock(() => device.ms) };
}

describe("ServerClock", () => {
  it.each([-5, -1, 1, 9])("follows the server where the device is %i hours off, an hour later too", (hours) => {
    const { device, clock } = clockWith(NOON + hours * HOUR_MS);
    clock.learn(NOON);
    expect(clock.now()).toBe(NOON);
    device.ms += HOUR_MS;
    expect(clock.now()).toBe(NOON + HOUR_MS);
  });

  it("leaves a clock that is right as it is, whatever a header rounds off", () => {
    const { clock } = clockWith(NOON);
    clock.learn(NOON - 900);
    expect(clock.now()).toBe(NOON);
  });

  it("notices that the device's clock was set while the page is open, at the next answer", () => {
    const { device, clock } = clockWith(NOON - 3 * HOUR_MS);
    clock.learn(NOON);
    device.ms += 3 * HOUR_MS + 60_000;
    clock.learn(NOON + 60_000);
    expect(clock.now()).toBe(NOON + 60_000);
  });

  it("takes the time that the page was rendered only until an answer tells it better", () => {
    const { device, clock } = clockWith(NOON + 2 * HOUR_MS);
    clock.seed(NOON, device.ms);
    expect(clock.now()).toBe(NOON);
    clock.learn(NOON + 5_000);
    clock.seed(NOON - HOUR_MS, device.ms);
    expect(clock.now()).toBe(NOON + 5_000);
  });

  it("ignores an answer without a date", () => {
    const { clock } = clockWith(NOON);
    clock.learn(Number.NaN);
    expect(clock.now()).toBe(NOON);
  });

  it("tells its listeners when it is put right and as time goes by, and runs no timer without them", () => {
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
