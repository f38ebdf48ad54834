import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Wire } from "../../../tests/harness/wire";
import { InboxHub } from "./inbox-hub";

let hub: InboxHub;
const heard = vi.fn();
beforeEach(async () => {
  vi.useFakeTimers();
  heard.mockReset();
  const getTicket = async () => ({ ticket: "t", expiresAt: Date.now() + 30_000 });
  hub = new InboxHub({ userId: "u", host: "localhost:1", getTicket, WebSocket: Wire, random: () => 0.5 });
  hub.subscribe(heard);
  hub.open();
  await vi.advanceTimersByTimeAsync(1);
  Wire.last.open();
  Wire.last.says({ type: "welcome", protocol: 1 });
});
afterEach(() => {
  hub.close();
  vi.useRealTimers();
});

it("a break is told of only once it has lasted, and so is its end", async () => {
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(4_000);
  expect([hub.getState(), heard.mock.calls.length]).toEqual(["live", 0]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(hub.getState()).toBe("down");
  Wire.last.open();
  Wire.last.says({ type: "welcome", protocol: 1 });
  expect([hub.getState(), heard.mock.calls.length]).toEqual(["live", 2]);
});

it("rooms that no longer serve this page's version are told of at once, and no reconnecting is promised", async () => {
  const before = Wire.opened;
  Wire.last.drop();
  await vi.advanceTimersByTimeAsync(1_000);
  Wire.last.open();
  Wire.last.drop(4009, "protocol version");
  expect(hub.getState()).toBe("outdated");
  await vi.advanceTimersByTimeAsync(60_000);
  expect([hub.getState(), Wire.opened - before]).toEqual(["outdated", 1]);
});
