import { describe, expect, it, vi } from "vitest";
import { ServerClock } from "./server-clock";

const HOUR_MS = 3_600_000;
const NOON = Date.parse("2026-06-15T12:00Z");

function clockWith(deviceMs: number) {
  const device = { ms: deviceMs };
  return {
    device,
    clock: new ServerClock(
      () => device.ms,
      () => device.ms,
    ),
  };
}

/** A device whose clock is wrong by `offMs`, and may be set by the user or the network. */
function settable(offMs: number) {
  let [ms, setMs, sleptMs] = [0, offMs, 0];
  const clock = new ServerClock(
    () => NOON + ms + setMs,
    () => ms - sleptMs,
  );
  clock.learn(NOON);
  return {
    clock,
    /** The right time. */
    right: () => NOON + ms,
    pass: (forMs: number) => {
      ms += forMs;
    },
    sleep: (forMs: number) => {
      ms += forMs;
      sleptMs += forMs;
    },
    set: (nowOffMs: number) => {
      setMs = nowOffMs;
    },
  };
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

  it.each([
    [-24, 0],
    [3, 0],
    [0, -2],
    [5, -4],
    [-1, -3],
  ])("stays right if the device's clock is set while no response arrives: from %i hours off to %i", (before, after) => {
    const device = settable(before * HOUR_MS);
    device.pass(HOUR_MS);
    device.set(after * HOUR_MS);
    expect(device.clock.now()).toBe(device.right());
    device.pass(HOUR_MS);
    expect(device.clock.now()).toBe(device.right());
  });

  it.each([-24, 0, 3])("stays right after a sleep, with a clock that is %i hours off", (off) => {
    const device = settable(off * HOUR_MS);
    device.pass(60_000);
    device.sleep(8 * HOUR_MS);
    expect(device.clock.now()).toBe(device.right());
    device.pass(60_000);
    expect(device.clock.now()).toBe(device.right());
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
